"""Every door of the whole record, asked without row-level security: it opens to whoever works on the case, is not there
for the most powerful outsider, and asks for its permission and for the sight of cases, each alone.

Which role holds both today is not asked: the table of roles is another day's (``given``).
"""

from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.acting import SYSTEM, acting
from accounts.models import User
from accounts.permissions import PERMISSIONS, Permission
from cases import access
from cases.actions.profile import write_profile
from cases.assessments import access as assessing
from cases.assessments.access import assessment_to, draft_to_fill
from cases.episodes.access import episode_to, perpetrator_to
from cases.followup_access import follow_up_to, may_read_health
from cases.followup_lists import FollowUpState
from cases.letters.access import letter_to_read, letter_to_write, may_read_letter, may_write_letters, template_to
from cases.letters.kinds import LetterState
from cases.models import (
    AllegedPerpetratorNote,
    Assessment,
    AssessmentDraft,
    Assignment,
    Case,
    CaseProject,
    Consent,
    ConsentAnswer,
    Decoy,
    DuplicatePair,
    FollowUp,
    FollowUpAttempt,
    IdentityDocument,
    Letter,
    Participation,
    Person,
    PersonMerge,
    Relationship,
    RouteStop,
    SectionMark,
    ShelterLocation,
    Task,
    TraffickingEpisode,
)
from cases.models.letter import SILENCE
from cases.people_access import document_to_change, profile_to_change, relation_to_change
from cases.profile_lists import GenderIdentity
from cases.profile_topics import CLOSED, PAGES, Facts, may_open
from cases.views import profile
from directory.codelists import Sex
from directory.versions import StaleVersion
from services.access import activity_to, agendas_for, appointment_to, enrolment_to_change, may_arrange
from services.actions.calendars import open_calendar
from services.aid_access import aid_to_move, aid_to_view, kit_to_tend, kits_to_tend
from services.aid_states import AidStatus, next_aid_statuses
from services.models import (
    AidBudget,
    Appointment,
    Attendance,
    GroupActivity,
    KitItem,
    PlanActivity,
    ReintegrationPlan,
    ShelterStay,
)
from services.plan_access import activity_to as plan_activity_to
from services.plan_access import goal_to, livelihood_to, plan_to
from services.plan_states import Progress
from services.shelter_access import current_stay, participation_to_shelter, place_to_tend
from tests.meta.asking import undone
from tests.meta.matrix import LIMA, OWN, RESTRICTED
from tests.meta.world import World
from tests.signing_in import signed_in
from vault.ids import uuid7

pytestmark = pytest.mark.security
P = Permission
NOW, TODAY = timezone.now(), timezone.localdate()
DAY = timedelta(days=1)
# Door → what it opens, and the permissions that it asks for besides the sight of cases.
DOORS = {
    "assessment": (lambda who, pk: assessment_to(who, P.ADD_NOTE, pk), {P.ADD_NOTE}),
    "episode": (lambda who, pk: episode_to(who, P.EDIT_CASE, pk), {P.EDIT_CASE}),
    "perpetrator": (lambda who, pk: perpetrator_to(who, P.EDIT_CASE, pk), {P.EDIT_CASE}),
    "follow-up": (lambda who, pk: follow_up_to(who, P.ADD_NOTE, pk), {P.ADD_NOTE}),
    "person": (lambda who, pk: profile_to_change(who, pk, "household"), {P.EDIT_CASE}),
    "identity": (document_to_change, {P.EDIT_CASE, P.REVEAL_NAME}),
    "tie": (relation_to_change, {P.EDIT_CASE}),
    "consent answer": (access.answer_to_withdraw, {P.EDIT_CASE}),
    "withdrawal letter": (access.withdrawal_letter_to_send, {P.EDIT_CASE}),
    "letter": (letter_to_write, {P.ADD_NOTE, P.REVEAL_NAME}),
    "enrolment": (enrolment_to_change, {P.ADD_ATTENTION}),
    "appointment": (lambda who, pk: appointment_to(who, P.ADD_ATTENTION, pk), {P.ADD_ATTENTION}),
    "activity": (lambda who, pk: activity_to(who, P.ADD_ATTENTION, pk), {P.ADD_ATTENTION}),
    "plan": (lambda who, pk: plan_to(who, P.ADD_ATTENTION, pk), {P.ADD_ATTENTION}),
    "plan goal": (lambda who, pk: goal_to(who, P.ADD_ATTENTION, pk), {P.ADD_ATTENTION}),
    "plan activity": (lambda who, pk: plan_activity_to(who, P.ADD_ATTENTION, pk), {P.ADD_ATTENTION}),
    "livelihood": (lambda who, pk: livelihood_to(who, P.ADD_ATTENTION, pk), {P.ADD_ATTENTION}),
    "aid": (aid_to_view, set()),
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, own_broker):
    with django_db_blocker.unblock(), undone(), acting(SYSTEM):
        yield World().build()


