"""What is typed when somebody is referred, or was referred to us."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Person
from cases.states import SharedItem
from directory.codelists import ServiceKind
from directory.models import AgencyUnit
from interface.forms import Form, IdempotentForm, VersionedForm
from interface.widgets import Pills, PillsMultiple
from referrals.actions import Draft
from referrals.offers import services_for
from referrals.states import Means, Urgency


def units_by_agency(units):
    """Choices of units, grouped by agency; one query."""
    groups: dict[str, list] = {}
    for unit in units.select_related("agency").order_by("agency__name", "name"):
        groups.setdefault(unit.agency.name, []).append((str(unit.pk), unit.name))
    return [("", _("Elegir una unidad")), *groups.items()]


class ToWhomForm(Form):
    """Who is referred, and to which unit: the first step, by address, with ids only."""

    persona = forms.ModelChoiceField(
        label=_("A quién derivamos"),
        queryset=Person.objects.none(),
        widget=Pills,
        empty_label=None,
        error_messages={"required": _("Elige a la persona")},
    )
    unidad = forms.ChoiceField(
        label=_("Unidad de la entidad"),
        help_text=_("Las de la región de la sede y las nacionales."),
        error_messages={"required": _("Elige la unidad que recibirá la derivación")},
    )

    def __init__(self, *args, people, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["persona"].queryset = people
        self.units = units
        self.fields["unidad"].choices = units_by_agency(units)

    def clean_unidad(self) -> AgencyUnit:
        unit = self.units.select_related("agency").filter(pk=self.cleaned_data["unidad"]).first()
        if unit is None:
            raise forms.ValidationError(_("Elige la unidad que recibirá la derivación"))
        return unit


class _DraftFields(Form):
    """Reason, services, urgency and what is shared with one unit; ``allowed`` bounds what can be ticked."""

    reason = forms.CharField(
        label=_("Motivo"),
        help_text=_("La entidad leerá este texto tal cual: sin nombres, lugares ni detalles del relato."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Escribe por qué se deriva")},
    )
    services = forms.MultipleChoiceField(
        label=_("Servicios que se piden"),
        widget=PillsMultiple,
        error_messages={"required": _("Elige al menos un servicio")},
    )
    urgency = forms.ChoiceField(
        label=_("Urgencia"),
        help_text=_("Plazo para la primera atención; si la unidad tiene uno más corto, vale el suyo."),
        choices=Urgency.choices,
        widget=Pills,
        initial=Urgency.D5,
        error_messages={"required": _("Elige la urgencia")},
    )
    items = forms.MultipleChoiceField(
        label=_("Qué se comparte"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Hay un dato que la persona no autorizó compartir con esta entidad.")},
    )

    def __init__(self, *args, unit, allowed, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.usual_services, self.more_services = services_for(unit.agency.board_group)
        self.fields["services"].choices = self.usual_services + self.more_services
        self.fields["items"].choices = [(item.value, item.label) for item in SharedItem if item in allowed]

    @property
    def service_groups(self) -> list[list[dict]]:
        """The services usually asked of this unit, and the others, each with its id and whether it is chosen."""
        chosen = set(self["services"].value() or [])
        rows = [
            {"id": f"id_services_{order}", "code": code, "label": label, "is_chosen": code in chosen}
            for order, (code, label) in enumerate(self.usual_services + self.more_services)
        ]
        return [rows[: len(self.usual_services)], rows[len(self.usual_services) :]]

    @property
    def has_unusual_services(self) -> bool:
        return any(each["is_chosen"] for each in self.service_groups[1])

    @property
    def draft(self) -> Draft:
        """What was chosen, for the verbs."""
        chosen = self.cleaned_data
        return Draft(
            unit=self.unit,
            services=tuple(chosen["services"]),
            reason=chosen["reason"],
            urgency=chosen["urgency"],
            items=tuple(chosen["items"]),
        )


class NewReferralForm(IdempotentForm, _DraftFields):
    """A referral that is being made."""


class ChangeDraftForm(VersionedForm, _DraftFields):
    """A draft that is being changed."""


class ReceivedForm(IdempotentForm, Form):
    """What an agency asked of us, by telephone, letter or in person."""

    unit = forms.ChoiceField(label=_("Quién deriva"), error_messages={"required": _("Elige la unidad que deriva")})
    received_on = forms.DateField(
        label=_("Recibida el"), initial=timezone.localdate, error_messages={"required": _("Escribe el día")}
    )
    means = forms.ChoiceField(
        label=_("Por qué medio"),
        choices=[choice for choice in Means.choices if choice[0] != Means.SYSTEM],
        widget=Pills,
        error_messages={"required": _("Elige el medio")},
    )
    services = forms.MultipleChoiceField(
        label=_("Qué piden"),
        choices=ServiceKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Marca al menos un servicio")},
    )
    reason = forms.CharField(
        label=_("Qué cuentan"),
        help_text=_("Lo necesario para decidir. Sin nombres si aún no hay consentimiento."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Escribe qué piden y por qué")},
    )
    urgency = forms.ChoiceField(
        label=_("Urgencia"),
        choices=Urgency.choices,
        widget=Pills,
        initial=Urgency.D5,
        error_messages={"required": _("Elige la urgencia")},
    )
    agency_number = forms.CharField(label=_("Su número de expediente"), required=False, max_length=60)
    agency_person = forms.CharField(label=_("Quién la envía"), required=False, max_length=120)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.units = units
        self.fields["unit"].choices = units_by_agency(units)

    def clean_unit(self) -> AgencyUnit:
        unit = self.units.filter(pk=self.cleaned_data["unit"]).first()
        if unit is None:
            raise forms.ValidationError(_("Elige la unidad que deriva"))
        return unit

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Ese día todavía no llega."))
        return day
