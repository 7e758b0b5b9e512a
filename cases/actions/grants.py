"""What opens a case beyond office and team: given and taken back by the coordination; taken by oneself in an emergency.

Each leaves a line in the history of the case, for those whose case it is, and a row of the trail.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.acting import reaching
from accounts.audit import record, record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.actions.timeline import add_entry
from cases.errors import NotPossible
from cases.models import Case, CaseGrant, EmergencyAccess
from cases.states import EntryKind, ReviewOutcome
from cases.tasks import wake_reviewers
from interface.dates import day
from vault.models import DataKey

LONGEST_DAYS = 89  # a grant ends with its last day: 90 days at most
EMERGENCY_HOURS = 4
MOST_EMERGENCIES = 3  # of one account in one day
SHORTEST_REASON = 20


@told_in_spanish
def give_grant(case: Case, user: User, *, reason: str, last_day: date, by: User) -> CaseGrant:
    """Let somebody see one case until the end of ``last_day``, 90 days at most.

    Raises NotPossible for a case that is not the giver's own, for whoever may view no cases or sees this one already,
    and for a day out of bounds.
    """
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        _check_grant(case, user, last_day, by)
        grant = CaseGrant.objects.give(
            case, user, reason=reason, granted_at=timezone.now(), ends_at=_end_of(last_day), by=by
        )
        line = _("Permiso excepcional para %(name)s, hasta el %(day)s") % {"name": user, "day": day(last_day)}
        add_entry(case, EntryKind.TEAM, line, by=by)
        record_about(by, AuditAction.GRANTED, case, fields=["grant"], ids=[user.pk])
    return grant


def _check_grant(case: Case, user: User, last_day: date, by: User) -> None:
    if not by.can(Permission.MANAGE_TEAM) or not Case.objects.in_scope_of(by).filter(pk=case.pk).exists():
        raise NotPossible(_("Solo la coordinación de la sede del caso da permisos excepcionales."))
    if user.pk == by.pk or not user.can(Permission.VIEW_CASE):
        raise NotPossible(_("Esa cuenta no puede recibir un permiso excepcional."))
    if Case.objects.visible_to(user).filter(pk=case.pk).exists():
        raise NotPossible(_("Esa persona ya puede ver este caso."))
    today = timezone.localdate()
    if not today <= last_day <= today + timedelta(days=LONGEST_DAYS):
        raise NotPossible(_("El permiso dura 90 días como máximo."))


def _end_of(last_day: date) -> datetime:
    return timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min))


@told_in_spanish
def revoke_grant(grant: CaseGrant, *, by: User) -> CaseGrant:
    """Take a grant back from now. One that has ended stays as it ended."""
    with transaction.atomic():
        rows = CaseGrant.objects.select_for_update(of=("self",)).select_related("content_object__key", "user")
        grant = rows.get(pk=grant.pk)
        if grant.is_live:
            grant.revoked_at, grant.revoked_by = timezone.now(), by
            grant.save(update_fields=["revoked_at", "revoked_by"])
            add_entry(grant.content_object, EntryKind.TEAM, _("Fin del permiso excepcional de %s") % grant.user, by=by)
            record_about(by, AuditAction.GRANT_REVOKED, grant.content_object, fields=["grant"], ids=[grant.user_id])
    return grant


@told_in_spanish
def open_emergency(code: str, *, reason: str, by: User) -> EmergencyAccess:
    """Open a case that is not theirs, for four hours, by its whole code; whoever protects the data is told at once.

    Raises NotPossible for a reason of fewer than 20 characters, a code that no case has, a case that they see already,
    and the fourth time in a day. Whose role may not view cases gets nothing (liaisons, reports, trail, accounts).
    """
    if not by.can(Permission.VIEW_CASE):
        raise NotPossible(_("Tu rol no abre casos, tampoco en una emergencia."))
    if len(reason.strip()) < SHORTEST_REASON:
        raise NotPossible(_("Escribe el motivo en 20 letras o más: lo lee quien protege los datos."))
    with transaction.atomic():
        _one_at_a_time(by)
        case_id = _closed_case(code, by)
        if _opened_today(by) >= MOST_EMERGENCIES:
            raise NotPossible(_("Ya entraste tres veces hoy por emergencia. Llama a la coordinación nacional."))
        started_at = timezone.now()
        access = EmergencyAccess.objects.create(
            key=DataKey.objects.make(),
            case_id=case_id,
            case_code=code,
            user=by,
            reason=reason.strip(),
            started_at=started_at,
            ends_at=started_at + timedelta(hours=EMERGENCY_HOURS),
        )
        _tell_the_case(access, by)
        record(by, AuditAction.EMERGENCY_OPENED, Case._meta.label_lower, case_id, code=code, fields=["emergency"])
        wake_reviewers()
    return access


def _one_at_a_time(by: User) -> None:
    """Two requests of one account at once are counted one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"emergency {by.pk}"])


def _closed_case(code: str, by: User) -> UUID:
    """The id behind a code that this account does not see."""
    case_id = Case.objects.id_of_code(code)
    if case_id is None:
        raise NotPossible(_("No hay ningún caso con ese código. Escríbelo completo, con la sede y el año."))
    if Case.objects.visible_to(by).filter(pk=case_id).exists():
        raise NotPossible(_("Ya puedes ver ese caso: búscalo por su código."))
    return case_id


def _opened_today(by: User) -> int:
    since = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    return EmergencyAccess.objects.filter(user=by, started_at__gte=since).count()


def _tell_the_case(access: EmergencyAccess, by: User) -> None:
    with reaching(access.case_id):
        case = Case.objects.select_related("key").get(pk=access.case_id)
        add_entry(case, EntryKind.TEAM, _("%s entró por emergencia, por cuatro horas") % by, by=by)


def review_emergency(access: EmergencyAccess, outcome: str, *, note: str, by: User) -> EmergencyAccess:
    """Write what the review found; one that was not justified ends now. Reviewed once, and by somebody else.

    Raises NotPossible when it was reviewed already, when it is one's own, or without a note of what was not justified.
    """
    with transaction.atomic():
        access = EmergencyAccess.objects.select_for_update(of=("self",)).select_related("key").get(pk=access.pk)
        if access.reviewed_at is not None:
            raise NotPossible(_("Otra persona ya revisó este acceso."))
        if access.user_id == by.pk or not by.can(Permission.REVIEW_EMERGENCY):
            raise NotPossible(_("No te toca revisar este acceso."))
        if outcome == ReviewOutcome.NOT_JUSTIFIED and not note.strip():
            raise NotPossible(_("Escribe por qué no estaba justificado."))
        access.reviewed_at, access.reviewed_by = timezone.now(), by
        access.outcome, access.note = outcome, note.strip()
        if outcome == ReviewOutcome.NOT_JUSTIFIED:
            access.end(access.reviewed_at)
        access.save(update_fields=["reviewed_at", "reviewed_by", "outcome", "note", "ends_at"])
        record(
            by,
            AuditAction.EMERGENCY_REVIEWED,
            Case._meta.label_lower,
            access.case_id,
            code=access.case_code,
            fields=["emergency"],
            ids=[access.user_id],
        )
    return access
