"""What the papers of her people tell of the means, offered where the means are written and never written by itself."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cases.documents import means_told_by
from cases.models import IdentityDocument, Participation


def told_means(participations: Iterable[Participation]) -> dict[str, str]:
    """RETA code → why: "un documento suyo figura como retenido". Of several people, whose it is; one query."""
    people = {each.person_id: each.person.code for each in participations}
    statuses: dict = {}
    rows = IdentityDocument.objects.filter(person__in=people).order_by()
    for person_id, status in rows.values_list("person_id", "status"):
        statuses.setdefault(person_id, set()).add(status)
    whose: dict[str, list[str]] = {}
    for person_id in sorted(statuses, key=lambda each: people[each]):
        for code in means_told_by(statuses[person_id]):
            whose.setdefault(code, []).append(people[person_id])
    return {code: _why(code, codes if len(people) > 1 else []) for code, codes in sorted(whose.items())}


def _why(code: str, whose: list[str]) -> str:
    alone = {
        "M12": _("un documento suyo figura como falso o de otra persona"),
        "M22": _("un documento suyo figura como retenido"),
    }
    of_several = {
        "M12": _("un documento de %s figura como falso o de otra persona"),
        "M22": _("un documento de %s figura como retenido"),
    }
    return of_several[code] % ", ".join(whose) if whose else alone[code]
