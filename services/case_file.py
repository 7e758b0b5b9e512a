"""What this room shows on the file of a case: how many people and attentions, and what each line was."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cases.models import Case, TimelineEntry
from directory.codelists import ServiceArea
from services.models import Attention, Session


def draw_attentions(user: User, case: Case) -> tuple[str, dict] | None:
    """The card "Servicios": both units, by published group; one query."""
    rows = Attention.objects.filter(case=case).order_by().values("group")
    counted = {row["group"]: row for row in rows.annotate(given=Count("pk"), people=Count("person", distinct=True))}
    if not counted:
        return None
    lines = [(area.label, counted[area]["given"], counted[area]["people"]) for area in ServiceArea if area in counted]
    return "services/_attentions_card.html", {"lines": lines, "page_url": reverse("services:of_case", args=[case.pk])}


def attention_asides(entries: Iterable[TimelineEntry]) -> dict[UUID, str]:
    """ "2 personas · 40 min · presencial · en el centro" for the lines that tell of attentions; two queries for all."""
    given: dict[UUID, list[Attention]] = {}
    ids = [entry.pk for entry in entries]
    rows: QuerySet[Attention] = Attention.objects.filter(entry__in=ids)
    sessions = {
        each.entry_id: each for each in Session.objects.filter(entry__in=ids).select_related("second_professional")
    }
    for attention in rows:
        given.setdefault(attention.entry_id, []).append(attention)
    return {entry_id: _aside(attentions, sessions.get(entry_id)) for entry_id, attentions in given.items()}


def _aside(attentions: list[Attention], session: Session | None) -> str:
    first, count = attentions[0], len(attentions)
    people = ngettext("%(count)d persona", "%(count)d personas", count) % {"count": count} if count > 1 else ""
    minutes = _("%d min") % first.minutes if first.minutes else ""
    where = session.get_place_display().lower() if session and session.place else ""
    second = _("con %s") % session.second_professional if session and session.second_professional else ""
    return " · ".join(filter(None, [people, minutes, first.get_mode_display().lower(), where, second]))
