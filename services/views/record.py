"""Recording what was done for somebody, with what comes next in the same form; and mending a line."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.idempotency import submit_once
from accounts.models import User
from accounts.permissions import Permission
from cases.access import case_to, entry_to_correct, may_read_entry, may_work_on
from cases.actions import correct_entry, only_one
from cases.file_frame import contact_cards
from cases.file_parts import actions_of
from cases.models import Case, Participation, Person, Task, TimelineEntry
from cases.states import CORRECTABLE, TaskKind
from cases.task_lines import due_words, rules_line, task_title
from directory.codelists import ServiceKind
from interface.pages import render_form_page
from services.actions import Happening, NextTask, SessionTold, record_happening
from services.actions.appointments import HourTaken, hold_appointment, make_appointment
from services.forms.record import KINDS, NOTE, CorrectionForm, RecordForm, default_reader
from services.models import Appointment, AttentionMode
from services.states import AppointmentState

CONTACT_CARDS = 3
LAST_LINES = 10

# What a task of this kind is usually answered with.
_ANSWERS: dict[str, tuple[str, str]] = {
    TaskKind.CALL: (AttentionMode.PHONE, ServiceKind.FOLLOW_UP),
    TaskKind.VISIT: (AttentionMode.HOME_VISIT, ServiceKind.FOLLOW_UP),
    TaskKind.ACCOMPANY: (AttentionMode.ACCOMPANIMENT, ""),
}


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = request.user
    case = case_to(user, Permission.ADD_NOTE, pk)
    participations = list(Participation.objects.filter(case=case).for_file())
    task = _task_answered(request, case)
    appointment = _appointment_answered(request, case)
    initial = _initial(user, task, participations) | _asked(request, participations) | _of_appointment(appointment)
    form = RecordForm(request.POST or None, initial=initial, **_options(user, case, participations))
    if request.method == "POST" and form.is_valid():
        try:
            act = partial(_save, request, case, form, task, appointment)
            url = submit_once(user, form.cleaned_data["idempotency_key"], act)
        except HourTaken as refusal:
            form.add_error("next_at", refusal.message)
        else:
            messages.success(request, _("Guardado en el caso."))
            return HttpResponseRedirect(url)
    return render_form_page(request, "services/record.html", _context(user, case, participations, task), form)


def _task_answered(request: HttpRequest, case: Case) -> Task | None:
    """The task of this case that the address names; another case's, or none, is nobody's business here."""
    try:
        asked = UUID(request.GET.get("tarea", ""))
    except ValueError:
        return None
    return Task.objects.filter(case=case, pk=asked).for_list().first()


def _appointment_answered(request: HttpRequest, case: Case) -> Appointment | None:
    """The appointment of this case that the address names, if nothing was recorded of it yet."""
    try:
        asked = UUID(request.GET.get("cita", ""))
    except ValueError:
        return None
    rows = Appointment.objects.filter(case=case, pk=asked, entry__isnull=True)
    return rows.exclude(state=AppointmentState.CANCELLED).first()


def _of_appointment(appointment: Appointment | None) -> dict:
    """What it was to be, as what it was: one click and a text."""
    if appointment is None:
        return {}
    starts = min(timezone.localtime(appointment.starts_at), timezone.localtime())
    told = {
        "kind": appointment.mode or AttentionMode.IN_PERSON,
        "on": starts.date(),
        "at": starts.time(),
        "minutes": appointment.minutes,
    }
    told |= {"service": appointment.service, "place": appointment.place}
    return told | ({"people": [appointment.person_id]} if appointment.person_id else {})


def _options(user: User, case: Case, participations: list[Participation]) -> dict:
    return {
        "people": Person.objects.filter(participations__case=case).order_by("code"),
        "parts": {each.person_id: each.get_role_display() for each in participations if not each.is_victim},
        "workers": may_work_on(user, case),
        "me": user,
        "kinds": [code for code, _label in KINDS if code == NOTE or user.can(Permission.ADD_ATTENTION)],
    }


def _initial(user: User, task: Task | None, participations: list[Participation]) -> dict:
    now = timezone.localtime()
    mode, service = _ANSWERS.get(task.kind, (NOTE, "")) if task else (NOTE, "")
    if not user.can(Permission.ADD_ATTENTION):
        mode, service = NOTE, ""
    alone = [participations[0].person_id] if len(participations) == 1 else []
    return {
        "kind": mode,
        "service": service,
        "people": [task.person_id] if task and task.person_id else alone,
        "on": now.date(),
        "at": now.time(),
        "reader": default_reader(user),
        "next_to": user.pk,
    }


def _asked(request: HttpRequest, participations: list[Participation]) -> dict:
    """What a link that led here already knows: somebody of this case, and what she was given."""
    service, asked = request.GET.get("servicio", ""), request.GET.get("persona", "")
    known = [each.person_id for each in participations if str(each.person_id) == asked]
    told = {"people": known} if known else {}
    if service in ServiceKind and request.user.can(Permission.ADD_ATTENTION):
        told |= {"kind": AttentionMode.IN_PERSON, "service": service}
    return told


def _save(
    request: HttpRequest, case: Case, form: RecordForm, task: Task | None, appointment: Appointment | None
) -> str:
    told, day = form.cleaned_data, form.next_day()
    what = Happening(
        people=list(told["people"]),
        occurred_at=form.moment(),
        body=told["body"],
        reserved_to=form.reserved_to,
        service=told["service"] if form.is_attention else "",
        mode=told["kind"] if form.is_attention else "",
        minutes=told["minutes"] if form.is_attention else None,
        session=_session(told) if form.is_attention else SessionTold(),
    )
    next_task, who = None, told["next_to"] or request.user
    if day is not None and told["next_kind"] != TaskKind.APPOINTMENT:
        next_task = NextTask(told["next_kind"] or TaskKind.CALL, day, who, told["next_at"], told["next_details"])
    with transaction.atomic():
        answers = task if told["finish"] else None
        entry = record_happening(case, what, by=request.user, next_task=next_task, answers=answers)
        if appointment is not None and form.is_attention:
            hold_appointment(appointment, entry, by=request.user)
        if day is not None and next_task is None:
            make_appointment(case, form.next_slot(who), by=request.user, person=only_one(what.people))
    return _after(request, case)


def _session(told: dict) -> SessionTold:
    return SessionTold(told["place"], told["second"], told["facilitator"], told["cost"])


def _after(request: HttpRequest, case: Case) -> str:
    """Back to the case, or on to what the second button promised ("Guardar y derivar")."""
    asked = request.POST.get("despues", "")
    onward = next((each for each in _onward(request.user) if each.key == asked), None)
    return onward.url(case.pk) if onward else case.get_absolute_url()


def _onward(user: User) -> list:
    """Buttons of the file that may follow a note: those beside this one."""
    return [each for each in actions_of(user) if not each.is_primary and not each.in_menu]


def _context(user: User, case: Case, participations: list[Participation], task: Task | None) -> dict:
    today = timezone.localdate()
    people = [task.person] if task and task.person else [each.person for each in participations if each.is_victim]
    lines = TimelineEntry.objects.filter(case=case, kind__in=CORRECTABLE).for_file()[:LAST_LINES]
    return {
        "case": case,
        "task": task if task and task.is_pending else None,
        "task_title": task_title(task) if task else "",
        "task_when": " ".join(due_words(task, today)).strip() if task else "",
        "contacts": contact_cards(people[:CONTACT_CARDS]),
        "before_contact": rules_line(task) if task else "",
        "last": next((line for line in lines if line.body and _is_open(user, line)), None),
        "has_pending": Task.objects.pending().filter(case=case).exists(),
        "can_attend": user.can(Permission.ADD_ATTENTION),
        "onward": _onward(user),
    }


def _is_open(user: User, line: TimelineEntry) -> bool:
    return may_read_entry(user, line) and not line.is_behind_a_click


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write the line that mends another; the first stays as it was."""
    entry = entry_to_correct(request.user, pk)
    form = CorrectionForm(request.POST or None, entry=entry)
    if request.method == "POST" and form.is_valid():

        def act():
            correct_entry(entry, form.cleaned_data["body"], by=request.user)
            return entry.case.get_absolute_url()

        url = submit_once(request.user, form.cleaned_data["idempotency_key"], act)
        messages.success(request, _("Corrección guardada. Lo anterior queda en la cronología."))
        return HttpResponseRedirect(url)
    context = {"case": entry.case, "entry": entry, "is_closed": entry.is_behind_a_click}
    return render_form_page(request, "services/correct.html", context, form)
