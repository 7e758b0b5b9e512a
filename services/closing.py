"""What this room still has running in a case that is about to be closed."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import User
from cases.hooks import OpenEnd
from cases.models import Case
from services.models import AidRequest, Appointment, ServiceEnrolment, ShelterStay


def left_open(user: User, case: Case) -> list[OpenEnd]:
    """Stays without an end, services that run, hours that come, help that is not accounted for; four queries."""
    shelter, services, aid = (
        reverse(f"services:{name}", args=[case.pk]) for name in ("shelter_of_case", "of_case", "aid_of_case")
    )
    stays = ShelterStay.objects.filter(participation__case=case).current().count()
    running = ServiceEnrolment.objects.filter(case=case).running().count()
    coming = Appointment.objects.planned().filter(case=case, starts_at__gte=timezone.now()).count()
    asked = AidRequest.objects.filter(case=case).open().count()
    found = (
        (stays, ngettext("%d persona en acogida", "%d personas en acogida", stays), shelter),
        (running, ngettext("%d servicio en curso", "%d servicios en curso", running), services),
        (coming, ngettext("%d cita por venir", "%d citas por venir", coming), services),
        (asked, ngettext("%d ayuda sin terminar", "%d ayudas sin terminar", asked), aid),
    )
    return [OpenEnd(words % count, url) for count, words, url in found if count]
