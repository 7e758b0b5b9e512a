"""Courses, jobs and enterprises, and visits to them."""

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm, VersionedForm
from interface.widgets import Pills
from services.livelihood_states import OVER, LivelihoodKind, LivelihoodState, Sector
from services.models import AidRequest, Livelihood, LivelihoodVisit


def _length(model, name: str) -> int:
    return model._meta.get_field(name).max_length


def _not_to_come(day):
    if day and day > timezone.localdate():
        raise forms.ValidationError(_("Escribe hoy o un día que ya pasó"))
    return day


class AidField(RowChoiceField):
    """Requests by code and state."""

    def label_from_instance(self, aid: AidRequest) -> str:
        return f"{aid.code}: {aid.get_status_display()}"


class _LivelihoodFields(Form):
    sector = forms.ChoiceField(label=_("Rubro"), choices=[("", _("Elegir una opción")), *Sector.choices])
    what = forms.CharField(
        label=_("Cuál"),
        max_length=_length(Livelihood, "what"),
        help_text=_("«Cosmetología», «ayudante de cocina», «puesto de jugos»."),
        error_messages={"required": _("Escribe cuál es")},
    )
    where = forms.CharField(label=_("Dónde"), required=False, max_length=_length(Livelihood, "where"))
    state = forms.ChoiceField(label=_("Cómo va"), choices=LivelihoodState.choices, widget=Pills)
    started_on = forms.DateField(label=_("Desde"), required=False, help_text=_("Si ya empezó."))
    ended_on = forms.DateField(label=_("Hasta"), required=False, help_text=_("Si ya terminó o lo dejó."))
    training = forms.CharField(
        label=_("Capacitación para llevarlo"),
        required=False,
        max_length=_length(Livelihood, "training"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Solo de un emprendimiento."),
    )
    aid = AidField(
        label=_("Capital semilla"),
        queryset=AidRequest.objects.none(),
        required=False,
        help_text=_("Solo de un emprendimiento: el pedido que se hizo al fondo de ayuda."),
    )

    def __init__(self, *args, aids: QuerySet, kind: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["aid"].queryset = aids
        for name in ("started_on", "ended_on"):
            self.fields[name].says_optional = False
        if kind and kind != LivelihoodKind.ENTERPRISE:
            del self.fields["training"], self.fields["aid"]

    def clean_started_on(self):
        return _not_to_come(self.cleaned_data["started_on"])

    def clean_ended_on(self):
        return _not_to_come(self.cleaned_data["ended_on"])

    def clean(self):
        """Days as the state needs them: what is to begin has none, what is over has both."""
        told = super().clean()
        state, begun, ended = told.get("state"), told.get("started_on"), told.get("ended_on")
        if state == LivelihoodState.PLANNED:
            told["started_on"] = None
        elif state and not begun and "started_on" not in self.errors:
            self.add_error("started_on", _("Escribe desde qué día"))
        if state not in OVER:
            told["ended_on"] = None
        elif not ended and "ended_on" not in self.errors:
            self.add_error("ended_on", _("Escribe hasta qué día"))
        elif begun and ended and ended < begun:
            self.add_error("ended_on", _("Escribe un día igual o posterior al que empezó"))
        if (told.get("kind") or self.kind) != LivelihoodKind.ENTERPRISE:
            told["training"], told["aid"] = "", None
        return told


class LivelihoodForm(IdempotentForm, _LivelihoodFields):
    kind = forms.ChoiceField(label=_("Qué es"), choices=LivelihoodKind.choices, widget=Pills)
    field_order = ("kind", "sector")


class LivelihoodEditForm(VersionedForm, _LivelihoodFields):
    pass


class VisitForm(IdempotentForm, Form):
    on = forms.DateField(label=_("Qué día"), error_messages={"required": _("Escribe qué día fue")})
    goes_on = forms.TypedChoiceField(
        label=_("¿Sigue?"),
        choices=[("si", _("Sí, sigue")), ("no", _("No, lo dejó o terminó"))],
        coerce=lambda typed: typed == "si",
        widget=Pills,
    )
    notes = forms.CharField(
        label=_("Qué se vio"),
        required=False,
        max_length=_length(LivelihoodVisit, "notes"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_on(self):
        return _not_to_come(self.cleaned_data["on"])
