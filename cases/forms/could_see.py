"""The day asked about, and the case by its code where it is not known otherwise. Shape only; both travel by address."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interface.forms import Form


class DayForm(Form):
    """Without a day: today. A day to come, or none at all, is an error beside its field."""

    dia = forms.DateField(label=_("Día"), required=False)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, initial={"dia": timezone.localdate()}, **kwargs)

    def clean_dia(self) -> date:
        day = self.cleaned_data["dia"] or timezone.localdate()
        if day > timezone.localdate():
            raise forms.ValidationError(_("Escribe hoy o un día que ya pasó"))
        return day

    @property
    def day(self) -> date | None:
        """The day asked about; None when what was asked makes no sense."""
        if not self.is_bound:
            return timezone.localdate()
        return self.cleaned_data.get("dia") if self.is_valid() else None


class ByCodeForm(DayForm):
    codigo = forms.CharField(label=_("Código del caso"), max_length=24, required=False)

    field_order = ["codigo", "dia"]

    def clean_codigo(self) -> str:
        return self.cleaned_data["codigo"].upper()

    @property
    def code(self) -> str:
        return self.cleaned_data.get("codigo", "") if self.is_bound and self.is_valid() else ""