@pytest.fixture(autouse=True)
def as_it_was(world, django_db_blocker):
    """Each test finds the same world: what it changes is undone."""
    with django_db_blocker.unblock(), undone():
        yield


@contextmanager
def given(who: User, *permissions: Permission):
    """The table of another day, on which this account's role may do only this."""
    with mock.patch.dict(PERMISSIONS, {who.role: frozenset(permissions)}):
        yield User.objects.get(pk=who.pk)


def pk_of(world, kind: str, relation: str = OWN):
    return world.records[kind, relation]["pk"]


@pytest.mark.parametrize("kind", DOORS)
def test_a_door_opens_to_the_team_and_to_nobody_without_each_of_its_rights(world, kind):
    door, needed = DOORS[kind]
    pk, rosa = pk_of(world, kind), world.people["rosa"]
    assert door(rosa, pk)
    with pytest.raises(Http404):
        door(rosa, pk_of(world, kind, LIMA))
    with given(rosa, P.VIEW_CASE, *needed) as able:
        assert door(able, pk)
    for missing in {P.VIEW_CASE, *needed}:
        with given(rosa, *({P.VIEW_CASE, *needed} - {missing})) as unable, pytest.raises(PermissionDenied):
            door(unable, pk)


# What a door asks besides -------------------------------------------------------------------------------------------


def test_what_was_withdrawn_or_leads_to_somebody_unseen_is_not_opened(world):
    rosa = world.people["rosa"]
    note = AllegedPerpetratorNote.objects.get(pk=pk_of(world, "perpetrator"))
    gone = {"withdrawn_at": NOW, "withdrawn_by": rosa}
    TraffickingEpisode.objects.filter(pk=note.episode_id).update(**gone)
    with pytest.raises(Http404):
        perpetrator_to(rosa, P.VIEW_CASE, note.pk)
    elsewhere = Participation.objects.filter(case=pk_of(world, "case", LIMA)).first().person
    tie = Relationship.objects.get(pk=pk_of(world, "tie"))
    for side in ("person", "relative"):
        with undone():
            Relationship.objects.filter(pk=tie.pk).update(**{side: elsewhere})
            with pytest.raises(Http404):
                relation_to_change(rosa, tie.pk)


def test_therapy_is_its_areas_and_its_authors_and_a_draft_is_the_one_that_is_asked_for(world):
    rosa, milagros = world.people["rosa"], world.people["milagros"]
    part = Participation.objects.get(pk=pk_of(world, "participation"))
    therapy = Assessment.objects.get(participation=part, area="PSYCHOLOGICAL")
    assert assessment_to(milagros, P.VIEW_CASE, therapy.pk)
    with pytest.raises(PermissionDenied):
        assessment_to(rosa, P.VIEW_CASE, therapy.pk)
    with pytest.raises(PermissionDenied):
        draft_to_fill(rosa, part.pk, "psicologica")
    with pytest.raises(Http404):
        draft_to_fill(rosa, part.pk, "ninguna")
    assert assessing.may_assess(rosa, "NEEDS") and not assessing.may_assess(rosa, "PSYCHOLOGICAL")
    with given(rosa, P.VIEW_CASE) as reader:
        assert not assessing.may_assess(reader, "NEEDS")
    assert draft_to_fill(rosa, part.pk, "necesidades").answers["first"] == "x"
    assert "first" not in draft_to_fill(rosa, part.pk, "riesgo").answers
    other = Participation.objects.get(case=part.case_id, person=pk_of(world, "relative"))
    Participation.objects.filter(pk=other.pk).update(role=part.role, victim_status="PRESUMED")
    assert "first" not in draft_to_fill(rosa, other.pk, "necesidades").answers
    assert "first" not in draft_to_fill(world.people["elmer"], part.pk, "necesidades").answers


