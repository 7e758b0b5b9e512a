"""What a case taught: read, written and taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases.access import case_to, case_to_view
from cases.actions.lessons import withdraw_lesson, write_lesson
from cases.errors import NotPossible
from cases.forms.lessons import NewLessonForm, WithdrawLessonForm
from cases.lesson_access import lesson_to
from cases.models import Case, Lesson
from cases.outcome_lists import LESSON_LOOK
from interface.pages import render_form_page


@require_safe
def lessons(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = case_to_view(request.user, pk)
    rows = [(each, LESSON_LOOK[each.kind]) for each in Lesson.objects.filter(case=case).for_list()]
    context = {
        "case": case,
        "standing": [row for row in rows if row[0].withdrawn_at is None],
        "withdrawn": [each for each, _look in rows if each.withdrawn_at],
        "can_edit": request.user.can(Permission.EDIT_CASE),
    }
    return render(request, "cases/lessons.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = case_to(request.user, Permission.EDIT_CASE, pk)
    form = NewLessonForm(request.POST or None)
    if form.is_bound and form.is_valid():

        def act() -> str:
            write_lesson(case, by=request.user, **form.told())
            messages.success(request, _("Anotado."))
            return _page(case)

        try:
            return redirect(submit_once(request.user, form.cleaned_data["idempotency_key"], act))
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
    return render_form_page(request, "cases/lesson_new.html", {"case": case}, form)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    lesson = lesson_to(request.user, Permission.EDIT_CASE, pk)
    form = WithdrawLessonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        withdraw_lesson(lesson, form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Retirado. Queda en la página, con su motivo."))
        return redirect(_page(lesson.case))
    context = {
        "title": " · ".join([_("Retirar lo aprendido"), lesson.case.code]),
        "question": _("¿Retirar lo que se anotó?"),
        "consequence": _("Deja de contar. No se borra: queda al final de la página, con el motivo."),
        "button": _("Retirar"),
        "is_danger": True,
        "back_url": _page(lesson.case),
    }
    return render_form_page(request, "confirm.html", context, form)


def _page(case: Case) -> str:
    return reverse("cases:lessons", args=[case.pk])
