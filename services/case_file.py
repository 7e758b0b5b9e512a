"""What this room shows on the file of a case: how many people and attentions, and what each line was."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cases.models import Case, TimelineEntry
from directory.codelists import ServiceArea
from services.models import Attention
from services.states import Place


def draw_attentions(user: User, case: Case) -> tuple[str, dict] | None:
    """The card "Servicios": both units, by published group; one query."""
    rows = Attention.objects.filter(case=case).order_by().values("group")
    counted = {row["group"]: row for row in rows.annotate(given=Count("pk"), people=Count("person", distinct=True))}
    if not counted:
        return None
    lines = [(area.label, counted[area]["given"], counted[area]["people"]) for area in ServiceArea if area in counted]
    return "services/_attentions_card.html", {"lines": lines, "page_url": reverse("services:of_case", args=[case.pk])}


def attention_asides(entries: Iterable[TimelineEntry]) -> dict[UUID, str]:
    """ "2 personas · 40 min · presencial · en el centro" for the lines that tell of attentions; one query for all."""
    given: dict[UUID, list[Attention]] = {}
    ids = [entry.pk for entry in entries]
    of_session = {"place": F("entry__session__place"), "second": F("entry__session__second_professional__display_name")}
    rows: QuerySet[Attention] = Attention.objects.filter(entry__in=ids).annotate(**of_session)
    for attention in rows:
        given.setdefault(attention.entry_id, []).append(attention)
    return {entry_id: _aside(attentions) for entry_id, attentions in given.items()}


def _aside(attentions: list[Attention]) -> str:
    first, count = attentions[0], len(attentions)
    people = ngettext("%(count)d persona", "%(count)d personas", count) % {"count": count} if count > 1 else ""
    minutes = _("%d min") % first.minutes if first.minutes else ""
    where = str(Place(first.place).label).lower() if first.place else ""
    second = _("con %s") % first.second if first.second else ""
    return " · ".join(filter(None, [people, minutes, first.get_mode_display().lower(), where, second]))