def test_a_closed_page_is_for_who_reads_health_for_its_writer_and_at_first_for_intake(world):
    person = Person.objects.get(pk=pk_of(world, "person"))
    page = PAGES["health"].objects.get(person=person)
    ines, elmer, rosa = (world.people[name] for name in ("ines", "elmer", "rosa"))
    assert "health" in CLOSED and may_open(rosa, "health", page) and may_open(elmer, "household", None)
    assert not may_open(elmer, "health", page) and not may_open(ines, "health", page)
    assert may_open(ines, "health", None)
    with given(elmer, P.EDIT_CASE, P.VIEW_CASE) as able:
        assert not may_open(able, "health", None)
    with given(rosa, P.READ_HEALTH) as reader:
        assert not may_open(reader, "health", page)
    with pytest.raises(PermissionDenied):
        profile_to_change(elmer, person.pk, "health")
    assert profile_to_change(rosa, person.pk, "health")[1] == page
    assert may_read_health(rosa) and not may_read_health(elmer)


def test_a_closed_page_that_a_colleague_wrote_meanwhile_is_not_shown_to_compare(world, client):
    ines, rosa, relative = world.people["ines"], world.people["rosa"], Person.objects.get(pk=pk_of(world, "relative"))

    def meanwhile(*_told, **_more):
        raise StaleVersion(write_profile(relative, "health", {"conditions": "x"}, by=rosa, expected_version=0))

    signed_in(client, ines)
    with mock.patch.object(profile, "write_profile", meanwhile):
        answer = client.post(reverse("cases:profile_health", args=[relative.pk]), {"version": "0"})
    assert answer.status_code == 403


def test_a_letter_is_its_areas_and_its_writers_and_nobodys_once_erased(world):
    rosa, elmer = world.people["rosa"], world.people["elmer"]
    letter = Letter.objects.select_related("key").get(pk=pk_of(world, "letter"))
    letter.area, letter.written_by = "LEGAL", rosa
    assert may_read_letter(rosa, letter) and may_read_letter(elmer, letter)
    assert not may_read_letter(world.people["milagros"], letter)
    with mock.patch.object(type(letter.key), "is_shredded", True):
        assert not may_read_letter(rosa, letter)
    Letter.objects.filter(pk=letter.pk).update(area="LEGAL")
    with pytest.raises(PermissionDenied):
        letter_to_read(world.people["milagros"], letter.pk)
    assert may_write_letters(rosa)
    for one in (P.ADD_NOTE, P.REVEAL_NAME):
        with given(rosa, one) as half:
            assert not may_write_letters(half)


def test_hours_without_a_case_are_ones_own_or_the_teams_for_who_organises_it(world):
    rosa, celia, elmer, ulises = (world.people[name] for name in ("rosa", "celia", "elmer", "ulises"))
    hours = Appointment.objects.get(activity__isnull=False, professional=celia)
    assert appointment_to(celia, P.VIEW_CASE, hours.pk) == hours
    with pytest.raises(PermissionDenied):
        appointment_to(rosa, P.VIEW_CASE, hours.pk)
    with pytest.raises(Http404):
        appointment_to(ulises, P.VIEW_CASE, hours.pk)
    assert not may_arrange(rosa, hours)
    Appointment.objects.filter(pk=hours.pk).update(professional=rosa)
    assert appointment_to(rosa, P.VIEW_CASE, hours.pk)
    hers = Appointment.objects.get(pk=pk_of(world, "appointment", LIMA))
    assert hers not in Appointment.objects.visible_to(elmer), "of a case that is not seen, whosever office it is"
    Appointment.objects.filter(pk=hers.pk).update(office=elmer.office)
    assert hers not in Appointment.objects.visible_to(elmer)
    Appointment.objects.filter(pk=hours.pk).update(office=ulises.office)
    assert Appointment.objects.visible_to(rosa).filter(pk=hours.pk).exists(), "one's own, in whatever office"
    assert list(agendas_for(rosa)) == [rosa]
    assert {rosa, elmer} <= set(agendas_for(celia)) and ulises not in agendas_for(celia)


