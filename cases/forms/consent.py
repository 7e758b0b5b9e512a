"""What a person decides: each purpose and each agency on its own, by whom, how it was signed, until when."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.consent_kinds import (
    HERSELF,
    IN_WRITING,
    OWN_PURPOSES,
    Capacity,
    Purpose,
    Signature,
    capacities,
    needs_writing,
)
from cases.consent_rules import Answer, relatives_who_may_not_decide
from cases.consent_wording import Wording
from cases.models import Consent, Person
from cases.states import SENSITIVE_ITEMS, ConsentState, SharedItem, gives_consent
from directory.models import Agency, AgencyUnit
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm
from interface.widgets import Pills, PillsMultiple

NEVER_BLOCKS_HELP = _("Negarse no le quita la atención. Si no es el momento, se pregunta después.")
YES, NO = "YES", "NO"
YES_NO = [(YES, _("Sí")), (NO, _("No"))]
# What an agency nearly always needs, ticked before anybody says yes to it.
USUAL_KINDS = [SharedItem.PREFERRED_NAME, SharedItem.AGE_SEX, SharedItem.LANGUAGE, SharedItem.CONTACT]
PNG = b"\x89PNG\r\n\x1a\n"
DATA_URL = "data:image/png;base64,"
LONGEST_DRAWING = 400_000  # characters of base64; a signature is a few thousand


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
    SharedItem.AGE_SEX: _("sin eso no pueden recibirla; a una entidad pública van siempre."),
    SharedItem.LANGUAGE: _("qué lengua habla y si necesita intérprete; a una entidad pública van siempre."),
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


def _agency_label(agency: Agency) -> str:
    return f"{agency.acronym}: {agency.name}" if agency.acronym else agency.name


class RelativeChoice(RowChoiceField):
    """People tied to her, by code; who may be involved is named as such, and refused."""

    involved: set = frozenset()

    def label_from_instance(self, person: Person) -> str:
        return gettext("%s (posible involucrado)") % person.code if person.pk in self.involved else person.code


@dataclass(frozen=True)
class AgencyFields:
    """The three fields of one agency, for the page."""

    label: str
    answer: forms.BoundField
    kinds: forms.BoundField
    until: forms.BoundField

    @property
    def is_open(self) -> bool:
        return bool(self.answer.value() or self.answer.errors or self.kinds.errors or self.until.errors)


class ConsentForm(IdempotentForm, Form):
    """``wording`` is the text she is read; ``before`` the act that rules, whose answers the new one begins with."""

    state = consent_field()
    capacity = forms.ChoiceField(label=_("Quién decide"), widget=forms.RadioSelect, required=False)
    relative = RelativeChoice(
        label=_("Si decide un familiar registrado, quién es"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("No está registrado"),
    )
    given_by = forms.CharField(
        max_length=Consent._meta.get_field("given_by").max_length,
        required=False,
        label=_("Nombre y cargo de quien decide"),
        help_text=_("Solo si no decide ella."),
    )
    assisted_by = forms.CharField(
        label=_("Quién la acompañó"),
        max_length=Consent._meta.get_field("assisted_by").max_length,
        required=False,
        help_text=_("Una persona en quien confía, si ella quiso."),
    )
    language = forms.CharField(
        label=_("En qué lengua se le explicó"),
        max_length=Consent._meta.get_field("language").max_length,
        required=False,
        initial=_("Castellano"),
    )
    interpreter = forms.CharField(
        label=_("Quién interpretó"), max_length=Consent._meta.get_field("interpreter").max_length, required=False
    )
    signature = forms.ChoiceField(
        label=_("Cómo firma"),
        choices=[each for each in Signature.choices if each[0] in IN_WRITING],
        widget=Pills,
        required=False,
        help_text=_("En papel: imprime la hoja, que firme o ponga su huella, y sube la foto después."),
    )
    drawing = forms.CharField(widget=forms.HiddenInput, required=False)
    valid_from = forms.DateField(label=_("Desde"))
    valid_to = forms.DateField(
        label=_("Hasta"), required=False, help_text=_("Vacío: hasta que ella cambie de decisión.")
    )
    notes = forms.CharField(
        label=_("Notas"),
        max_length=Consent._meta.get_field("notes").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Cómo se le explicó y quién estuvo. No cuentes aquí los hechos."),
    )

    def __init__(self, *args, person: Person, wording: Wording, before: Consent | None = None, **kwargs):
        self.person, self.wording = person, wording
        today = timezone.localdate()
        self.age, self.is_minor = person.age_on(today), person.is_minor_on(today)
        self.agencies = list(agencies_to_share_with())
        kwargs["initial"] = _as_before(before) | {"valid_from": today} | (kwargs.get("initial") or {})
        # Before Django copies them: so that these fields get our words and widgets like the others.
        self.base_fields = {**self.base_fields, **self._purpose_questions(), **self._agency_questions()}
        super().__init__(*args, **kwargs)
        self._offer_capacities()
        for name, field in self.fields.items():
            # Asked of whoever decided something: the form says so where one is missing.
            if name.startswith(("p_", "a_")) or name in ("capacity", "signature", "language"):
                field.says_optional = False

    def _offer_capacities(self) -> None:
        offered = capacities(self.age, is_minor=self.is_minor)
        words = dict(Capacity.choices)
        self.fields["capacity"].choices = [(each, words[each]) for each in offered]
        self.fields["capacity"].initial = offered[0] if offered[0] in HERSELF else None
        if not self.is_minor:
            for name in ("relative", "assisted_by"):
                del self.fields[name]
            return
        field = self.fields["relative"]
        field.involved = relatives_who_may_not_decide(self.person)
        tied = Q(related_to__person=self.person) | Q(relationships__relative=self.person)
        field.queryset = Person.objects.filter(tied).distinct().order_by("code")

    def _purpose_questions(self) -> dict[str, forms.Field]:
        fields = {}
        for purpose in OWN_PURPOSES:
            # The text that she is read is Spanish, whatever the page's language.
            question = format_html('<span lang="es-PE">{}</span>', self.wording.questions[purpose])
            words = str(Purpose(purpose).label)
            fields[f"p_{purpose}"] = forms.ChoiceField(label=question, choices=YES_NO, widget=Pills, required=False)
            fields[f"p_{purpose}_until"] = forms.DateField(label=words, required=False)
        return fields

    def _agency_questions(self) -> dict[str, forms.Field]:
        fields = {}
        for agency in self.agencies:
            name = f"a_{agency.code}"
            question = _("¿Se puede compartir con %s?") % agency
            fields[name] = forms.ChoiceField(label=question, choices=YES_NO, widget=Pills, required=False)
            fields[f"{name}_kinds"] = forms.MultipleChoiceField(
                label=_("Qué datos puede recibir %s") % agency,
                choices=SharedItem.choices,
                widget=PillsMultiple,
                required=False,
                initial=USUAL_KINDS,
            )
            fields[f"{name}_until"] = forms.DateField(label=_("%s, hasta") % agency, required=False)
        return fields

    @property
    def purpose_fields(self) -> list[forms.BoundField]:
        return [self[f"p_{purpose}"] for purpose in OWN_PURPOSES]

    @property
    def until_fields(self) -> list[forms.BoundField]:
        return [self[f"p_{purpose}_until"] for purpose in OWN_PURPOSES]

    @property
    def has_terms(self) -> bool:
        return any(field.value() or field.errors for field in self.until_fields)

    @property
    def agency_fields(self) -> list[AgencyFields]:
        names = ((each, f"a_{each.code}") for each in self.agencies)
        return [
            AgencyFields(_agency_label(each), self[name], self[f"{name}_kinds"], self[f"{name}_until"])
            for each, name in names
        ]

    def clean_valid_from(self):
        day = self.cleaned_data["valid_from"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Escribe el día en que decidió: no puede ser después de hoy"))
        return day

    def clean_relative(self):
        relative = self.cleaned_data["relative"]
        if relative and relative.pk in self.fields["relative"].involved:
            raise forms.ValidationError(
                _(
                    "%s figura como posible involucrado: no puede decidir por ella. "
                    "Elige a otra persona, la UPE o un defensor"
                )
                % relative.code
            )
        return relative

    def clean_drawing(self) -> bytes:
        """The picture of the signature; b"" where nobody drew one."""
        drawn = self.cleaned_data["drawing"]
        if not drawn:
            return b""
        try:
            picture = base64.b64decode(drawn.removeprefix(DATA_URL), validate=True)
        except (binascii.Error, ValueError):
            picture = b""
        if len(drawn) > LONGEST_DRAWING or not picture.startswith(PNG):
            raise forms.ValidationError(_("La firma no se pudo leer: pide que firme otra vez"))
        return picture

    def clean(self):
        cleaned = super().clean()
        state = cleaned.get("state")
        if state:
            for name, message in [*self._contradictions(cleaned, state), *self._unsaid(cleaned, state)]:
                if name not in self.errors:
                    self.add_error(name, message)
        return cleaned

    def _contradictions(self, cleaned, state) -> Iterator[tuple]:
        start, end = cleaned.get("valid_from"), cleaned.get("valid_to")
        if start and end and end < start:
            yield "valid_to", _("Escribe un día igual o posterior a «Desde»")
        for name in self._given_names(cleaned):
            until = cleaned.get(f"{name}_until")
            if not gives_consent(state):
                yield name, _("Sin su consentimiento no se permite nada: marca «No» o déjalo sin marcar")
            elif start and until and until < start:
                yield f"{name}_until", _("Escribe un día igual o posterior a «Desde»")
        if state == ConsentState.VERBAL:
            yield from self._beyond_words(cleaned)
        for agency in self.agencies:
            name = f"a_{agency.code}"
            kinds = set(cleaned.get(f"{name}_kinds") or ())
            if cleaned.get(name) == YES and not kinds:
                yield f"{name}_kinds", _("Marca qué datos puede recibir, o marca «No»")
            elif cleaned.get(name) == YES and kinds & SENSITIVE_ITEMS and cleaned.get(f"p_{Purpose.SENSITIVE}") != YES:
                yield f"{name}_kinds", _("El resumen es un dato delicado: antes tiene que decir sí a usarlos")

    def _beyond_words(self, cleaned) -> Iterator[tuple]:
        message = _("De palabra no alcanza para datos sensibles: quítalo o pide la firma")
        for name in self._given_names(cleaned):
            if name.startswith("p_") and needs_writing(name.removeprefix("p_")):
                yield name, message
            if set(cleaned.get(f"{name}_kinds") or ()) & SENSITIVE_ITEMS:
                yield f"{name}_kinds", message

    def _unsaid(self, cleaned, state) -> Iterator[tuple]:
        """What proves the act, where somebody decided something."""
        if state == ConsentState.NOT_YET:
            return
        if not cleaned.get("language") and "language" not in self.errors:
            yield "language", _("Escribe en qué lengua se le explicó")
        capacity = cleaned.get("capacity")
        if not capacity:
            yield "capacity", _("Elige quién decide")
        elif capacity not in HERSELF and not cleaned.get("given_by") and not cleaned.get("relative"):
            yield "given_by", _("Escribe el nombre y el cargo de quien decide por ella")
        if capacity and capacity != Capacity.PARENT and cleaned.get("relative"):
            yield "relative", _("Déjalo vacío: no decide un familiar")
        if state == ConsentState.WRITTEN and not cleaned.get("signature"):
            yield "signature", _("Elige cómo firma")
        if cleaned.get("signature") == Signature.SCREEN and "drawing" not in self.errors and not cleaned.get("drawing"):
            yield "signature", _("Falta la firma en el recuadro. Si no puede firmar aquí, elige papel o huella")

    def _given_names(self, cleaned) -> list[str]:
        names = [f"p_{purpose}" for purpose in OWN_PURPOSES] + [f"a_{agency.code}" for agency in self.agencies]
        return [name for name in names if cleaned.get(name) == YES]

    @property
    def answers(self) -> list[Answer]:
        """What was answered, in the order of the page; what nobody asked is left out."""
        told = self.cleaned_data
        answers = []
        for purpose in OWN_PURPOSES:
            answers += _answer(told, f"p_{purpose}", purpose)
        for agency in self.agencies:
            answers += _answer(told, f"a_{agency.code}", Purpose.SHARING, agency)
        return answers

    @property
    def signature_given(self) -> str:
        state = self.cleaned_data["state"]
        if state == ConsentState.VERBAL:
            return Signature.VERBAL
        return "" if state == ConsentState.NOT_YET else self.cleaned_data["signature"]


def _answer(told: dict, name: str, purpose: str, agency: Agency | None = None) -> list[Answer]:
    if not told.get(name):
        return []
    if told[name] == NO:
        return [Answer(purpose, False, agency)]
    return [Answer(purpose, True, agency, tuple(told.get(f"{name}_kinds", ())), told[f"{name}_until"])]


def _as_before(before: Consent | None) -> dict:
    """A new decision begins with what the one that rules says, so that adding an agency is two clicks."""
    if before is None:
        return {}
    told = {name: getattr(before, name) for name in ("state", "given_by", "relative", "assisted_by", "valid_to")}
    told |= {name: getattr(before, name) for name in ("language", "capacity") if getattr(before, name)}
    for answer in before.answers.all():
        name = f"a_{answer.agency.code}" if answer.agency else f"p_{answer.purpose}"
        told[name] = YES if answer.is_given and not answer.withdrawn_on else NO
        told[f"{name}_until"] = answer.valid_to
        if answer.is_given and answer.agency:
            told[f"{name}_kinds"] = answer.kinds
    return told
