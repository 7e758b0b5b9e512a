"""Duties and dangers of one case today: a table of rules, each with its reason and one action.

Three are shown at most, the gravest first; the rest are tasks and are seen there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.file_parts import action_url
from cases.labels import EXPIRES_SOON
from cases.models import Case, Consent, Participation, Task
from cases.states import ConsentState, ParticipationRole, TaskKind, gives_consent
from interface.dates import day

MOST = 3
SILENT_DAYS = 30


@dataclass(frozen=True)
class Facts:
    """What the rules look at. ``tasks`` are the pending ones and every task of ``DUTIES``, done or not."""

    case: Case
    participations: list[Participation]
    consents: dict  # person id → her newest consent
    tasks: list[Task]
    last_contact_at: datetime | None
    today: date

    def minors(self) -> list[Participation]:
        victims = (each for each in self.participations if each.is_victim)
        return [each for each in victims if each.person.is_minor_on(self.today)]

    def tasks_of(self, kind: str, person_id) -> list[Task]:
        return [task for task in self.tasks if task.kind == kind and task.person_id == person_id]


@dataclass(frozen=True)
class Notice:
    tone: str
    icon: str
    title: str
    reason: str
    action: str
    url: str


# Kinds of task whose doing ends a duty: the rules need the finished ones too.
DUTIES = (TaskKind.NOTIFY_UPE, TaskKind.SINGLE_INTERVIEW, TaskKind.AGE_PROOF)


def notices(facts: Facts) -> list[Notice]:
    """At most three, in the order of ``RULES``; none for a closed case."""
    if not facts.case.is_open:
        return []
    found = (rule(facts) for rule in RULES)
    return [notice for notice in found if notice is not None][:MOST]


def upe_not_told(facts: Facts) -> Notice | None:
    """Whoever knows of a child at risk tells the UPE at once (D.Leg. 1297 art. 17)."""
    untold = [each for each in facts.minors() if not _is_done(facts, TaskKind.NOTIFY_UPE, each)]
    if not untold:
        return None
    reason = _("%s se trata como menor de edad: la unidad de protección especial debe saberlo de inmediato.")
    return Notice(
        "achiote",
        "alerta",
        _("Falta avisar a la UPE."),
        reason % _codes(untold) + " " + _("D.Leg. 1297, art. 17."),
        _("Registrar aviso"),
        _answer(facts, TaskKind.NOTIFY_UPE, untold[0]),
    )


def interview_pending(facts: Facts) -> Notice | None:
    """A child tells her story once (NCPP art. 242.1.d)."""
    waiting = [each for each in facts.minors() if not _is_done(facts, TaskKind.SINGLE_INTERVIEW, each)]
    if not waiting:
        return None
    reason = _("%s: hasta la cámara Gesell, nadie le pide que repita su relato.") % _codes(waiting)
    return Notice(
        "achiote",
        "alerta",
        _("Menor de edad: entrevista única pendiente."),
        reason,
        _("Registrar entrevista"),
        _answer(facts, TaskKind.SINGLE_INTERVIEW, waiting[0]),
    )


def age_without_document(facts: Facts) -> Notice | None:
    """In doubt she is a minor (DS 001-2016-IN art. 4.2.e)."""
    doubtful = [each for each in facts.minors() if not each.person.has_proven_age]
    if not doubtful:
        return None
    reason = _("%s se trata como menor de edad mientras no se acredite lo contrario.") % _codes(doubtful)
    return Notice(
        "tierra",
        "info",
        _("Edad sin documento."),
        reason,
        _("Pedir partida"),
        _answer(facts, TaskKind.AGE_PROOF, doubtful[0]),
    )


def consent_missing(facts: Facts) -> Notice | None:
    """A refusal is her decision and no notice; a question never asked, or an answer that ended, is. Of a relative, who
    is written down because of her, nothing is shared."""
    asked = (each for each in facts.participations if each.role != ParticipationRole.RELATIVE)
    without = [each for each in asked if _lacks_consent(facts.consents.get(each.person_id), facts.today)]
    if not without:
        return None
    reason = _("%s: sin él no se comparte nada con otra entidad. La atención sigue igual.") % _codes(without)
    return _consent_notice(facts, without[0], _("Falta el consentimiento."), reason, _("Registrar consentimiento"))


def consent_expiring(facts: Facts) -> Notice | None:
    ending = [each for each in facts.participations if _ends_soon(facts.consents.get(each.person_id), facts.today)]
    if not ending:
        return None
    last = facts.consents[ending[0].person_id].valid_to
    reason = _("El de %(code)s vale hasta el %(day)s.") % {"code": ending[0].person.code, "day": day(last)}
    return _consent_notice(facts, ending[0], _("Un consentimiento está por vencer."), reason, _("Renovar"))


def tasks_overdue(facts: Facts) -> Notice | None:
    late = sorted(task.due_on for task in facts.tasks if task.is_pending and task.due_on < facts.today)
    if not late:
        return None
    title = ngettext("%(count)d tarea vencida.", "%(count)d tareas vencidas.", len(late)) % {"count": len(late)}
    reason = _("La más antigua era para el %s.") % day(late[0])
    return Notice("tierra", "reloj", title, reason, _("Ver tareas"), reverse("cases:tasks", args=[facts.case.pk]))


def silent(facts: Facts) -> Notice | None:
    """No note and no attention for a month."""
    last = timezone.localdate(facts.last_contact_at) if facts.last_contact_at else facts.case.opened_on
    days = (facts.today - last).days
    url = action_url("record", facts.case.pk)
    if days <= SILENT_DAYS or not url:
        return None
    reason = _("La última nota o atención es del %s.") % day(last) if facts.last_contact_at else ""
    title = _("Sin contacto hace %d días.") % days
    return Notice("tierra", "reloj", title, reason, _("Registrar nota"), url)


RULES: tuple[Callable[[Facts], Notice | None], ...] = (
    upe_not_told,
    interview_pending,
    age_without_document,
    consent_missing,
    consent_expiring,
    tasks_overdue,
    silent,
)


def _is_done(facts: Facts, kind: str, participation: Participation) -> bool:
    return any(task.done_at for task in facts.tasks_of(kind, participation.person_id))


def _answer(facts: Facts, kind: str, participation: Participation) -> str:
    """The form that answers the pending task; a new task of that kind when there is none."""
    pending = [task for task in facts.tasks_of(kind, participation.person_id) if task.is_pending]
    if pending and (url := action_url("record", facts.case.pk, tarea=pending[0].pk)):
        return url
    query = f"tipo={kind}&persona={participation.person_id}"
    return f"{reverse('cases:task_new', args=[facts.case.pk])}?{query}"


def _lacks_consent(consent: Consent | None, today: date) -> bool:
    if consent is None or consent.state == ConsentState.NOT_YET:
        return True
    if consent.withdrawn_on is not None or not gives_consent(consent.state):
        return False
    return not consent.is_in_force(today)


def _ends_soon(consent: Consent | None, today: date) -> bool:
    if consent is None or consent.valid_to is None or not gives_consent(consent.state):
        return False
    return consent.is_in_force(today) and consent.valid_to - today <= EXPIRES_SOON


def _consent_notice(facts: Facts, participation: Participation, title: str, reason: str, action: str) -> Notice:
    url = reverse("cases:consent", args=[facts.case.pk, participation.person_id])
    return Notice("tierra", "firma", title, reason, action, url)


def _codes(participations: list[Participation]) -> str:
    shown = ", ".join(each.person.code for each in participations[:2])
    more = len(participations) - 2
    return shown if more <= 0 else _("%(codes)s y %(more)d más") % {"codes": shown, "more": more}