def test_workshops_and_funds_of_an_office_are_its_own(world):
    celia, nora, raul, rosa = (world.people[name] for name in ("celia", "nora", "raul", "rosa"))
    assert {each.office for each in GroupActivity.objects.visible_to(celia)} == {celia.office}
    assert GroupActivity.objects.visible_to(nora).count() == 2
    assert {each.office for each in AidBudget.objects.visible_to(celia)} == {celia.office}
    assert AidBudget.objects.visible_to(nora).count() == AidBudget.objects.visible_to(raul).count() > 1
    assert not AidBudget.objects.visible_to(rosa).exists()


def test_who_asked_for_help_does_not_decide_about_it(world):
    told = {"may_approve": True, "may_ask": True}
    assert AidStatus.APPROVED in next_aid_statuses(AidStatus.REQUESTED, **told, is_own=False)
    assert AidStatus.APPROVED not in next_aid_statuses(AidStatus.REQUESTED, **told, is_own=True)
    assert AidStatus.APPROVED not in next_aid_statuses(
        AidStatus.REQUESTED, may_approve=False, may_ask=True, is_own=False
    )
    aid = pk_of(world, "aid")
    assert aid_to_move(world.people["celia"], aid)
    with given(world.people["rosa"], P.VIEW_CASE) as reader, pytest.raises(PermissionDenied):
        aid_to_move(reader, aid)
    with given(world.people["raul"], P.EDIT_CATALOGUES) as other, pytest.raises(PermissionDenied):
        kits_to_tend(other)


def test_where_she_sleeps_is_written_in_a_case_of_ones_own_team(world):
    rosa, person = world.people["rosa"], Person.objects.get(pk=pk_of(world, "person"))
    part = participation_to_shelter(rosa, person.pk)
    assert (part.case_id, part.person_id) == (pk_of(world, "case"), person.pk)
    newer = Case.objects.get(pk=pk_of(world, "case", LIMA))
    Participation.objects.filter(case=newer, role="RELATIVE").update(person=person, joined_on=TODAY)
    assert participation_to_shelter(rosa, person.pk) == part, "not in the newer one, of which she is no team"
    assert current_stay(person).participation == part
    ended = current_stay(Person.objects.get(pk=pk_of(world, "person", LIMA))).participation.case_id
    assert ended == newer.pk
    relative = Person.objects.get(pk=pk_of(world, "relative"))
    assert current_stay(relative) is None


def test_in_an_office_where_she_came_to_work_the_case_that_she_left_behind_is_no_longer_hers(world):
    rosa, person = world.people["rosa"], Person.objects.get(pk=pk_of(world, "person"))
    here = Case.objects.get(pk=pk_of(world, "case", LIMA))
    Participation.objects.filter(case=here, role="RELATIVE").update(person=person, joined_on=TODAY - 100 * DAY)
    Assignment.objects.create(case=here, user=rosa, role="SUPPORT", assigned_by=rosa)
    User.objects.filter(pk=rosa.pk).update(office=here.office)
    assert participation_to_shelter(User.objects.get(pk=rosa.pk), person.pk).case_id == here.pk


def test_of_two_people_the_page_the_kind_and_the_attendance_are_the_right_ones(world):
    for name, relation in (("rosa", OWN), ("ulises", LIMA)):
        pk = pk_of(world, "person", relation)
        assert profile_to_change(world.people[name], pk, "household")[1].person_id == pk
    celia, ulises = world.people["celia"], world.people["ulises"]
    assert Attendance.objects.visible_to(celia).exists() and not Attendance.objects.visible_to(ulises).exists()
    theirs = [set(ShelterStay.objects.visible_to(who)) for who in (celia, ulises)]
    assert all(theirs) and not theirs[0] & theirs[1]


def test_pairs_and_merges_are_for_who_sees_both_people(world):
    celia = world.people["celia"]
    assert {each.pk for each in PersonMerge.objects.visible_to(celia)} == {pk_of(world, "merge")}
    pair = DuplicatePair.objects.filter(pk=pk_of(world, "pair"))
    hers = pair.get().second_id
    assert pair.visible_to(celia).exists()
    later = DuplicatePair.objects.get(pk=pk_of(world, "pair", LIMA)).first_id
    for elsewhere in (pk_of(world, "person", LIMA), later):
        [low, high] = sorted([hers, elsewhere])
        pair.update(first=low, second=high)
        assert not pair.visible_to(celia).exists()


