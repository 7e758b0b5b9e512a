"""How a day is written here: 17 nov 2026 in prose, 17/11/2026 in fields, 24-hour clock, "setiembre"."""

import datetime

from django.utils import timezone, translation
from django.utils.dateformat import format as format_date

_SHORT_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")
_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre"),
)


def _local(moment: datetime.date) -> datetime.date:
    if isinstance(moment, datetime.datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def _is_spanish() -> bool:
    return (translation.get_language() or "es").startswith("es")


def _month(moment: datetime.date, names: tuple[str, ...], code: str) -> str:
    if _is_spanish():
        return names[moment.month - 1]
    return format_date(moment, code)


def day(moment: datetime.date) -> str:
    """17 nov 2026."""
    moment = _local(moment)
    return f"{moment.day} {_month(moment, _SHORT_MONTHS, 'M')} {moment.year}"


def day_month(moment: datetime.date) -> str:
    """17 nov, where the year is plain."""
    moment = _local(moment)
    return f"{moment.day} {_month(moment, _SHORT_MONTHS, 'M')}"


def short_month(moment: datetime.date) -> str:
    """nov, on the axis of a chart."""
    moment = _local(moment)
    return _month(moment, _SHORT_MONTHS, "M")


def weekday_day(moment: datetime.date) -> str:
    """Jue 19, within the week."""
    moment = _local(moment)
    return f"{format_date(moment, 'D').capitalize()} {moment.day}"


def long_day(moment: datetime.date) -> str:
    """Martes 17 de noviembre de 2026, in lower case for the middle of a sentence."""
    moment = _local(moment)
    month = _month(moment, _MONTHS, "F")
    weekday = format_date(moment, "l")
    if _is_spanish():
        return f"{weekday.lower()} {moment.day} de {month} de {moment.year}"
    return f"{weekday} {moment.day} {month} {moment.year}"


def written_day(moment: datetime.date) -> str:
    """17 de noviembre de 2026, as at the head of a letter."""
    moment = _local(moment)
    month = _month(moment, _MONTHS, "F")
    return f"{moment.day} de {month} de {moment.year}" if _is_spanish() else f"{moment.day} {month} {moment.year}"


def month(moment: datetime.date) -> str:
    """Noviembre de 2026, capitalised because it heads a group."""
    moment = _local(moment)
    name = _month(moment, _MONTHS, "F").capitalize()
    if _is_spanish():
        return f"{name} de {moment.year}"
    return f"{name} {moment.year}"


def in_sentence(when: str) -> str:
    """A day or "Hoy" in the middle of a sentence: lower case, but English days and months keep their capital."""
    is_english_day = not _is_spanish() and any(letter.isdigit() for letter in when)
    return when if is_english_day else when.lower()


def clock(moment: datetime.datetime) -> str:
    """10:42."""
    return _local(moment).strftime("%H:%M")


def day_time(moment: datetime.datetime) -> str:
    """17 nov 2026, 10:42."""
    return f"{day(moment)}, {clock(moment)}"


def numeric(moment: datetime.date) -> str:
    """17/11/2026, as in a field."""
    return _local(moment).strftime("%d/%m/%Y")
