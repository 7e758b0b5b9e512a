"""Tasks of a case: all of them, a new one, another day, done."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audit import last_change
from accounts.idempotency import submit_once
from accounts.models import User
from accounts.permissions import Permission
from cases import access
from cases.actions import add_task, finish_task, move_task
from cases.errors import NotPossible
from cases.file_frame import contact_cards, file_tabs
from cases.forms.tasks import MoveTaskForm, NewTaskForm
from cases.models import Task
from cases.states import SYSTEM_TASKS, TaskKind
from cases.task_lines import done_page, needs_contact_rules, own_page, task_details, task_line, task_title
from directory.versions import StaleVersion
from interface.keyset import paginate
from interface.pages import render_conflict, render_form_page

PAGE_SIZE = 50


@require_safe
def tasks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every task of a case: the pending ones by day, or those that are over, newest first."""
    case = access.case_to_view(request.user, pk)
    is_over, today = request.GET.get("ver") == "hechas", timezone.localdate()
    rows = Task.objects.filter(case=case).for_list()
    if is_over:
        page = paginate(request, rows.filter(done_at__isnull=False).select_related("done_by"), "-done_at", PAGE_SIZE)
    else:
        page = paginate(request, rows.pending(), "due_on", PAGE_SIZE)
    context = {
        "case": case,
        "tabs": file_tabs(request.user, case, "tasks"),
        "page": page,
        "is_over": is_over,
        "lines": [] if is_over else [task_line(each, today, with_who=True, back="tareas") for each in page],
        "done": [(task_title(each), task_details(each), each) for each in page] if is_over else [],
        "scopes": [
            {"label": _("Pendientes"), "url": "?ver=pendientes", "is_current": not is_over},
            {"label": _("Hechas"), "url": "?ver=hechas", "is_current": is_over},
        ],
        "can_add": request.user.can(Permission.ADD_NOTE),
    }
    return render(request, "cases/tasks.html", context)


@require_http_methods(["GET", "POST"])
def task_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = access.case_to(request.user, Permission.ADD_NOTE, pk)
    options = {"people": access.may_work_on(request.user, case), "me": request.user, "case": case}
    form = NewTaskForm(request.POST or None, initial=_initial(request), **options)
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect(_add(request, case, form.cleaned_data))
    return render_form_page(request, "cases/task_new.html", {"case": case}, form)


def _initial(request: HttpRequest) -> dict:
    """What the link that led here already knows: the kind and the person."""
    asked = request.GET.get("tipo", "")
    kind = asked if asked in TaskKind and asked not in SYSTEM_TASKS else TaskKind.CALL
    return {"kind": kind, "person": request.GET.get("persona", ""), "assigned_to": request.user.pk}


def _add(request: HttpRequest, case, told: dict) -> str:
    def act():
        add_task(
            case,
            told["kind"],
            told["due_on"],
            due_time=told["due_time"],
            details=told["details"],
            person=told["person"],
            assigned_to=told["assigned_to"],
            by=request.user,
        )
        return case.get_absolute_url()

    url = submit_once(request.user, told["idempotency_key"], act)
    messages.success(request, _("Tarea guardada. Aparece en el trabajo de quien la hará."))
    return url


@require_http_methods(["GET", "POST"])
def task_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    task = access.task_to_change(request.user, pk)
    if page := own_page(task):
        return redirect(page)
    form = _move_form(request.user, task, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            move_task(
                task,
                told["due_on"],
                told["due_time"],
                told["assigned_to"],
                by=request.user,
                expected_version=told["version"],
            )
        except StaleVersion:
            return _conflict(request, task, form)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Tarea cambiada."))
            return redirect(task.case)
    return render_form_page(request, "cases/task_move.html", _move_context(task), form)


def _move_form(user, task: Task, posted=None) -> MoveTaskForm:
    names = ("due_on", "due_time", "assigned_to", "version")
    people = access.may_work_on(user, task.case) | User.objects.filter(pk=task.assigned_to_id)
    initial = {name: getattr(task, name) for name in names}
    return MoveTaskForm(posted, initial=initial, people=people, me=user)


def _move_context(task: Task) -> dict:
    cards = contact_cards([task.person]) if needs_contact_rules(task) else []
    return {
        "case": task.case,
        "task": task,
        "title": task_title(task),
        "details": task_details(task),
        "contacts": cards,
        "done_url": f"{reverse('cases:task_done', args=[task.pk])}?volver=caso",
    }


def _conflict(request: HttpRequest, task: Task, form: MoveTaskForm) -> HttpResponse:
    fresh = Task.objects.for_list().get(pk=task.pk)
    who, when = last_change(fresh)
    return render_conflict(
        request,
        form,
        _move_form(request.user, fresh),
        changed_by=who,
        changed_at=when,
        back_url=fresh.case.get_absolute_url(),
    )


@require_POST
def task_done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Done, from wherever its line was; a second press changes nothing."""
    task = access.task_to_change(request.user, pk)
    if page := done_page(task):
        is_follow_up = task.kind == TaskKind.FOLLOW_UP
        messages.info(request, _("Cuenta aquí cómo fue.") if is_follow_up else _("Di aquí cómo quedó la cita."))
        return redirect(page)
    try:
        finish_task(task, by=request.user)
    except NotPossible:
        messages.info(request, _("Esa tarea ya estaba hecha."))
    else:
        messages.success(request, _("Hecha: %s.") % task_title(task))
    return redirect(_back(request.GET.get("volver"), task))


def _back(word: str | None, task: Task) -> str:
    places = {
        "caso": task.case.get_absolute_url(),
        "tareas": reverse("cases:tasks", args=[task.case_id]),
        "equipo": f"{reverse('cases:home')}?ver=equipo",
    }
    return places.get(word, f"{reverse('cases:home')}?ver=mias")
