"""What the steps of an episode share: a remembered day, a place here or abroad, an amount with its currency, rows."""

import re

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.episode_lists import Currency, Precision
from cases.episodes.partial_dates import Remembered, read, remembered
from cases.models.episode import HOME_COUNTRY
from directory.countries import country_choices
from directory.forms import PlaceField, share_place_lists
from interface.forms import Form

BLANK = ("", _("Elegir una opción"))


def with_blank(choices) -> list:
    return [BLANK, *choices.choices]


class RememberedField(forms.CharField):
    """A day, a month or a year, as somebody remembers it."""

    default_error_messages = {
        "invalid": _("Escribe un día (15/06/2025), un mes (06/2025) o un año (2025)"),
        "future": _("Escribe un día que ya pasó"),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "govuk-input--width-10"}))
        super().__init__(max_length=40, **kwargs)

    def prepare_value(self, value):
        return value.typed() if isinstance(value, Remembered) else value

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (self.prepare_value(data) or "")

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        try:
            told = read(typed)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if told.first > timezone.localdate():
            raise forms.ValidationError(self.error_messages["future"], code="future")
        return told


def unknown_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("No se sabe cuándo"), required=False)


def country_field() -> forms.ChoiceField:
    label = _("O el país, si fue fuera del Perú")
    return forms.ChoiceField(label=label, required=False, choices=country_choices)


def amount_field(label) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )


def currency_field(label) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=Currency.choices, initial=Currency.PEN)


class EpisodeFields(Form):
    """Reads and checks the pairs that ``days``, ``somewhere`` and ``amounts`` name."""

    days: tuple[str, ...] = ()  # a field of the name without "_on", and "<name>_unknown"
    somewhere: tuple[str, ...] = ()  # "<name>_place" and "<name>_country"
    amounts: tuple[tuple[str, str], ...] = ()  # an amount and its currency
    plain: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.says_optional = False  # the page says once that nothing is required

    def clean(self):
        cleaned = super().clean()
        for name in self.days:
            if cleaned.get(name) and cleaned.get(f"{name}_unknown"):
                self.add_error(name, _("Marcaste «No se sabe» y hay una fecha escrita: deja solo una de las dos"))
        for name in self.somewhere:
            check_somewhere(self, f"{name}_place", f"{name}_country")
        return cleaned

    def values(self) -> dict:
        """Columns of the episode; of a cleaned form."""
        cleaned = self.cleaned_data
        told = {name: cleaned[name] for name in self.plain}
        for name in self.days:
            told |= stored_day(f"{name}_on", cleaned[name], is_unknown=cleaned[f"{name}_unknown"])
        for name in self.somewhere:
            told |= {f"{name}_place": cleaned[f"{name}_place"]}
            told |= {f"{name}_country": cleaned_country(cleaned[f"{name}_place"], cleaned[f"{name}_country"])}
        for amount, currency in self.amounts:
            has_amount = cleaned[amount] is not None
            told |= {amount: cleaned[amount], currency: (cleaned[currency] or Currency.PEN) if has_amount else ""}
        return told

    @classmethod
    def initial_of(cls, episode) -> dict:
        shown = {name: getattr(episode, name) for name in cls.plain}
        for name in cls.days:
            precision = getattr(episode, f"{name}_on_precision")
            shown[name] = remembered(getattr(episode, f"{name}_on"), precision)
            shown[f"{name}_unknown"] = precision == Precision.UNKNOWN
        for name in cls.somewhere:
            shown[f"{name}_place"] = place = getattr(episode, f"{name}_place")
            shown[f"{name}_country"] = "" if place else getattr(episode, f"{name}_country")
        for amount, currency in cls.amounts:
            shown |= {amount: getattr(episode, amount), currency: getattr(episode, currency) or Currency.PEN}
        return shown


def stored_day(name: str, told: Remembered | None, *, is_unknown: bool = False) -> dict:
    if told is None:
        return {name: None, f"{name}_precision": Precision.UNKNOWN if is_unknown else ""}
    return {name: told.first, f"{name}_precision": told.precision}


