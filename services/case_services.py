"""The page "Servicios" of a case: per person what runs, what she was given, what comes next; in both units."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cases.models import Case, Participation
from cases.sections import SectionState, Told
from directory.codelists import DonorGroup, ServiceArea, ServiceKind
from services.models import Appointment, Attention, ServiceEnrolment


@dataclass(frozen=True)
class ServiceLine:
    """A service of one person, enrolled or only given: ``given`` attentions, the last one on ``last_on``."""

    label: str
    enrolment: ServiceEnrolment | None
    given: int
    last_on: object = None


@dataclass
class PersonServices:
    participation: Participation
    running: list[ServiceLine] = field(default_factory=list)
    given: list[ServiceLine] = field(default_factory=list)
    over: list[ServiceLine] = field(default_factory=list)
    attentions: int = 0
    next: Appointment | None = None

    @property
    def has_rows(self) -> bool:
        return bool(self.running or self.given or self.over or self.next)


def services_of_people(case: Case, participations: list[Participation]) -> list[PersonServices]:
    """One per person of the case; three queries whatever their number."""
    enrolments = list(ServiceEnrolment.objects.filter(case=case).for_list())
    rows = Attention.objects.filter(case=case).order_by().values("person", "enrolment", "service")
    counted = {
        (row["person"], row["enrolment"], row["service"]): row
        for row in rows.annotate(given=Count("pk"), last_on=Max("given_on"), first_on=Min("given_on"))
    }
    people = {each.person_id: PersonServices(each) for each in participations}
    for (person_id, enrolment_id, service), row in counted.items():
        mine = people.get(person_id)
        if mine is None:
            continue
        mine.attentions += row["given"]
        if enrolment_id is None:
            mine.given.append(ServiceLine(str(ServiceKind(service).label), None, row["given"], row["last_on"]))
    for each in enrolments:
        row = counted.get((each.person_id, each.pk, each.service), {"given": 0, "last_on": None})
        line = ServiceLine(str(each.get_service_display()), each, row["given"], row["last_on"])
        mine = people[each.person_id]
        (mine.running if each.is_running else mine.over).append(line)
    coming = Appointment.objects.planned().filter(case=case, starts_at__gte=timezone.now())
    for each in coming.select_related("professional").order_by("-starts_at"):
        if each.person_id in people:
            people[each.person_id].next = each
    for mine in people.values():
        mine.given.sort(key=lambda line: (-line.given, line.label))
    return list(people.values())


def counted_by_groups(case: Case) -> list[dict]:
    """Attentions and people of a case by published group and, from the same table, by donors' group; one query.

    A person counts once in each group, however many attentions she had (domain.md 6, rules 4 and R5).
    """
    rows = Attention.objects.filter(case=case).order_by().values("service", "person").annotate(given=Count("pk"))
    rows = list(rows)
    return [
        {"title": _("Por área"), "rows": _grouped(rows, ServiceArea, "area")},
        {"title": _("Por grupo de los financiadores"), "rows": _grouped(rows, DonorGroup, "donor_group")},
    ]


def _grouped(rows: list[dict], groups, name: str) -> list[tuple[str, int, int]]:
    given: dict[str, int] = defaultdict(int)
    people: dict[str, set] = defaultdict(set)
    for row in rows:
        group = getattr(ServiceKind(row["service"]), name)
        given[group] += row["given"]
        people[group].add(row["person"])
    return [(str(group.label), given[group], len(people[group])) for group in groups]


def service_states(user: User, case: Case, participations: list[Participation]) -> dict[UUID, Told]:
    """Of each direct victim: how many services run for her, or that none does yet; one query."""
    running = Count("pk", filter=Q(ended_on__isnull=True))
    rows = ServiceEnrolment.objects.filter(case=case).order_by().values("person").annotate(running=running)
    counts = {row["person"]: (row["running"]) for row in rows}
    return {each.pk: _state(counts.get(each.person_id)) for each in participations if each.is_victim}


def _state(running: int | None) -> Told:
    if running is None:
        return Told(SectionState.MISSING, _("Todavía no está en ningún servicio."))
    if not running:
        return Told(SectionState.DONE, _("Sus servicios terminaron."))
    return Told(SectionState.DONE, ngettext("%d en curso", "%d en curso", running) % running)
