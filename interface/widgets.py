"""Widgets that Django does not have, or that we want typed faster."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

_EIGHT_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})")
_LOOSE_DATE = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4}|\d{2})")


def tidy_date(text: str | None) -> str | None:
    """What people type for a day (17112026, 17.11.2026, 17 11 2026) as dd/mm/yyyy; anything else as it came."""
    stripped = (text or "").strip()
    match = _EIGHT_DIGITS.fullmatch(stripped) or _LOOSE_DATE.fullmatch(stripped)
    return "/".join(match.groups()) if match else text


class DateInput(forms.DateInput):
    """One text field: the fastest to type. Takes 17/11/2026, 17112026, 17-11-2026, 17.11.2026 and 2026-11-17."""

    default_help_text = _("Día, mes y año. Por ejemplo, 17/11/2026.")

    def value_from_datadict(self, data, files, name):
        return tidy_date(super().value_from_datadict(data, files, name))


class DateTimeInput(forms.DateTimeInput):
    """One text field for a day and a time: 17/11/2026 15:30."""

    default_help_text = _("Fecha y hora. Por ejemplo, 17/11/2026 15:30.")

    def value_from_datadict(self, data, files, name):
        typed = super().value_from_datadict(data, files, name)
        day, _separator, clock = (typed or "").strip().replace(",", " ").rpartition(" ")
        return f"{tidy_date(day.strip())} {clock}" if day else typed


class Pills(forms.RadioSelect):
    """Radios in a row, for two to six short options."""

    template_name = "django/forms/widgets/pills.html"


class NotedCheckboxes(forms.CheckboxSelectMultiple):
    """Checkboxes of which some have a sentence below: ``notes`` by their value."""

    notes: dict[str, str] = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["note"] = self.notes.get(str(value), "")
        if option["note"] and "id" in option["attrs"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_nota"
        return option


class PillsMultiple(forms.CheckboxSelectMultiple):
    """Checkboxes in a row, for two to six short options."""

    template_name = "django/forms/widgets/pills.html"
