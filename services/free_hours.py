"""Which hours of somebody's day are taken, and which are free: hours only, never what they are for."""

from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User

# Between which hours appointments are offered; anybody may still be seen outside them.
OPENS, CLOSES = time(8), time(18)
SHORTEST = timedelta(minutes=20)

Span = tuple[datetime, datetime]


def taken_between(professional: User, since: datetime, until: datetime) -> list[Span]:
    """What is taken of somebody's time, in order, in Lima's hours.

    A function of the database says it, because the page's own role does not see appointments of cases it must not
    know of; what it is told is from when until when.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT starts, ends FROM calp.taken_hours(%s, %s, %s)", [professional.pk, since, until])
        return [(timezone.localtime(starts), timezone.localtime(ends)) for starts, ends in cursor.fetchall()]


def taken(professional: User, day: date) -> list[Span]:
    """What is taken of a day, from midnight to midnight."""
    since = timezone.make_aware(datetime.combine(day, time()))
    return taken_between(professional, since, since + timedelta(days=1))


def free(professional: User, day: date) -> list[Span]:
    """What is left of the working hours of a day, without what is too short for anybody."""
    opens, closes = (timezone.make_aware(datetime.combine(day, each)) for each in (OPENS, CLOSES))
    left, at = [], opens
    for starts, ends in taken(professional, day):
        if starts - at >= SHORTEST:
            left.append((at, min(starts, closes)))
        at = max(at, ends)
    if closes - at >= SHORTEST:
        left.append((at, closes))
    return left


def free_words(professional: User, day: date) -> str:
    """ "de 08:00 a 10:00, de 11:30 a 18:00"; "" when nothing is left."""
    hours = [
        _("de %(starts)s a %(ends)s") % {"starts": f"{a:%H:%M}", "ends": f"{b:%H:%M}"}
        for a, b in free(professional, day)
    ]
    return ", ".join(hours)