def cleaned_country(place, code: str) -> str:
    """A place of the atlas says its country by itself."""
    return HOME_COUNTRY if place is not None else code


def shown_somewhere(row) -> dict:
    """The two fields of a stored row: the country is asked only where there is no place."""
    return {"place": row.place, "country": "" if row.place else row.country}


def check_somewhere(form, place_name: str, country_name: str) -> None:
    cleaned = form.cleaned_data
    if cleaned.get(place_name) and cleaned.get(country_name) not in ("", None, HOME_COUNTRY):
        form.add_error(country_name, _("Elige el lugar en el Perú o el otro país, no los dos"))


class RowsForm:
    """Mixin, before ``PlaceForm``: rows of the same fields, "<row>_<number>_<name>", that grow without JavaScript.

    The buttons "anadir", "quitar" and "subir" bring the form back with one row more, one less, or two in the other
    order; as with "Cambiar las listas", everything typed is kept and nothing is saved.
    """

    row = ""
    most = 1
    least = 1

    def __init__(self, data=None, *args, rows: list[dict], at_least: int = 0, initial=None, **kwargs):
        self.button = next((name for name in ("anadir", "quitar", "subir") if data and name in data), "")
        if self.button:
            data = self._moved(data)
        count = max(len(rows), self.least, at_least) if data is None else self._count(data)
        self.numbers = range(min(max(count, 1), self.most))
        fields = {f"{self.row}_{n}_{name}": field for n in self.numbers for name, field in self.row_fields(n).items()}
        self.base_fields = {**type(self).base_fields, **fields}
        first = {f"{self.row}_{n}_{name}": value for n, row in enumerate(rows) for name, value in row.items()}
        super().__init__(data, *args, initial={**(initial or {}), **first}, **kwargs)
        if self.button:
            self._take_back()
        share_place_lists(self)

    def row_fields(self, number: int) -> dict[str, forms.Field]:
        raise NotImplementedError

    def rows(self) -> list[dict]:
        """What stands in each row, to be drawn."""
        return [
            {"number": n, "fields": [self[name] for name in self.fields if name.startswith(f"{self.row}_{n}_")]}
            for n in self.numbers
        ]

    @property
    def may_grow(self) -> bool:
        return len(self.numbers) < self.most

    def cleaned_rows(self) -> list[dict]:
        """Rows in which something stands; of a cleaned form."""
        found = []
        for n in self.numbers:
            row = {name: self.cleaned_data.get(f"{self.row}_{n}_{name}") for name in self.row_fields(n)}
            if any(value not in (None, "", False) for value in row.values()):
                found.append({"number": n, **row})
        return found

    def _pattern(self):
        return re.compile(rf"{self.row}_(\d{{1,3}})_(\w+)")

    def _count(self, data) -> int:
        numbers = [int(match[1]) for name in data if (match := self._pattern().match(name))]
        extra = 1 if self.button == "anadir" else 0
        return (max(numbers) + 1 if numbers else self.least) + extra

    def _moved(self, data) -> QueryDict:
        """The data with one row taken out, or with a row and the one before it changed over."""
        told = data.copy()
        typed = told[self.button]
        if self.button == "anadir" or not (typed.isascii() and typed.isdigit()):
            return told
        at = int(typed)
        to = {at: at - 1, at - 1: at} if self.button == "subir" and at > 0 else {}
        of_rows = {name: match for name in data if (match := self._pattern().fullmatch(name))}
        for name in of_rows:
            del told[name]
        for name, match in of_rows.items():
            n = int(match[1])
            if self.button == "quitar" and n == at:
                continue
            n = n - 1 if self.button == "quitar" and n > at else to.get(n, n)
            told.setlist(f"{self.row}_{n}_{match[2]}", data.getlist(name))
        return told


def place_field(label, **options) -> PlaceField:
    return PlaceField(label=label, required=False, **options)
