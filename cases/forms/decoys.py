"""Which case is a decoy; it was made up and registered as any other before."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import ScopePeriod
from interface.forms import Form, IdempotentForm


class DecoyForm(IdempotentForm, Form):
    code = forms.CharField(
        label=_("Código del caso"),
        max_length=24,
        help_text=_("Completo, por ejemplo CALP-IQT-2026-0042."),
        error_messages={"required": _("Escribe el código del caso")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "spellcheck": "false"}),
    )
    is_made_up = forms.BooleanField(
        label=_("Este caso es inventado: no hay ninguna persona real detrás"),
        error_messages={"required": _("Confirma que el caso es inventado: dejará de contarse en todos los informes")},
    )
    note = forms.CharField(
        label=_("Para qué"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Solo lo lee quien protege los datos personales. Queda cifrado."),
    )

    def clean_code(self) -> str:
        """The code of a case that exists; ``self.case`` is what whoever sees no case may know of it."""
        code = self.cleaned_data["code"].strip().upper()
        self.case = ScopePeriod.objects.filter(case_code=code, ended_at__isnull=True).first()
        if self.case is None:
            raise forms.ValidationError(_("No hay ningún caso con ese código"))
        return code
