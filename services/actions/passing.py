"""What goes along when a case's work passes to a colleague."""

from django.db import IntegrityError, transaction

from accounts.models import User
from cases.models import Case, Task
from directory.versions import save_current
from services.models import Appointment, ServiceEnrolment


def pass_on_services(case: Case, before: User, to: User) -> None:
    """Running services of ``before`` are ``to``'s from now on, and so are the appointments whose task passed along.

    One for whose hour the colleague has something else stays in the first agenda: its task, which is the colleague's
    already, leads there to find it another hour.
    """
    for enrolment in ServiceEnrolment.objects.running().filter(case=case, responsible=before).select_for_update():
        enrolment.responsible = to
        save_current(enrolment, enrolment.version, ["responsible"])
    label = Appointment._meta.label_lower
    passed = Task.objects.pending().filter(case=case, assigned_to=to, subject_kind=label).values("subject_id")
    planned = Appointment.objects.planned().filter(case=case, professional=before, pk__in=passed)
    for appointment in planned.select_for_update(of=("self",)):
        _pass_on(appointment, to)


def _pass_on(appointment: Appointment, to: User) -> None:
    appointment.professional, appointment.office_id = to, to.office_id
    try:
        with transaction.atomic():
            save_current(appointment, appointment.version, ["professional", "office"])
    except IntegrityError as error:
        if "appointment_one_at_a_time" not in str(error):
            raise
