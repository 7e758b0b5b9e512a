"""Tasks as the lines that "Mi trabajo" and the file show."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.contact_rules import contact_line, contact_of
from cases.file_parts import action_url, subject_url
from cases.models import Task
from cases.states import PLAN_TASKS, REACHES_HER, ROW_TASKS, TaskKind
from interface.dates import day, day_month, weekday_day

TASK_ICONS: dict[str, str] = {
    TaskKind.CALL: "telefono",
    TaskKind.VISIT: "casa",
    TaskKind.APPOINTMENT: "calendario",
    TaskKind.ACCOMPANY: "equipo",
    TaskKind.NOTIFY_UPE: "alerta",
    TaskKind.AGE_PROOF: "persona",
    TaskKind.SINGLE_INTERVIEW: "balanza",
    TaskKind.ASK_CONSENT: "firma",
    TaskKind.UPLOAD_CONSENT: "subir",
    TaskKind.RENEW_CONSENT: "firma",
    TaskKind.SEND_WITHDRAWAL: "enviar",
    TaskKind.CONFIRM_WITHDRAWAL: "enviar",
    TaskKind.REFERRAL_CHASE: "enviar",
    TaskKind.REFERRAL_ANSWER: "enviar",
    TaskKind.AID_DECIDE: "moneda",
    TaskKind.AID_PAY: "moneda",
    TaskKind.AID_RECEIPT: "clip",
    TaskKind.SHELTER_MOVE: "casa",
    TaskKind.REASSESS: "repetir",
    TaskKind.COVER_NEED: "corazon",
    TaskKind.FOLLOW_UP: "telefono",
    TaskKind.EXPLOITED_AGAIN: "alerta",
    TaskKind.PLAN_REVIEW: "repetir",
    TaskKind.OTHER: "nota",
}


def task_line(task: Task, today: date, *, with_who: bool, back: str) -> dict:
    """One ``{% task %}``; ``back`` is where the done button returns to ("trabajo" or "caso")."""
    when, clock = due_words(task, today)
    address, record = task_page(task)
    return {
        "what": task_title(task),
        "url": address,
        "when": when,
        "clock": clock,
        "code": task.case.code,
        "code_url": task.case.get_absolute_url(),
        "meta": rules_line(task),
        "meta_icon": TASK_ICONS[task.kind],
        "details": task_details(task),
        "who": task.assigned_to if with_who else "",
        "move_url": "" if own_page(task) else reverse("cases:task_move", args=[task.pk]),
        "action_url": address,
        "action_text": _("Registrar") if record else _("Ver"),
        "done_url": "" if done_page(task) else f"{reverse('cases:task_done', args=[task.pk])}?volver={back}",
    }


def task_title(task: Task) -> str:
    """ "Llamada de seguimiento a V-2026-000123" for what reaches her; the kind and her code for the rest."""
    if _is_its_details(task):
        return task.details
    if task.person is None:
        return task.get_kind_display()
    words = _("%(task)s a %(code)s") if task.kind in REACHES_HER else _("%(task)s: %(code)s")
    return words % {"task": task.get_kind_display(), "code": task.person.code}


def task_details(task: Task) -> str:
    """What its title does not say already."""
    return "" if _is_its_details(task) else task.details


def _is_its_details(task: Task) -> bool:
    """Whether only its own words say what it is."""
    return task.kind == TaskKind.OTHER and bool(task.details)


def task_page(task: Task) -> tuple[str, bool]:
    """Where a task is done, and whether something is written there rather than only read.

    A note does not answer a question for consent: only her decision does.
    """
    if task.kind == TaskKind.REASSESS and task.subject_id:
        return reverse("cases:assessment_again", args=[task.subject_id]), True
    if task.kind == TaskKind.FOLLOW_UP and task.subject_id:
        return reverse("cases:followup", args=[task.subject_id]), True
    if task.kind in (TaskKind.ASK_CONSENT, TaskKind.RENEW_CONSENT) and task.person_id:
        return reverse("cases:consent", args=[task.case_id, task.person_id]), True
    address = subject_url(task.subject_kind, task.subject_id)
    if address:
        return address, False
    record = action_url("record", task.case_id, tarea=task.pk)
    return (record, True) if record else (reverse("cases:task_move", args=[task.pk]), False)


def own_page(task: Task) -> str:
    """Where a task that is one thing with its row is moved and ended; "" for the others."""
    return subject_url(task.subject_kind, task.subject_id) if task.kind in ROW_TASKS else ""


def done_page(task: Task) -> str:
    """Where saying what came of it ends the task; "" for those that a button ends."""
    is_told = task.kind == TaskKind.FOLLOW_UP or task.kind in ROW_TASKS | PLAN_TASKS
    return subject_url(task.subject_kind, task.subject_id) if is_told else ""


def needs_contact_rules(task: Task) -> bool:
    """Whether doing it may reach her: the rules are read before the number."""
    return task.kind in REACHES_HER and task.person is not None


def rules_line(task: Task) -> str:
    """What to mind before doing it, in one line; "" for what does not reach her."""
    if not needs_contact_rules(task):
        return ""
    return contact_line(contact_of(task.person), REACHES_HER[task.kind])


def due_words(task: Task, today: date) -> tuple[str, str]:
    """When, as its group says it, and the hour where that does not say it already."""
    clock = task.due_time.strftime("%H:%M") if task.due_time else ""
    days = (task.due_on - today).days
    if days == -1:
        return _("Ayer"), clock
    if days < 0:
        return ngettext("Hace %(count)d día", "Hace %(count)d días", -days) % {"count": -days}, clock
    if days <= 1:
        return clock or (_("Hoy"), _("Mañana"))[days], ""
    if task.due_group(today) == "week":
        return weekday_day(task.due_on), clock
    return (day_month if task.due_on.year == today.year else day)(task.due_on), clock
