"""What this room still has running in a case that is about to be closed."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cases.hooks import OpenEnd
from cases.models import Case, Participation
from services.livelihood_states import LivelihoodState
from services.models import AidRequest, Appointment, Livelihood, ServiceEnrolment, ShelterStay
from services.plan_lines import PersonPlan, plans_of_people


def left_open(user: User, case: Case) -> list[OpenEnd]:
    """Stays without an end, services that run, hours that come, help that is not accounted for, plans that nobody
    ended with what of them is still to be done, courses and jobs that go on; ten queries."""
    shelter, services, aid, plan = (
        reverse(f"services:{name}", args=[case.pk])
        for name in ("shelter_of_case", "of_case", "aid_of_case", "plan_of_case")
    )
    stays = ShelterStay.objects.filter(participation__case=case).current().count()
    running = ServiceEnrolment.objects.filter(case=case).running().count()
    coming = Appointment.objects.planned().filter(case=case, starts_at__gte=timezone.now()).count()
    asked = AidRequest.objects.filter(case=case).open().count()
    going = Livelihood.objects.filter(participation__case=case, state=LivelihoodState.RUNNING).count()
    found = (
        (stays, ngettext("%d persona en acogida", "%d personas en acogida", stays), shelter),
        (running, ngettext("%d servicio en curso", "%d servicios en curso", running), services),
        (coming, ngettext("%d cita por venir", "%d citas por venir", coming), services),
        (asked, ngettext("%d ayuda sin terminar", "%d ayudas sin terminar", asked), aid),
        (going, ngettext("%d curso, empleo o emprendimiento en marcha", "%d cursos o empleos en marcha", going), plan),
    )
    plans = plans_of_people(list(Participation.objects.filter(case=case).for_file())).values()
    return [
        *(OpenEnd(words % count, url) for count, words, url in found if count),
        *(OpenEnd(words, plan) for words in map(_of_plan, plans) if words),
    ]


def _of_plan(each: PersonPlan) -> str:
    """What of somebody's plan is unfinished; "" where there is none, or a review said how it ended."""
    code, left = each.participation.person.code, each.count - each.done
    if each.has_ended or not (each.plan or each.draft):
        return ""
    if not each.plan:
        return _("el plan de %s, que quedó en borrador") % code
    if not left:
        return _("el plan de %s: está todo hecho, falta decir en una revisión cómo termina") % code
    words = ngettext(
        "el plan de %(code)s: falta %(left)d de %(count)d actividad",
        "el plan de %(code)s: faltan %(left)d de %(count)d actividades",
        each.count,
    )
    return words % {"code": code, "left": left, "count": each.count}
