"""Group activities: written down once, with one attention in each participant's own case."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions import add_entry
from cases.errors import NotPossible
from cases.models import Participation
from cases.states import OPEN_STATUSES, EntryKind
from directory.codelists import ServiceKind
from directory.models import Office
from directory.versions import StaleVersion, save_current
from services.actions.appointments import Slot, hold_hours, reserve_hours
from services.actions.attentions import SessionTold, record_attentions
from services.models import Attendance, Attention, GroupActivity, ServiceEnrolment
from services.states import SessionFormat
from vault.models import DataKey


@dataclass(frozen=True)
class Workshop:
    """What an activity is; ``minutes`` from 1 to 720, ``cost`` in soles of the whole."""

    title: str
    service: str
    mode: str
    held_on: date
    starts: time
    minutes: int
    place: str
    professional: User
    second_professional: User | None = None
    facilitator: str = ""
    cost: Decimal | None = None


@told_in_spanish
def plan_activity(office: Office, what: Workshop, *, by: User) -> GroupActivity:
    """Write an activity down; if it is still to come, the hours of its professionals are taken (else HourTaken)."""
    with transaction.atomic():
        activity = GroupActivity.objects.create(key=DataKey.objects.make(), office=office, created_by=by, **vars(what))
        record_about(by, AuditAction.CREATED, activity, fields=["title", "service", "held_on", "professional"])
        starts = timezone.make_aware(datetime.combine(what.held_on, what.starts))
        if starts > timezone.now():
            for professional in filter(None, (what.professional, what.second_professional)):
                slot = Slot(professional, starts, starts + timedelta(minutes=what.minutes))
                reserve_hours(slot, by=by, activity=activity)
    return activity


def participants_by_codes(user: User, codes: Iterable[str]) -> tuple[list[Participation], list[str]]:
    """Of codes of people or of cases, the participations that ``user`` sees, and the codes that led to nobody.

    A code of a case stands for its direct victims. Whom one does not see and who is nobody are told apart by nothing.
    """
    asked = list(dict.fromkeys(code.strip().upper() for code in codes if code.strip()))
    rows = Participation.objects.visible_to(user).select_related("person", "case")
    by_person = rows.filter(person__code__in=asked)
    by_case = rows.victims().filter(case__code__in=asked)
    found = {**_newest_of_each(by_person), **_newest_of_each(by_case)}
    led = {each.person.code for each in found.values()} | {each.case.code for each in by_case}
    return list(found.values()), [code for code in asked if code not in led]


def everybody_in(user: User, service: str) -> list[Participation]:
    """Whoever takes part in a service now, of the cases that ``user`` sees."""
    running = ServiceEnrolment.objects.visible_to(user).running().filter(service=service).values("case", "person")
    pairs = {(row["case"], row["person"]) for row in running}
    rows = Participation.objects.visible_to(user).filter(person__in=[person for _case, person in pairs])
    found = [each for each in rows.select_related("person", "case") if (each.case_id, each.person_id) in pairs]
    return list({each.person_id: each for each in found}.values())


def _newest_of_each(rows) -> dict[UUID, Participation]:
    """One participation of each person: of an open case before a closed one, the newest before older ones."""
    found: dict[UUID, Participation] = {}
    for each in sorted(rows, key=lambda one: (one.case.status in OPEN_STATUSES, one.joined_on, one.pk)):
        found[each.person_id] = each
    return found


@told_in_spanish
def expect(activity: GroupActivity, participations: Iterable[Participation], *, by: User) -> int:
    """Put people on the list; how many were not on it yet. Raises NotPossible for whoever ``by`` does not see."""
    wanted = {each.person_id: each for each in participations}
    with transaction.atomic():
        GroupActivity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
        seen = Participation.objects.visible_to(by).filter(pk__in=[each.pk for each in wanted.values()])
        if seen.count() != len(wanted):
            raise NotPossible(_("En la lista hay alguien de un caso que no ves. No se guardó nada."))
        known = set(Attendance.objects.filter(activity=activity, person__in=wanted).values_list("person", flat=True))
        new = [each for each in wanted.values() if each.person_id not in known]
        for each in new:
            row = Attendance.objects.create(activity=activity, case=each.case, person=each.person, added_by=by)
            record_about(by, AuditAction.CREATED, row)
    return len(new)


@told_in_spanish
def take_attendance(
    activity: GroupActivity, came: Collection[UUID], unregistered: int, *, by: User, expected_version: int
) -> GroupActivity:
    """Say who came (ids of ``Attendance``) of those on the list whose cases ``by`` sees; saying it twice is once.

    Each gets an attention in her own case, with a line there that names nobody else. Whoever was marked by mistake
    has hers taken back, and a line says so. Those whom ``by`` does not see stay as they are. Raises StaleVersion,
    or NotPossible before the day.
    """
    with transaction.atomic():
        activity = GroupActivity.objects.select_for_update(of=("self",)).select_related("key").get(pk=activity.pk)
        if activity.held_on > timezone.localdate():
            raise NotPossible(_("Todavía no es el día de la actividad."))
        if activity.version != expected_version:
            raise StaleVersion(activity)
        rows = Attendance.objects.visible_to(by).filter(activity=activity).select_for_update(of=("self",))
        for row in rows.select_related("case__key", "person", "attention__entry__key").order_by("id"):
            if row.pk in came and row.attention is None:
                _came(row, activity, by)
            elif row.pk not in came and row.attention is not None:
                _did_not_come(row, by)
        hold_hours(activity, by=by)
        activity.unregistered = unregistered
        save_current(activity, expected_version, ["unregistered"])
        record_about(by, AuditAction.CHANGED, activity, fields=["attendances", "unregistered"])
    return activity


def _came(row: Attendance, activity: GroupActivity, by: User) -> None:
    session = SessionTold(place=activity.place, second_professional=activity.second_professional)
    [row.attention] = record_attentions(
        row.case,
        [row.person],
        ServiceKind(activity.service),
        activity.mode,
        by=by,
        professional=activity.professional,
        given_on=activity.held_on,
        given_at=activity.starts,
        minutes=activity.minutes,
        session=session,
        format=SessionFormat.GROUP,
    )
    row.save(update_fields=["attention"])


def _did_not_come(row: Attendance, by: User) -> None:
    attention: Attention = row.attention
    attention.withdrawn_at, attention.withdrawn_by = timezone.now(), by
    attention.save(update_fields=["withdrawn_at", "withdrawn_by"])
    add_entry(
        row.case,
        EntryKind.ATTENTION,
        _("Corrección: no asistió a %s") % ServiceKind(attention.service).label,
        by=by,
        person=row.person,
        area=attention.entry.area,
        occurred_at=attention.entry.occurred_at,
        corrects=attention.entry,
    )
    record_about(by, AuditAction.CHANGED, attention, fields=["withdrawn_at"])
    row.attention = None
    row.save(update_fields=["attention"])
