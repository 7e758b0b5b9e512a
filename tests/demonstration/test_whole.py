"""Files told whole: every table of a person's record has rows, none of another day than it may be of."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cases.file_parts import CASE_FILE_PARTS
from cases.followup_lists import NOT_FOLLOWED
from cases.models import (
    Assessment,
    Case,
    DuplicatePair,
    FollowUp,
    FollowUpFinding,
    IdentityDocument,
    MergedRow,
    Person,
    PersonMerge,
    Relationship,
    Task,
)
from cases.states import CaseStatus, DocumentStatus
from demonstration.load import load_demo
from demonstration.store import ORDER
from services.models import (
    AidBudget,
    Appointment,
    KitStock,
    KitType,
    ReintegrationPlan,
    ServiceEnrolment,
    ShelterPlace,
    ShelterStay,
)
from tests.signing_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BY_VERBS = (AidBudget, KitType, KitStock, ShelterPlace, PersonMerge, MergedRow)
# What is said of days to come: terms, appointments, the next time.
MAY_BE_TO_COME = {"due_on", "valid_to", "starts_at", "ends_at", "next_review_on", "held_on", "later_until"}
MAY_BE_TO_COME |= {"first_review_on", "next_on"}


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    everything = transaction.atomic()
    everything._from_testcase = True
    with django_db_blocker.unblock(), everything:
        load_demo(40, 1, today=timezone.localdate())
        yield
        transaction.set_rollback(True)


def test_every_table_has_rows(told):
    assert [model.__name__ for model in (*ORDER, *BY_VERBS) if not model._base_manager.exists()] == []


def test_nothing_is_of_a_day_that_has_not_come(told):
    late = []
    for model in ORDER:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.DateField) and field.name not in MAY_BE_TO_COME:
                now = timezone.now() if isinstance(field, models.DateTimeField) else timezone.localdate()
                if model._base_manager.filter(**{f"{field.name}__gt": now}).exists():
                    late.append(f"{model.__name__}.{field.name}")
    assert late == []


def test_what_is_done_for_somebody_comes_after_she_came(told):
    opened = models.F("case__opened_on")
    assert not ServiceEnrolment.objects.filter(started_on__lt=opened).exists()
    assert not Assessment.objects.filter(done_on__lt=models.F("participation__case__opened_on")).exists()
    closed = models.F("case__closed_on")
    assert not ServiceEnrolment.objects.filter(case__closed_on__isnull=False, ended_on=None).exists()
    assert not ServiceEnrolment.objects.filter(ended_on__gt=closed).exists()
    assert not ShelterStay.objects.filter(participation__case__closed_on__isnull=False, location__until=None).exists()


def test_the_agenda_holds_this_week_and_the_next(told):
    today, rosa = timezone.localdate(), User.objects.get(username="rosa")
    monday = today - timedelta(days=today.weekday())
    starts = Appointment.objects.filter(professional=rosa).values_list("starts_at", flat=True)
    days = {timezone.localdate(at) for at in starts}
    assert min(days) >= monday and max(days) >= monday + timedelta(days=7)


def girl() -> Person:
    return next(each for each in Person.objects.select_related("key") if each.preferred_name == "Naye")


def hanging_on(case: Case, person: Person) -> set[str]:
    """Names of the tables of which a row leads to the case or to the person."""
    rows = {Case: case, Person: person}
    return {
        model.__name__
        for model in ORDER
        for field in model._meta.concrete_fields
        if field.related_model in rows
        and model._base_manager.filter(**{field.name: rows[field.related_model]}).exists()
    }


def test_the_girl_of_la_pampa_has_something_under_every_tab(told, client):
    rosa, case = User.objects.get(username="rosa"), girl().participations.get().case
    signed_in(client, rosa)
    for part in CASE_FILE_PARTS:
        if part.url_name and rosa.can(part.permission):
            assert client.get(reverse(part.url_name, args=[case.pk])).status_code == 200, part.key
    assert hanging_on(case, girl()) >= {
        *("TraffickingEpisode", "ServiceEnrolment", "Attention", "AidRequest", "KitDelivery", "ShelterLocation"),
        *("Referral", "Consent", "Task", "HealthProfile", "SafeContact", "Relationship", "Attendance"),
    }
    assert Assessment.objects.filter(participation__case=case).values("area").distinct().count() >= 7
    assert case.attachments.exists()


def test_the_girl_has_a_forged_document_an_aunt_involved_and_a_mother_to_find(told):
    her = girl()
    assert IdentityDocument.objects.filter(person=her, status=DocumentStatus.FORGED).exists()
    ties = {tie.kind: tie for tie in Relationship.objects.filter(person=her).select_related("relative")}
    assert ties["AUNT_UNCLE"].possibly_involved and ties["MOTHER"].relative.whereabouts == "SOUGHT"
    contactable = set(Person.objects.contactable().values_list("pk", flat=True))
    assert not {ties["AUNT_UNCLE"].relative_id, ties["MOTHER"].relative_id} & contactable
    assert her.is_minor_on(timezone.localdate())


def test_the_girl_is_back_with_her_grandmother_and_at_school_and_a_month_later_was_found_well(told):
    part = girl().participations.get()
    plan = part.plans.get()
    assert plan.is_agreed and {goal.area for goal in plan.goals.all()} >= {"FAMILY", "EDUCATION"}
    stays = ShelterStay.objects.filter(participation=part).order_by("location__since")
    assert stays.last().next_destination == "FAMILY" and not stays.current().exists()
    assert ServiceEnrolment.objects.filter(person=part.person, service="EDUCATION_REINSERTION", ended_on=None).exists()
    assert part.case.status == CaseStatus.FOLLOW_UP
    first, *later = part.follow_ups.order_by("months")
    assert first.state == "REACHED" and first.finding.lives_with == "FAMILY" and not first.finding.is_alarming
    asked = Task.objects.pending().filter(subject_id__in=[row.pk for row in later], kind="FOLLOW_UP")
    assert {row.state for row in later} == {"PENDING"} and asked.count() == 3


def test_of_three_hundred_many_have_plans_and_those_who_left_are_followed(told):
    plans, terms = ReintegrationPlan.objects.agreed(), FollowUp.objects.filter(months=1)
    assert plans.filter(participation__case__opened_on__gt=F("agreed_on")).count() == 0
    assert plans.count() >= 5 and plans.filter(reviews__isnull=False).exists()
    gone = Case.objects.filter(status__in=("FOLLOW_UP", "CLOSED")).exclude(closure_reason__in=NOT_FOLLOWED)
    gone = gone.exclude(participations__victim_status="RULED_OUT")
    assert {*gone} <= {term.participation.case for term in terms}
    assert FollowUpFinding.objects.count() > FollowUp.objects.filter(state="NOT_FOUND").count()


def test_a_new_user_is_told_where_she_is(told, capsys):
    call_command("demo_accounts")
    assert girl().participations.get().case.code in capsys.readouterr().out


def test_a_pair_waits_and_one_was_joined(told):
    assert set(DuplicatePair.objects.values_list("state", flat=True)) == {"MERGED", "OPEN"}
    assert PersonMerge.objects.current().count() == 1


def test_loading_more_adds_no_second_girl(told):
    with transaction.atomic():
        load_demo(5, 2, today=timezone.localdate())
        assert sum(each.preferred_name == "Naye" for each in Person.objects.select_related("key")) == 1
        transaction.set_rollback(True)
