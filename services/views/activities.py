"""Group activities: the list, a new one, who is expected, who came."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.audit import last_change
from accounts.idempotency import submit_once
from accounts.models import User
from accounts.permissions import Permission
from cases.access import saw_list
from cases.errors import NotPossible
from cases.models import Case, Participation
from directory.models import Office
from directory.versions import StaleVersion
from interface.keyset import paginate
from interface.pages import render_conflict, render_form_page
from services.access import activity_to, may_arrange
from services.actions.activities import everybody_in, expect, participants_by_codes, plan_activity, take_attendance
from services.forms.activities import ActivityForm, AttendanceForm, ParticipantsForm
from services.models import Appointment, Attendance, GroupActivity

PAGE_SIZE = 30
SHOWN_OF_ONES_CASES = 80


@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    user = request.user
    require(user, Permission.VIEW_CASE)
    page = paginate(request, GroupActivity.objects.visible_to(user).for_list(), "-held_on", PAGE_SIZE)
    shown = list(page)
    saw_list(user, GroupActivity._meta.label_lower, shown)
    came = Counter(
        Attendance.objects.visible_to(user)
        .filter(activity__in=[each.pk for each in shown], attention__isnull=False)
        .values_list("activity", flat=True)
    )
    context = {
        "page": page,
        "lines": [(each, came[each.pk] + each.unregistered) for each in shown],
        "can_add": user.can(Permission.ADD_ATTENTION),
    }
    return render(request, "services/activities.html", context)


@require_http_methods(["GET", "POST"])
def activity_new(request: HttpRequest) -> HttpResponse:
    user = request.user
    require(user, Permission.ADD_ATTENTION)
    offices = Office.objects.filter(is_active=True).order_by("name")
    workers = User.objects.caseworkers().order_by("display_name", "id")
    if user.office_id:
        offices, workers = offices.filter(pk=user.office_id), workers.of_office(user.office_id)
    initial = {"professional": user.pk, "office": user.office_id, "held_on": timezone.localdate(), "minutes": 90}
    form = ActivityForm(request.POST or None, initial=initial, offices=offices, workers=workers, me=user)
    if request.method == "POST" and form.is_valid():
        try:
            url = submit_once(user, form.cleaned_data["idempotency_key"], lambda: _plan(form, user))
        except NotPossible as refusal:
            form.add_error("starts", refusal.message)
        else:
            messages.success(request, _("Actividad guardada. Ahora di quiénes participan."))
            return HttpResponseRedirect(url)
    context = {"asks_office": not user.office_id}
    return render_form_page(request, "services/activity_new.html", context, form)


def _plan(form: ActivityForm, user: User) -> str:
    made = plan_activity(form.cleaned_data["office"], form.workshop(), by=user)
    return reverse("services:participants", args=[made.pk])


@require_http_methods(["GET", "POST"])
def activity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What it is, and who came: one list, ticked again as often as need be."""
    found = activity_to(request.user, Permission.ADD_ATTENTION, pk)
    form = _attendance_form(request.user, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        came = {each.pk for each in told["came"]}
        try:
            take_attendance(found, came, told["unregistered"] or 0, by=request.user, expected_version=told["version"])
        except StaleVersion:
            return _conflict(request, found, form)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Asistencia guardada: cada una tiene su atención en su caso."))
            return redirect("services:activity", pk=found.pk)
    context = {
        "activity": found,
        "is_to_come": found.held_on > timezone.localdate(),
        "hours": [each for each in _coming_hours(found) if may_arrange(request.user, each)],
        "expected": form.fields["came"].queryset.count(),
        "came": Attendance.objects.visible_to(request.user).filter(activity=found, attention__isnull=False).count(),
    }
    return render_form_page(request, "services/activity.html", context, form)


def _coming_hours(found: GroupActivity):
    """What it takes of its professionals' agendas, while it is to come."""
    return Appointment.objects.planned().filter(activity=found).select_related("professional").order_by("created_at")


def _attendance_form(user: User, found: GroupActivity, posted=None) -> AttendanceForm:
    expected = Attendance.objects.visible_to(user).filter(activity=found).select_related("person", "case")
    initial = {
        "came": expected.filter(attention__isnull=False),
        "unregistered": found.unregistered,
        "version": found.version,
    }
    return AttendanceForm(posted, initial=initial, expected=expected.order_by("person__code"))


def _conflict(request: HttpRequest, found: GroupActivity, form: AttendanceForm) -> HttpResponse:
    fresh = GroupActivity.objects.select_related("key").get(pk=found.pk)
    who, when = last_change(fresh)
    back = reverse("services:activity", args=[fresh.pk])
    fresh_form = _attendance_form(request.user, fresh)
    return render_conflict(request, form, fresh_form, changed_by=who, changed_at=when, back_url=back)


@require_http_methods(["GET", "POST"])
def participants(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put people on the list of an activity: a whole service, codes, or some of one's own cases."""
    user = request.user
    found = activity_to(user, Permission.ADD_ATTENTION, pk)
    form = ParticipantsForm(
        request.POST or None, initial={"enrolled_in": found.service}, known=_of_ones_cases(user, found)
    )
    if request.method == "POST" and form.is_valid():
        wanted, unknown = _wanted(user, form)
        if unknown:
            form.add_error("codes", _("No encontramos: %s. Quítalos o revísalos.") % ", ".join(unknown[:20]))
        elif not wanted:
            form.add_error("enrolled_in", _("Nadie que veas está en ese servicio ahora"))
        else:
            key = form.cleaned_data["idempotency_key"]
            return HttpResponseRedirect(submit_once(user, key, lambda: _expect(request, found, wanted)))
    context = {"activity": found, "expected": Attendance.objects.visible_to(user).filter(activity=found).count()}
    return render_form_page(request, "services/participants.html", context, form)


def _of_ones_cases(user: User, found: GroupActivity):
    """People of the cases that this account works on who are not on the list yet."""
    cases = Case.objects.visible_to(user).open().of_team_member(user)
    rows = Participation.objects.filter(case__in=cases, left_on__isnull=True).exclude(
        person__in=Attendance.objects.filter(activity=found).values("person")
    )
    ids = rows.order_by("-joined_on", "id").values("pk")[:SHOWN_OF_ONES_CASES]
    return Participation.objects.filter(pk__in=ids).select_related("person", "case").order_by("person__code", "id")


def _wanted(user: User, form: ParticipantsForm) -> tuple[list[Participation], list[str]]:
    told = form.cleaned_data
    by_code, unknown = participants_by_codes(user, form.typed_codes())
    enrolled = everybody_in(user, told["enrolled_in"]) if told["enrolled_in"] else []
    return [*by_code, *enrolled, *told["known"]], unknown


def _expect(request: HttpRequest, found: GroupActivity, wanted: list[Participation]) -> str:
    added = expect(found, wanted, by=request.user)
    told = ngettext("%d persona añadida a la lista.", "%d personas añadidas a la lista.", added) % added
    messages.success(request, told)
    return reverse("services:activity", args=[found.pk])