def test_catalogues_are_tended_by_who_tends_them(world):
    for door, needed in (
        (lambda who: template_to(who, uuid7(), "x"), P.EDIT_CATALOGUES),
        (lambda who: kit_to_tend(who, uuid7()), P.TEND_AID),
        (lambda who: place_to_tend(who, uuid7()), P.SEE_SHELTERS),
    ):
        with given(world.people["rosa"], P.VIEW_CASE) as unable, pytest.raises(PermissionDenied):
            door(unable)
        with given(world.people["rosa"], needed) as able, pytest.raises(Http404):
            door(able)


def test_what_has_ended_is_not_current(world):
    rosa, now = world.people["rosa"], timezone.now()
    for rows, ends in (
        (Decoy.objects.current(), {"ended_at": now, "ended_by": rosa}),
        (PersonMerge.objects.current(), {"undone_at": now, "undone_by": rosa}),
        (SectionMark.objects.current(), {"ended_at": now, "ended_by": rosa}),
        (KitItem.objects.current(), {"ended_at": now}),
        (CaseProject.objects.current(), {"ended_at": now}),
        (Relationship.objects.current(), {"withdrawn_at": now}),
        (RouteStop.objects.current(), {"removed_at": now}),
        (AssessmentDraft.objects.open_of(rosa), {"ended_at": now, "answers": None}),
    ):
        ended = rows.first().pk
        type(rows.first()).objects.filter(pk=ended).update(**ends)
        assert ended not in rows.values_list("pk", flat=True), rows.model
    stay = ShelterStay.objects.current().select_related("location").first()
    ShelterLocation.objects.filter(pk=stay.location_id).update(until=TODAY)
    assert stay not in ShelterStay.objects.current()


# Pages that name no record -----------------------------------------------------------------------------------------

PAGES_OF = [
    ("accounts:alerts", "dario", P.VIEW_AUDIT),
    ("accounts:audit", "dario", P.VIEW_AUDIT),
    ("accounts:audit_seal", "dario", P.VIEW_AUDIT),
    ("accounts:users", "raul", P.MANAGE_USERS),
    ("accounts:add_user", "raul", P.MANAGE_USERS),
    ("directory:catalogues", "raul", P.EDIT_CATALOGUES),
    ("directory:places", "raul", P.EDIT_CATALOGUES),
    ("cases:list", "rosa", P.VIEW_CASE),
    ("cases:caseload", "celia", P.MANAGE_TEAM),
    ("cases:could_see_by_code", "dario", P.VIEW_AUDIT),
    ("cases:decoys", "dario", P.TEND_DECOYS),
    ("cases:duplicates", "celia", P.MERGE_PEOPLE),
    ("cases:emergency", "rosa", P.VIEW_CASE),
    ("cases:emergencies", "dario", P.REVIEW_EMERGENCY),
    ("cases:home", "rosa", P.VIEW_CASE),
    ("cases:intake", "rosa", P.OPEN_CASE),
    ("cases:intake_alike", "rosa", P.SEARCH_PEOPLE),
    ("cases:intake_age", "rosa", P.OPEN_CASE),
    ("cases:letter_templates", "raul", P.EDIT_CATALOGUES),
    ("cases:letter_template_new", "raul", P.EDIT_CATALOGUES),
    ("cases:letter_template_base", "raul", P.EDIT_CATALOGUES),
    ("cases:search", "rosa", P.SEARCH_PEOPLE),
    ("services:activities", "rosa", P.VIEW_CASE),
    ("services:activity_new", "rosa", P.ADD_ATTENTION),
    ("services:aid_fund", "celia", P.APPROVE_AID),
    ("services:aid_ledger", "celia", P.APPROVE_AID),
    ("services:aid_ledger", "celia", P.EXPORT_RECORDS),
    ("services:aid_budgets", "nora", P.TEND_AID),
    ("services:agenda", "rosa", P.VIEW_CASE),
    ("services:hours_reserve", "rosa", P.VIEW_CASE),
    ("services:calendar", "rosa", P.VIEW_CASE),
    ("services:kit_new", "raul", P.TEND_AID),
    ("services:shelters", "celia", P.SEE_SHELTERS),
    ("services:shelter_place_new", "celia", P.SEE_SHELTERS),
    ("referrals:board", "celia", P.VIEW_BOARD),
    ("referrals:desk", "lidia", P.ANSWER_REFERRAL),
    ("referrals:exports", "celia", P.EXPORT_RECORDS),
    ("referrals:imports", "celia", P.IMPORT_RECORDS),
    ("referrals:receive", "rosa", P.SEND_REFERRAL),
    ("reports:runs", "teo", P.VIEW_REPORTS),
    ("reports:new", "teo", P.VIEW_REPORTS),
    ("reports:new", "teo", P.RUN_REPORT),
]


