"""Writing a letter: which one and about whom; then to whom, what is filled in, and its text."""

from datetime import date, time

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.letters.kinds import Addressee, LetterKind
from cases.letters.printing import text_problems
from cases.letters.wording import TOKEN, Blank, LetterText, text_of
from cases.models import Case, Letter, Person
from directory.models import AgencyUnit
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm, VersionedForm
from interface.widgets import Pills

BODY_LENGTH = Letter._meta.get_field("body").max_length
_LENGTH = {"text": 200, "lines": 1500}
_PREFIX = "dato_"


class StartForm(IdempotentForm, Form):
    """``case`` is whose people may be chosen."""

    kind = forms.ChoiceField(
        label=_("Qué carta"),
        choices=LetterKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elige qué carta quieres escribir")},
    )
    person = RowChoiceField(
        label=_("De quién trata"),
        queryset=Person.objects.none(),
        widget=Pills,
        empty_label=None,
        error_messages={"required": _("Elige a la persona")},
    )

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(participations__case=case).order_by("code")
        self.fields["person"].queryset = people


class LetterForm(VersionedForm, Form):
    """What may be changed in a letter; which fields there are depends on the text that it began with."""

    addressee = forms.ChoiceField(
        label=_("Para quién"), widget=Pills, error_messages={"required": _("Elige para quién es")}
    )
    unit = RowChoiceField(
        label=_("Entidad"),
        queryset=AgencyUnit.objects.none(),
        required=False,
        empty_label=_("Elegir una unidad"),
        help_text=_("Las de la región de la sede y las nacionales."),
    )
    institution = forms.CharField(
        label=_("Institución"),
        required=False,
        max_length=Letter._meta.get_field("institution").max_length,
        help_text=_("Como debe salir en la carta: «Institución Educativa 60123, Iquitos»."),
    )
    agreed_on = forms.DateField(
        label=_("Qué día dijo que sí a esta carta"),
        required=False,
        help_text=_("Léele la carta antes: ella, o quien decide por ella, tiene que estar de acuerdo."),
    )
    relative = RowChoiceField(
        label=_("Familiar"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Elegir a quién"),
        help_text=_("Solo aparecen aquellos a quienes se puede contactar."),
    )
    attention_to = forms.CharField(
        label=_("A la atención de"), required=False, max_length=Letter._meta.get_field("attention_to").max_length
    )
    subject = forms.CharField(label=_("Asunto"), max_length=Letter._meta.get_field("subject").max_length)
    body = forms.CharField(
        label=_("Texto"),
        widget=forms.Textarea(attrs={"rows": 16}),
        max_length=BODY_LENGTH,
        error_messages={"required": _("Escribe el texto de la carta")},
    )

    def __init__(self, *args, letter: Letter, **kwargs):
        self.letter, self.text = letter, text_of(letter.edition)
        self.base_fields = _fields_of(self.text, type(self).base_fields)
        kwargs["initial"] = initial_of(letter) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if "addressee" in self.fields:
            self.fields["addressee"].choices = [(each, Addressee(each).label) for each in self.text.addressees]
        if "unit" in self.fields:
            self.fields["unit"].queryset = units_for(letter, self.text)
        if "relative" in self.fields:
            self.fields["relative"].queryset = relatives_of(letter)

    @property
    def blank_names(self) -> str:
        """For ``{% fields form form.blank_names %}``."""
        return " ".join(_PREFIX + each.token for each in self.text.blanks)

    def clean_agreed_on(self) -> date | None:
        day = self.cleaned_data["agreed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("No puede ser un día que no ha llegado"))
        return day

    def clean(self):
        cleaned = super().clean()
        for name in ("subject", "body", *(_PREFIX + each.token for each in self.text.blanks)):
            if isinstance(written := cleaned.get(name), str):
                for problem in _problems(self.letter, self.text, written):
                    self.add_error(name, problem)
        return cleaned

    def values(self) -> dict:
        """What the verb writes: of the address only what the chosen addressee needs."""
        told = self.cleaned_data
        addressee = told.get("addressee") or self.text.addressees[0]
        kept = _OF_ADDRESSEE.get(addressee, ())
        values = {
            "addressee": addressee,
            "unit": told.get("unit") if "unit" in kept else None,
            "relative": told.get("relative") if "relative" in kept else None,
            "institution": told.get("institution", "") if "institution" in kept else "",
            "agreed_on": told.get("agreed_on") if "agreed_on" in kept else None,
            "subject": told["subject"],
            "body": told["body"].replace("\r\n", "\n"),
            "blanks": {each.token: _plain(told.get(_PREFIX + each.token)) for each in self.text.blanks},
        }
        return values | ({"attention_to": told["attention_to"]} if "attention_to" in told else {})


def _fields_of(text: LetterText, every: dict[str, forms.Field]) -> dict[str, forms.Field]:
    """The fields that letters of this text have, in the order of the page."""
    left_out = {name for kind, names in _OF_ADDRESSEE.items() if kind not in text.addressees for name in names}
    if not {Addressee.UNIT, Addressee.INSTITUTION} & set(text.addressees):
        left_out.add("attention_to")
    if len(text.addressees) == 1:
        left_out.add("addressee")
    first = {name: field for name, field in every.items() if name in _FIRST and name not in left_out}
    blanks = {_PREFIX + each.token: _blank_field(each) for each in text.blanks}
    return first | blanks | {name: every[name] for name in ("subject", "body")}


_FIRST = ("addressee", "unit", "institution", "agreed_on", "relative", "attention_to")
_OF_ADDRESSEE = {
    Addressee.UNIT: ("unit",),
    Addressee.INSTITUTION: ("institution", "agreed_on"),
    Addressee.RELATIVE: ("relative",),
}


def initial_of(letter: Letter) -> dict:
    names = ("version", "addressee", "unit", "institution", "agreed_on", "relative", "attention_to", "subject", "body")
    blanks = {_PREFIX + token: said for token, said in letter.blanks.items()}
    return {name: getattr(letter, name) for name in names} | blanks


def units_for(letter: Letter, text: LetterText):
    """Units in use to which such a letter goes: of the region of the case's office, and of national reach."""
    units = AgencyUnit.objects.in_use(on=timezone.localdate()).in_department(letter.case.office.place_id)
    if text.units:
        units = units.filter(unit_type__in=text.units)
    return units.select_related("agency").order_by("agency__name", "name")


def relatives_of(letter: Letter):
    """People tied to her, in this case or by a relation, who may be written to."""
    tied = Q(related_to__person=letter.person_id, related_to__withdrawn_at__isnull=True)
    tied |= Q(relationships__relative=letter.person_id, relationships__withdrawn_at__isnull=True)
    people = Person.objects.contactable().in_force().filter(tied).exclude(pk=letter.person_id)
    return people.distinct().order_by("code")


def _blank_field(blank: Blank) -> forms.Field:
    common = {"label": blank.label, "required": blank.is_required, "help_text": blank.hint}
    if blank.kind == "date":
        return forms.DateField(**common)
    if blank.kind == "time":
        return forms.TimeField(**common)
    widget = forms.Textarea(attrs={"rows": 3}) if blank.kind == "lines" else None
    return forms.CharField(max_length=_LENGTH[blank.kind], widget=widget, **common)


def _plain(value) -> str:
    """As it is kept: days and times in ISO."""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else (value or "").replace("\r\n", "\n")


def _problems(letter: Letter, text: LetterText, written: str) -> list:
    strange = sorted({token for token in TOKEN.findall(written) if not text.may_print(token)})
    told = [_("Esta carta no puede llevar [%s]. Quítalo del texto.") % each for each in strange]
    return told + text_problems(letter.person, text, [written])
