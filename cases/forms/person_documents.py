"""Identity documents: what somebody saw, was told, or was made to carry; a number that looks wrong may be true."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.documents import number_doubt
from cases.forms.people import model_text
from cases.models import IdentityDocument
from cases.states import DocumentStatus
from directory.codelists import DocumentType
from directory.countries import country_choices
from interface.forms import Form, IdempotentForm, VersionedForm

FIELDS = ("kind", "number", "country", "status", "verified_on", "notes")


class DocumentFields(Form):
    """A document and where it is: shown, told, kept by whoever exploited her, forged, being made, or none at all.

    A number that looks wrong is asked once more: ``as_written`` appears beside it.
    """

    kind = forms.ChoiceField(
        label=_("Tipo de documento"),
        choices=[("", _("Elegir una opción")), *DocumentType.choices],
        error_messages={"required": _("Elige el tipo de documento")},
    )
    number = model_text(IdentityDocument, "number")
    as_written = forms.BooleanField(
        label=_("Está escrito así en el documento, o así lo dijo"), required=False, widget=forms.HiddenInput
    )
    country = forms.ChoiceField(label=_("País que lo emitió"), required=False, choices=country_choices)
    status = forms.ChoiceField(
        label=_("Situación"),
        choices=DocumentStatus.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Marca en qué situación está el documento")},
    )
    verified_on = forms.DateField(
        label=_("Verificado el"),
        required=False,
        help_text=_("El día en que se comparó con RENIEC, Migraciones o quien lo emitió."),
    )
    notes = model_text(
        IdentityDocument,
        "notes",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Quién lo retiene, de quién es en verdad, quién se lo dio."),
    )

    def clean_verified_on(self):
        day = self.cleaned_data["verified_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Escribe hoy o un día que ya pasó"))
        return day

    def clean(self):
        cleaned = super().clean()
        for name, message in self._contradictions(cleaned):
            if name not in self.errors:
                self.add_error(name, message)
        return cleaned

    def _contradictions(self, cleaned):
        kind, number, status = cleaned.get("kind"), cleaned.get("number"), cleaned.get("status")
        has_none = kind == DocumentType.NONE
        if kind and status and has_none != (status == DocumentStatus.NONE):
            yield "status", _("«Sin documento» va en las dos preguntas o en ninguna")
        if has_none and number:
            yield "number", _("Sin documento no hay número: bórralo, o elige el tipo")
        if status == DocumentStatus.SHOWN and not number:
            yield "number", _("Si lo presentó, escribe el número")
        doubt = "" if has_none else number_doubt(kind or "", number or "")
        if doubt:
            self.fields["as_written"].widget = forms.CheckboxInput()
            if not cleaned.get("as_written"):
                yield "number", doubt

    def values(self) -> dict:
        """Of a cleaned form."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class DocumentForm(IdempotentForm, DocumentFields):
    pass


class DocumentEditForm(VersionedForm, DocumentFields):
    def __init__(self, *args, document: IdentityDocument, **kwargs):
        known = {name: getattr(document, name) for name in (*FIELDS, "version")}
        doubtful = bool(number_doubt(document.kind, document.number))
        super().__init__(*args, initial=known | {"as_written": doubtful}, **kwargs)
        if doubtful:
            self.fields["as_written"].widget = forms.CheckboxInput()