# The same of pages of a record, where the door asks for another right.
OF_RECORDS = [
    ("cases:letter_new", "case", "rosa", P.REVEAL_NAME),
    ("cases:person_edit", "person", "rosa", P.REVEAL_NAME),
    ("cases:duplicate", "pair", "celia", P.MERGE_PEOPLE),
    ("referrals:standard_record", "standard record", "rosa", P.REVEAL_NAME),
    ("directory:entries", "catalogue", "raul", P.EDIT_CATALOGUES),
    ("directory:add_entry", "catalogue", "raul", P.EDIT_CATALOGUES),
]
BY_POST = {"cases:intake_alike", "cases:intake_age", "services:aid_ledger", "referrals:standard_record"}


@pytest.mark.parametrize(
    ("name", "kind", "who", "needed"), [*((name, None, who, needed) for name, who, needed in PAGES_OF), *OF_RECORDS]
)
def test_a_page_asks_for_its_right_alone(world, client, name, kind, who, needed):
    who, address = world.people[who], world.address(name, kind, OWN)
    signed_in(client, who)
    assert client.get(address).status_code in (200, 405)
    with given(who, *(PERMISSIONS[who.role] - {needed})):
        refused = client.post(address) if name in BY_POST else client.get(address)
    assert refused.status_code == 403


def test_what_may_be_uncovered_is_a_list_and_no_number_of_somebody_involved(world, client):
    relative = pk_of(world, "relative")
    signed_in(client, world.people["rosa"])
    address = reverse("cases:reveal", args=[relative])
    answers = [client.post(address, {"field": field}).status_code for field in ("name", "phone", "nothing")]
    assert answers == [200, 403, 404]


def test_a_caseload_is_of_one_account_in_its_office_and_of_what_the_asker_sees(world):
    own, restricted, lima = (pk_of(world, "case", relation) for relation in (OWN, RESTRICTED, LIMA))
    rosa, elmer, celia, nora, ines = (world.people[name] for name in ("rosa", "elmer", "celia", "nora", "ines"))
    Assignment.objects.create(case_id=lima, user=rosa, role="SUPPORT", assigned_by=nora)

    def carried(who, by):
        return {each.case_id for each in access.caseload_of(who, by)}

    assert {own, restricted} <= carried(nora, rosa) and lima not in carried(nora, rosa)
    assert restricted not in carried(ines, rosa) and own in carried(ines, rosa)
    assert own in carried(celia, elmer) and not carried(celia, world.people["milagros"])
    closed = {"status": "CLOSED", "closed_on": TODAY, "closure_reason": "GOALS_MET"}
    Case.objects.filter(pk__in=[own, restricted]).update(**closed)
    Task.objects.pending().filter(case=restricted).update(cancelled_at=timezone.now())
    assert own in carried(nora, rosa) and restricted not in carried(nora, rosa) and own not in carried(celia, elmer)
    team = set(access.may_join_team(Case.objects.get(pk=own)))
    assert rosa in team and world.people["ulises"] not in team
    assert world.people["ulises"] in access.may_carry_cases(nora)
    assert world.people["ulises"] not in access.may_carry_cases(celia)


def test_who_was_joined_leads_on_for_who_sees_her_only(world):
    merged = PersonMerge.objects.get(pk=pk_of(world, "merge"))
    assert access.joined_to(world.people["celia"], merged.merged_id).pk == merged.kept_id
    with pytest.raises(Http404):
        access.joined_to(world.people["ulises"], merged.merged_id)


