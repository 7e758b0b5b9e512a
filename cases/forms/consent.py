"""What a person decides about her data: to whom, which, until when."""

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.ages import ADULT_AGE, may_consent_alone
from cases.models import Consent
from cases.states import SENSITIVE_ITEMS, ConsentState, SharedItem, gives_consent
from directory.models import Agency, AgencyUnit
from interface.fields import RowsChoiceField
from interface.forms import Form, IdempotentForm
from interface.widgets import PillsMultiple

NEVER_BLOCKS_HELP = _("Negarse no le quita la atención. Si no es el momento, se pregunta después.")


def _verbal_label() -> str:
    return format_html(
        '{} <span class="suave">{}</span>',
        ConsentState.VERBAL.label,
        gettext("(solo alcanza a datos no sensibles)"),
    )


# The words of the question, longer than the words of the answer in a list.
CONSENT_CHOICES = [
    (ConsentState.WRITTEN, ConsentState.WRITTEN.label),
    (ConsentState.VERBAL, lazy(_verbal_label, str)()),
    (ConsentState.NOT_YET, _("Todavía no: no está en condiciones o falta quien la represente")),
    (ConsentState.REFUSED, ConsentState.REFUSED.label),
]


# What each item is, said before it is asked.
EXPLAINED = {
    SharedItem.PREFERRED_NAME: _("el apodo o nombre con que quiere que la llamen."),
    SharedItem.AGE_SEX: _("van siempre; sin eso la entidad no puede recibirla."),
    SharedItem.LANGUAGE: _("van siempre: qué lengua habla y si necesita intérprete."),
    SharedItem.LEGAL_NAME: _("nombres y apellidos como están en su documento."),
    SharedItem.DOCUMENT: _("tipo y número."),
    SharedItem.CONTACT: _("cómo comunicarse por medio del centro; su teléfono no se entrega."),
    SharedItem.SUMMARY: _("lo que pasó, en palabras del equipo. Es sensible: solo con consentimiento por escrito."),
}


def consent_field(**options) -> forms.ChoiceField:
    """The question about consent, the same wherever it is asked."""
    return forms.ChoiceField(
        label=_("Consentimiento"),
        choices=CONSENT_CHOICES,
        widget=forms.RadioSelect,
        help_text=NEVER_BLOCKS_HELP,
        error_messages={"required": _("Indica en qué estado está el consentimiento")},
        **options,
    )


def agencies_to_share_with() -> QuerySet[Agency]:
    """Agencies of today that have a desk which takes referrals, by name."""
    today = timezone.localdate()
    desks = AgencyUnit.objects.valid(on=today).accepting_referrals().filter(agency=OuterRef("pk"))
    return Agency.objects.valid(on=today).filter(Exists(desks)).order_by("name", "id")


class AgencyChoices(RowsChoiceField):
    def label_from_instance(self, agency) -> str:
        return f"{agency.acronym}: {agency.name}" if agency.acronym else agency.name


class ConsentForm(IdempotentForm, Form):
    """One decision. ``age`` is hers on the day, None when unknown: it says whether somebody must decide with her."""

    state = consent_field()
    agencies = AgencyChoices(
        label=_("Con quién se puede compartir"),
        queryset=Agency.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Solo lo que ella autorice. Lo que no se marca no se podrá marcar al derivar."),
    )
    items = forms.MultipleChoiceField(
        label=_("Qué se puede compartir"), required=False, choices=SharedItem.choices, widget=PillsMultiple
    )
    valid_from = forms.DateField(label=_("Desde"))
    valid_to = forms.DateField(
        label=_("Hasta"), required=False, help_text=_("Vacío: hasta que ella cambie de decisión.")
    )
    given_by = forms.CharField(max_length=Consent._meta.get_field("given_by").max_length, required=False)
    notes = forms.CharField(
        label=_("Notas"),
        max_length=Consent._meta.get_field("notes").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("En qué lengua se explicó y quién estuvo. No cuentes aquí los hechos."),
    )

    def __init__(self, *args, age: int | None, **kwargs):
        self.age = age
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = agencies_to_share_with()
        self["given_by"].label, self["given_by"].help_text = _who_decides(age)

    def clean_valid_from(self):
        day = self.cleaned_data["valid_from"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Escribe el día en que decidió: no puede ser después de hoy"))
        return day

    def clean(self):
        cleaned = super().clean()
        state = cleaned.get("state")
        if state:
            for name, message in self._contradictions(cleaned, state):
                if name not in self.errors:
                    self.add_error(name, message)
        return cleaned

    def _contradictions(self, cleaned, state):
        chosen, items = cleaned.get("agencies"), set(cleaned.get("items") or ())
        start, end = cleaned.get("valid_from"), cleaned.get("valid_to")
        if start and end and end < start:
            yield "valid_to", _("Escribe un día igual o posterior a «Desde»")
        if not gives_consent(state):
            if chosen:
                yield "agencies", _("Sin su consentimiento no se comparte con nadie: desmarca las entidades")
            if items:
                yield "items", _("Sin su consentimiento no se comparte ningún dato: desmarca los datos")
            return
        if items and not chosen:
            yield "agencies", _("Marca al menos una entidad, o desmarca los datos")
        if chosen and not items:
            yield "items", _("Marca qué se puede compartir, o desmarca las entidades")
        if state == ConsentState.VERBAL and items & SENSITIVE_ITEMS:
            yield (
                "items",
                _("De palabra no alcanza para datos sensibles: quita el resumen o pide la firma"),
            )
        if self.age is not None and not may_consent_alone(self.age) and not cleaned.get("given_by"):
            yield "given_by", _("Escribe quién decide por ella: tiene menos de 14 años")


def _who_decides(age: int | None) -> tuple:
    """Label and hint of "who gave it", for an age in years."""
    if age is not None and age >= ADULT_AGE:
        return _("Quién lo dio, si no fue ella"), ""
    if may_consent_alone(age):
        words = _("De 14 a 17 años puede decidir ella misma, si se le explica con palabras claras.")
        return _("Quién lo dio, si no fue ella"), words
    words = _(
        "Antes de los 14 años decide quien tiene la patria potestad o la tutela; si hay sospecha sobre esa persona, "
        "la UPE. DS 016-2024-JUS, arts. 22 y 23."
    )
    return (_("Quién lo dio, si no fue ella") if age is None else _("Quién decide por ella")), words
