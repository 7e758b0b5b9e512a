"""What may be held of an alleged perpetrator: a check refuses numbers that lead to a person."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import episode_lists as lists
from cases.forms.episode_fields import with_blank
from cases.forms.people import model_text, reason_field
from cases.models import AllegedPerpetratorNote
from directory.codelists import Sex
from interface.forms import Form, IdempotentForm, VersionedForm
from interface.widgets import Pills

# Eight figures or more, however they are parted: an identity number, a telephone number.
_LONG_NUMBER = re.compile(r"\d(?:[\s.\-/]?\d){7,}")
FIELDS = (
    *("relation", "roles", "sex", "approximate_age", "persons"),
    *("detained", "in_organisation", "alias", "alias_reason"),
)


def refuse_numbers(text: str) -> str:
    if _LONG_NUMBER.search(text):
        raise forms.ValidationError(
            _("Aquí no guardamos DNI ni teléfonos de quien la explotó: los tiene la Policía. Quita el número"),
            code="number",
        )
    return text


class PerpetratorFields(Form):
    relation = forms.ChoiceField(label=_("Qué era de ella"), required=False, choices=with_blank(lists.RelationToHer))
    roles = forms.MultipleChoiceField(
        label=_("Qué hizo"),
        choices=lists.PerpetratorRole.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Marca qué hizo, o «No se sabe»")},
    )
    sex = forms.ChoiceField(label=_("Sexo"), choices=Sex.choices, widget=Pills, initial=Sex.NI)
    approximate_age = forms.IntegerField(
        label=_("Edad aproximada"),
        required=False,
        min_value=10,
        max_value=99,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    persons = forms.IntegerField(
        label=_("Cuántas personas"),
        initial=1,
        min_value=1,
        max_value=99,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        help_text=_("Si son varias e hicieron lo mismo, una sola nota."),
    )
    detained = forms.ChoiceField(label=_("¿Está detenida?"), required=False, choices=lists.YesNo.choices, widget=Pills)
    in_organisation = forms.ChoiceField(
        label=_("¿La carpeta fiscal la vincula a una organización criminal?"),
        required=False,
        choices=lists.YesNo.choices,
        widget=Pills,
    )
    alias = model_text(
        AllegedPerpetratorNote,
        "alias",
        help_text=_("Solo si hace falta para protegerla, por ejemplo para reconocer una llamada. Nunca el nombre."),
    )
    alias_reason = model_text(AllegedPerpetratorNote, "alias_reason", widget=forms.Textarea(attrs={"rows": 2}))

    def clean_alias(self):
        return refuse_numbers(self.cleaned_data["alias"])

    def clean_alias_reason(self):
        return refuse_numbers(self.cleaned_data["alias_reason"])

    def clean(self):
        cleaned = super().clean()
        if not self.errors.keys() & {"alias", "alias_reason"}:
            if cleaned["alias"] and not cleaned["alias_reason"]:
                self.add_error("alias_reason", _("Escribe por qué hace falta el alias; sin razón no se guarda"))
            elif cleaned["alias_reason"] and not cleaned["alias"]:
                self.add_error("alias", _("Escribe el alias, o borra la razón"))
        return cleaned

    def values(self) -> dict:
        """What the verbs take; of a cleaned form."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class NewPerpetratorForm(IdempotentForm, PerpetratorFields):
    """The first words about somebody."""


class WithdrawPerpetratorForm(Form):
    reason = reason_field(
        AllegedPerpetratorNote,
        label=_("Por qué se retira"),
        help_text=_("Sin nombres. Queda en la cronología del caso."),
    )

    def clean_reason(self):
        return refuse_numbers(self.cleaned_data["reason"])


class PerpetratorForm(VersionedForm, PerpetratorFields):
    def __init__(self, *args, note: AllegedPerpetratorNote, **kwargs):
        super().__init__(*args, initial={name: getattr(note, name) for name in (*FIELDS, "version")}, **kwargs)