def test_tasks_of_a_case_are_for_who_sees_it(world):
    theirs = [set(Task.objects.visible_to(world.people[name])) for name in ("rosa", "ulises")]
    assert all(theirs) and not theirs[0] & theirs[1]


@pytest.mark.parametrize(("spoken", "answer"), [((), False), ((0, 0), False), ((0, 0, 0), True), ((0, 0, 0, 1), False)])
def test_she_is_given_up_after_three_attempts_in_vain(spoken, answer):
    attempts = [FollowUpAttempt(reached=bool(each)) for each in spoken]
    with mock.patch.object(FollowUp, "attempts", mock.Mock(all=lambda: attempts)):
        assert FollowUp().may_give_up is answer


def test_a_calendar_is_read_for_who_still_sees_cases(world, client):
    rosa = world.people["rosa"]
    address = f"{reverse('services:calendar_feed')}?clave={open_calendar(rosa)}"
    assert client.get(address).status_code == 200
    with given(rosa, P.ADD_NOTE):
        assert client.get(address).status_code == 403


# Yesterday and tomorrow ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "question", "answer"),
    [
        (Consent(valid_from=TODAY), "is_in_force", True),
        (Consent(valid_from=TODAY + DAY), "is_in_force", False),
        (Consent(valid_from=TODAY - DAY, valid_to=TODAY - DAY), "is_in_force", False),
        (Consent(valid_from=TODAY, withdrawn_on=TODAY), "is_in_force", False),
        (ConsentAnswer(is_given=True, valid_to=TODAY), "is_in_force", True),
        (ConsentAnswer(is_given=False), "is_in_force", False),
        (ConsentAnswer(is_given=True, withdrawn_on=TODAY), "is_in_force", False),
        (ConsentAnswer(is_given=True, valid_to=TODAY - DAY), "is_in_force", False),
        (Assessment(next_review_on=TODAY - DAY), "is_overdue", True),
        (Assessment(next_review_on=TODAY), "is_overdue", False),
        (Assessment(), "is_overdue", False),
        (FollowUp(due_on=TODAY), "is_due", True),
        (FollowUp(due_on=TODAY + DAY), "is_due", False),
        (FollowUp(due_on=TODAY, state=FollowUpState.CANCELLED), "is_due", False),
        (PlanActivity(due_on=TODAY - DAY), "is_overdue", True),
        (PlanActivity(due_on=TODAY), "is_overdue", False),
        (PlanActivity(due_on=TODAY - DAY, progress=Progress.DONE), "is_overdue", False),
    ],
)
def test_what_holds_on_a_day_holds_neither_before_nor_after(row, question, answer):
    assert getattr(row, question)(TODAY) is answer


@pytest.mark.parametrize(
    ("row", "question", "answer"),
    [
        (IdentityDocument(status="SHOWN", number="45871236"), "is_proof", True),
        (IdentityDocument(status="SHOWN"), "is_proof", False),
        (IdentityDocument(status="DECLARED", number="45871236"), "is_proof", False),
        (ReintegrationPlan(), "is_draft", True),
        (ReintegrationPlan(agreed_on=TODAY), "is_draft", False),
        (ReintegrationPlan(dropped_at=NOW), "is_draft", False),
        (Letter(state=LetterState.QUEUED, requested_at=NOW - SILENCE * 2), "is_late", True),
        (Letter(state=LetterState.QUEUED, requested_at=NOW + DAY), "is_late", False),
        (Letter(state=LetterState.DONE, requested_at=NOW - SILENCE * 2), "is_late", False),
        (Facts(30, Sex.F, ("BO",)), "is_foreign", True),
        (Facts(30, Sex.F, ("BO", "PE")), "is_foreign", False),
        (Facts(30, Sex.F), "is_foreign", False),
        (Facts(30, Sex.F), "may_be_pregnant", True),
        (Facts(None, Sex.F), "may_be_pregnant", True),
        (Facts(8, Sex.F), "may_be_pregnant", False),
        (Facts(30, Sex.M), "may_be_pregnant", False),
        (Facts(30, Sex.M, gender_identity=GenderIdentity.TRANS_MAN), "may_be_pregnant", True),
    ],
)
def test_what_is_so_is_so_of_the_row(row, question, answer):
    assert getattr(row, question) is answer
