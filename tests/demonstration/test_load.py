"""The demonstration is the same for the same seed and day, and obeys the rules that real cases obey."""

from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts import alerts
from accounts.models import Alert, User
from accounts.permissions import Role
from cases.actions import open_case
from cases.attachments.examiner import examined
from cases.attachments.kinds import KINDS
from cases.models import Assessment, Attachment, Case, Decoy, Person, Task, TimelineEntry, TraffickingEpisode
from cases.search import find_people
from cases.states import AttachmentState
from demonstration.accounts import SHOWN
from demonstration.load import load_demo
from referrals.models import Referral
from referrals.states import WAITING_STATUSES
from services.aid_states import AidStatus
from services.models import AidBudget, AidRequest, Appointment, Attention
from vault.files import read_sealed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TODAY = date(2026, 11, 17)


def told():
    """What the demonstration tells, apart from ids."""
    return [
        list(Case.objects.order_by("code").values_list("code", "status", "opened_on", "closed_on", "problem", "risk")),
        [(person.code, person.full_name) for person in Person.objects.select_related("key").order_by("code")],
        list(Referral.objects.order_by("code").values_list("code", "status", "due_on", "unit__name")),
        [(each.done_on, each.level, each.answers) for each in Assessment.objects.select_related("key").order_by("id")],
        [(each.recruited_on, each.recruitment) for each in TraffickingEpisode.objects.order_by("id")],
        list(AidRequest.objects.order_by("code").values_list("code", "status", "approved_amount")),
        list(Appointment.objects.order_by("id").values_list("starts_at", "state", "professional__username")),
        [(entry.headline, entry.body) for entry in TimelineEntry.objects.select_related("key").order_by("id")],
    ]


def empty():
    for model in (Referral, TimelineEntry, Case, Person):
        assert not model.objects.exists()


def test_the_same_seed_on_the_same_day_tells_the_same(catalogues):
    stories = []
    for _each in range(2):
        with transaction.atomic():
            empty()
            load_demo(25, 7, today=TODAY)
            stories.append(told())
            transaction.set_rollback(True)
    assert stories[0] == stories[1]
    assert len(stories[0][0]) == 25 + 1, "the girl of La Pampa is told besides"


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    """The demonstration as script/server loads it."""
    everything = transaction.atomic()
    everything._from_testcase = True
    with django_db_blocker.unblock(), everything:
        call_command("load_catalogues", verbosity=0, stdout=StringIO())
        load_demo(300, 1, today=TODAY)
        yield
        transaction.set_rollback(True)


def test_there_is_one_named_account_for_each_role(whole):
    assert {account.role for account in SHOWN} == set(Role.values)
    assert User.objects.filter(username__in=[account.username for account in SHOWN]).count() == len(Role.values)


def test_history_lies_within_eighteen_months_and_not_after_today(whole):
    assert Case.objects.filter(opened_on__gt=TODAY).count() == 0
    assert TimelineEntry.objects.filter(occurred_at__date__gt=TODAY).count() == 0
    assert Case.objects.filter(opened_on__lt=date(2025, 5, 1)).count() == 0


def test_nothing_is_told_that_has_not_happened_yet(whole):
    """Loaded in the first hours of a day, the demonstration knows nothing of that day."""
    one = timezone.make_aware(datetime.combine(TODAY, time(1)))
    assert not TimelineEntry.objects.filter(occurred_at__gt=one).exists()
    assert not Referral.objects.filter(Q(sent_at__gt=one) | Q(ended_at__gt=one) | Q(acknowledged_at__gt=one)).exists()
    assert not Attention.objects.filter(given_on__gte=TODAY).exists()
    assert not Task.objects.filter(created_at__gt=one).exists()
    assert not Case.objects.filter(created_at__gt=one).exists()


def test_every_case_has_history_people_and_one_lead(whole):
    for case in Case.objects.all():
        assert case.participations.victims().exists()
        assert case.timeline.exists()
        assert case.assignments.current().filter(role="LEAD").count() == 1
        assert case.status_changes.last().new == case.status


def test_waiting_referrals_have_a_day_and_silence_is_marked(whole):
    assert Referral.objects.filter(status__in=WAITING_STATUSES, due_on=None).count() == 0
    assert Referral.objects.filter(status="SENT", due_on__lt=TODAY).count() == 0
    assert Referral.objects.filter(status="NO_RESPONSE").exists()


def test_the_next_intake_takes_the_next_code(whole, intake):
    codes = set(Case.objects.values_list("code", flat=True))
    rosa = User.objects.get(username="rosa")
    assert open_case(intake, by=rosa).code not in codes


def test_a_misspelt_name_finds_somebody_in_the_demonstration(whole):
    matches = find_people(User.objects.get(username="rosa"), name="Quizpe Mamany")
    assert any(match.code and not match.elsewhere for match in matches)


def test_a_few_documents_wait_for_the_review_and_pass_it(whole):
    waiting = list(Attachment.objects.filter(state=AttachmentState.IN_REVIEW).select_related("key"))
    assert len(waiting) == 9 + 3
    for attachment in waiting[:3]:
        original = attachment.original
        content = b"".join(read_sealed(original.name, original.key, original.size))
        made = examined(BytesIO(content), KINDS[attachment.extension])
        assert made and b"inventado" not in made


def test_the_liaison_finds_something_of_each_kind_on_the_desk(whole):
    lidia = User.objects.get(username="lidia")
    states = set(Referral.objects.for_agency(lidia).values_list("status", flat=True))
    assert {"SENT", "NO_RESPONSE"} <= states and states & {"ACCEPTED", "IN_SERVICE"}
    assert all(each.person.is_minor_on(TODAY) for each in Referral.objects.for_agency(lidia).filter(status="SENT"))


def test_silence_is_somebodys_task(whole):
    silent = Referral.objects.filter(status="NO_RESPONSE", case__closed_on=None, direction="OUT")
    for referral in silent:
        assert Task.objects.pending().filter(kind="REFERRAL_CHASE", subject_id=referral.pk).count() == 1


def test_the_fund_has_requests_in_every_state_and_money_left(whole):
    assert set(AidRequest.objects.values_list("status", flat=True)) == set(AidStatus.values)
    assert not AidBudget.objects.filter(committed__gte=F("allocated")).exists()


@pytest.mark.parametrize("username", ["rosa", "milagros", "elmer"])
def test_whoever_signs_in_has_work_for_these_days(whole, username):
    own = Task.objects.pending().assigned_to(User.objects.get(username=username))
    assert own.overdue(TODAY).exists()
    assert own.filter(due_on__range=(TODAY, TODAY + timedelta(days=5))).exists()


def test_whoever_protects_the_data_has_alerts_to_look_at(catalogues):
    load_demo(150, 1, today=timezone.localdate())
    alerts.look(timezone.now())
    kinds = set(Alert.objects.values_list("kind", flat=True))
    assert {"decoy", "many_refusals", "outside_team"} <= kinds
    assert Decoy.objects.count() == 1
    with transaction.atomic():
        load_demo(5, 2, today=timezone.localdate())
        assert Decoy.objects.count() == 1
        transaction.set_rollback(True)
