"""Which case a received referral belongs to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from interface.forms import Form


class PlaceInCaseForm(Form):
    """A case by its code, among those the account sees."""

    code = forms.CharField(
        label=_("Código del caso"),
        help_text=_("Por ejemplo, CALP-IQT-2026-0045. Si aún no hay caso, primero registra el ingreso."),
        max_length=24,
        error_messages={"required": _("Escribe el código del caso")},
    )

    def __init__(self, *args, cases, **kwargs):
        super().__init__(*args, **kwargs)
        self.cases = cases

    def clean_code(self) -> Case:
        case = self.cases.filter(code__iexact=self.cleaned_data["code"].strip()).first()
        if case is None:
            raise forms.ValidationError(_("No encontramos ese caso entre los que puedes ver. Revisa el código."))
        return case
