"""What is asked of a person, in pieces that intake, the page of a new participant and her own page share."""

import re
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.actions import NewPerson
from cases.ages import OLDEST, age_on
from cases.documents import DNI_KINDS, WRONG_DNI, is_dni
from cases.models import IdentityDocument, Person, SafeContact
from cases.states import AgeSource, ContactChannel
from directory.codelists import DocumentType, Sex
from interface.forms import Form
from interface.widgets import Pills, PillsMultiple

_AGE_WORDS = _("Escribe una edad entre 0 y 110, o marca «No se sabe»")
_PHONE = re.compile(r"\+?[\d\s()./-]{6,40}")


def model_text(model, name: str, **options) -> forms.CharField:
    """The form field of a sealed text, with the model's own label and length."""
    field = model._meta.get_field(name)
    options.setdefault("required", False)
    options.setdefault("label", capfirst(field.verbose_name))
    return forms.CharField(max_length=field.max_length, **options)


def reason_field(model, **options) -> forms.CharField:
    """Why a row is taken back (``withdrawal_reason``): always asked."""
    return model_text(
        model,
        "withdrawal_reason",
        required=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Escribe por qué: quien siga el caso lo necesitará")},
        **options,
    )


class AgeFields(Form):
    """Age in completed years and how it is known, or a birth date; unknown is an answer and leaves both empty."""

    age = forms.IntegerField(
        label=_("Edad"),
        required=False,
        min_value=0,
        max_value=OLDEST,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], _AGE_WORDS),
    )
    age_source = forms.ChoiceField(
        label=_("Cómo se sabe la edad"),
        required=False,
        choices=AgeSource.choices,
        widget=Pills,
        error_messages={"invalid_choice": _AGE_WORDS},
    )
    birth_date = forms.DateField(label=_("Fecha de nacimiento"), required=False)
    age_before: int | None = None  # stated on an earlier day; a birth date found since then takes its place

    def clean_birth_date(self):
        born = self.cleaned_data["birth_date"]
        if born is not None and not _is_possible_birth(born, timezone.localdate()):
            raise forms.ValidationError(_("Escribe una fecha de nacimiento que ya pasó y no tenga más de 110 años"))
        return born

    def clean(self):
        cleaned = super().clean()
        if not self.errors.keys() & {"age", "age_source", "birth_date"}:
            for name, message in self._contradictions(cleaned):
                self.add_error(name, message)
        return cleaned

    def _contradictions(self, cleaned):
        age, source, born = cleaned.get("age"), cleaned.get("age_source"), cleaned.get("birth_date")
        is_told = age is not None or born is not None
        if not is_told and source != AgeSource.UNKNOWN:
            yield "age", _AGE_WORDS
        elif is_told and source == AgeSource.UNKNOWN:
            yield "age", _("Marcaste «No se sabe» y hay una edad o una fecha escrita: deja solo una de las dos cosas")
        elif is_told and not source:
            yield "age_source", _("Marca cómo se sabe la edad")
        elif source == AgeSource.EXPERT and born is not None:
            yield "birth_date", _("La pericia dice una edad, no una fecha: borra la fecha o marca «Con documento»")
        if age is not None and born is not None and age != self.age_before:
            computed = age_on(timezone.localdate(), birth_date=born, stated_age=None, stated_on=None)
            if computed != age:
                words = gettext("Con esa fecha tiene %(computed)d años y escribiste %(age)d: corrige una de las dos")
                yield "birth_date", words % {"computed": computed, "age": age}


def _is_possible_birth(born: date, today: date) -> bool:
    years = age_on(today, birth_date=born, stated_age=None, stated_on=None)
    return born <= today and years <= OLDEST


class LegalNameFields(Form):
    given_names = model_text(Person, "given_names")
    paternal_surname = model_text(Person, "paternal_surname")
    maternal_surname = model_text(Person, "maternal_surname")


class DocumentFields(Form):
    """Kind and number of a document; a DNI is checked, nothing else is (``domain.md`` 4.1)."""

    document_kind = forms.ChoiceField(
        label=_("Documento"),
        required=False,
        choices=[
            ("", _("Elegir una opción")),
            *(each for each in DocumentType.choices if each[0] != DocumentType.NONE),
        ],
    )
    document_number = model_text(IdentityDocument, "number", label=_("Número del documento"))

    def clean(self):
        cleaned = super().clean()
        kind, number = cleaned.get("document_kind"), cleaned.get("document_number")
        if number and not kind and "document_kind" not in self.errors:
            self.add_error("document_kind", _("Elige de qué documento es el número"))
        if kind and not number and "document_number" not in self.errors:
            self.add_error("document_number", _("Escribe el número, o quita el tipo de documento"))
        if number and kind in DNI_KINDS and not is_dni(number):
            self.add_error("document_number", WRONG_DNI)
        return cleaned


class ContactFields(Form):
    """How to reach her without harm: first what may be done, the number last."""

    channels = forms.MultipleChoiceField(
        label=_("¿Qué se puede hacer?"), required=False, choices=ContactChannel.choices, widget=PillsMultiple
    )
    hours = model_text(SafeContact, "hours")
    who_answers = model_text(SafeContact, "who_answers")
    code_word = model_text(SafeContact, "code_word")
    if_other_answers = model_text(SafeContact, "if_other_answers")
    never_contact = model_text(SafeContact, "never_contact")
    phone = model_text(SafeContact, "phone", widget=forms.TextInput(attrs={"inputmode": "tel"}))

    def clean_phone(self):
        number = self.cleaned_data["phone"]
        if number and not _PHONE.fullmatch(number):
            raise forms.ValidationError(_("Escribe el teléfono con cifras, por ejemplo 965 123 456"))
        return number

    def safe_contact(self) -> dict:
        """Values of a ``SafeContact``; of a cleaned form."""
        return {name: self.cleaned_data[name] for name in ContactFields.base_fields}


class NewPersonFields(ContactFields, DocumentFields, LegalNameFields, AgeFields):
    """Everything that may be told of somebody new; only how to call her, sex and age must be answered."""

    preferred_name = model_text(
        Person,
        "preferred_name",
        required=True,
        help_text=_("Puede ser un apodo. El nombre legal se añade después."),
        error_messages={"required": _("Escribe cómo quiere que la llamemos; puede ser un apodo")},
    )
    sex = forms.ChoiceField(
        label=_("Sexo"),
        choices=Sex.choices,
        widget=Pills,
        error_messages={"required": _("Marca el sexo, o «No hay información»")},
    )

    def tells_more(self) -> bool:
        """Whether the folded part (legal name, document, birth date) has something in it, right or wrong."""
        folded = [*LegalNameFields.base_fields, *DocumentFields.base_fields, "birth_date"]
        return any(self[name].value() or self[name].errors for name in folded)

    def new_person(self) -> NewPerson:
        """Of a cleaned form."""
        names = (
            "preferred_name sex age_source age birth_date given_names paternal_surname maternal_surname"
            " document_kind document_number"
        )
        values = {name: self.cleaned_data[name] for name in names.split()}
        return NewPerson(**values, safe_contact=self.safe_contact())
