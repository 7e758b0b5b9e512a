"""What is exceptional in the demonstration: a grant, two emergencies (one waits for review), places of shelter."""

from datetime import date, timedelta

from accounts.models import AccountPeriod, User
from accounts.permissions import Role
from cases.models import Assignment, Case, CaseGrant, EmergencyAccess, ShelterLocation
from cases.states import ParticipationRole, ReviewOutcome, TeamRole
from demonstration.clock import moment
from directory.codelists import Confidentiality
from services.models import ShelterStay
from services.shelter_states import OrderedBy, ShelterKind
from vault.models import DataKey

_GRANT = "Atendió a su hermana en Lima y acompaña la audiencia del mes."
_REVIEWED = "Está en el terminal con su agresor cerca y en Lima no contesta nadie de su equipo."
_WAITING = "Llamó de madrugada desde Iquitos, amenazada; su trabajadora social no respondía."
_FOUND = "Hablé con Rosa y con la coordinación de Lima: estaba en peligro y se avisó a la policía."
_PLACES = (
    ("Casa Amanecer (inventada), jirón Los Cedros 120. Preguntar por la hermana Luz.", ShelterKind.CAR_ESPECIALIZADO),
    ("Hogar Río Manso (inventado), pasaje 3, casa 14. Solo con cita.", ShelterKind.CAR_ESPECIALIZADO),
    ("Casa de una tía, segundo piso, frente a la losa deportiva. No tocar de noche.", ShelterKind.FAMILY),
)


def add_exceptions(users: dict[str, User], today: date, first_day: date) -> None:
    """Once, however often the demonstration is loaded; less of it where there are few cases.

    The accounts are taken to be as old as the first case, so that "who could see it then" has an answer.
    """
    AccountPeriod.objects.filter(ended_at=None, started_at__gt=moment(first_day)).update(started_at=moment(first_day))
    if not EmergencyAccess.objects.exists():
        _grant(users, today)
        _emergencies(users, today)
        _shelters(today)


def _case_of(office: str) -> Case | None:
    cases = Case.objects.open().filter(office__code=office, confidentiality=Confidentiality.NORMAL)
    return cases.select_related("key").order_by("-opened_on", "-id").first()


def _grant(users: dict[str, User], today: date) -> None:
    if case := _case_of("IQT"):
        begins = max(moment(today - timedelta(days=2)), case.created_at)
        CaseGrant.objects.give(
            case,
            users["carmen.lim"],
            reason=_GRANT,
            granted_at=begins,
            ends_at=moment(today + timedelta(days=21), 0),
            by=users["celia"],
        )


def _emergencies(users: dict[str, User], today: date) -> None:
    past, last_night = moment(today - timedelta(days=12), 21, 40), moment(today - timedelta(days=1), 23, 15)
    if case := _case_of("LIM"):
        review = {"reviewed_at": past + timedelta(hours=11), "reviewed_by": users["dario"]}
        _emergency(case, users["rosa"], _REVIEWED, past, outcome=ReviewOutcome.JUSTIFIED, note=_FOUND, **review)
    if case := _case_of("IQT"):
        _emergency(case, users["jorge.lim"], _WAITING, last_night)


def _emergency(case: Case, user: User, reason: str, started_at, **review) -> None:
    EmergencyAccess.objects.create(
        key=DataKey.objects.make(),
        case=case,
        case_code=case.code,
        user=user,
        reason=reason,
        started_at=started_at,
        ends_at=started_at + timedelta(hours=4),
        told_at=started_at,
        **review,
    )


def _shelters(today: date) -> None:
    """Of victims whose case a social worker of Iquitos leads: she opens them."""
    leads = Assignment.objects.current().filter(
        role=TeamRole.LEAD, user__role=Role.SOCIAL_WORKER, case__office__code="IQT", case__closed_on=None
    )
    victims = leads.filter(case__participations__role=ParticipationRole.DIRECT_VICTIM).select_related("user", "case")
    for lead, (place, kind) in zip(victims.order_by("-case__opened_on", "id").distinct(), _PLACES, strict=False):
        person = (
            lead.case.participations.select_related("person__key")
            .filter(role=ParticipationRole.DIRECT_VICTIM)[0]
            .person
        )
        since = max(lead.case.opened_on, today - timedelta(days=15))
        if not person.shelter_locations.exists():
            location = ShelterLocation.objects.create(
                key=person.key, person=person, place=place, since=since, recorded_by=lead.user
            )
            ShelterStay.objects.create(
                key=person.key,
                participation=lead.case.participations.get(person=person),
                location=location,
                kind=kind,
                ordered_by=OrderedBy.UPE,
                recorded_by=lead.user,
            )
