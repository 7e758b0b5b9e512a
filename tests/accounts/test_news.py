"""What is new is told inside by name, and outside only that it is."""

from datetime import date, datetime, timedelta
from smtplib import SMTPServerDisconnected
from unittest import mock

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import EndReason, NewsMark, User, UserSession
from accounts.tasks import tell_news
from cases.actions import add_task, assign, hand_over
from cases.states import TaskKind, TeamRole
from tests.accounts.watched import lima

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def written_to(rosa):
    User.objects.filter(pk=rosa.pk).update(email="rosa@centro.example")
    rosa.refresh_from_db()
    return rosa


@pytest.fixture
def no_tasks(case):
    """The duties that intake gave Rosa are of another story."""
    case.tasks.update(cancelled_at=timezone.now())
    return case


def gives(case, who, by, at: datetime, details="Llamar a la UGEL"):
    with time_machine.travel(at, tick=False):
        return add_task(case, TaskKind.OTHER, date(2026, 11, 30), assigned_to=who, by=by, details=details)


def told(at: datetime) -> int:
    before = len(mail.outbox)
    with time_machine.travel(at, tick=False):
        tell_news()
    return len(mail.outbox) - before


def home(sign_in, user, at: datetime) -> list[str]:
    with time_machine.travel(at, tick=False):
        return [each.text for each in sign_in(user).get(reverse("cases:home")).context["news"]]


# Outside ----------------------------------------------------------------------------------------------------------


def test_a_task_somebody_gives_is_told_once_and_says_nothing(no_tasks, written_to, celia, settings):
    settings.SITE_URL = "https://registro.example"
    gives(no_tasks, written_to, celia, lima(18, 9))
    assert [told(lima(18, 9, 5)), told(lima(18, 9, 10)), told(lima(19, 9))] == [1, 0, 0]
    [message] = mail.outbox
    assert (message.subject, message.to) == ("Tiene una novedad", ["rosa@centro.example"])
    assert message.body.strip() == "Tiene una novedad. Para verla, entre aquí:\n\nhttps://registro.example/"


def test_after_a_look_the_next_one_is_told_again_and_no_more_than_one_an_hour(no_tasks, written_to, celia, sign_in):
    gives(no_tasks, written_to, celia, lima(18, 9))
    assert told(lima(18, 9, 5)) == 1
    home(sign_in, written_to, lima(18, 9, 10))
    gives(no_tasks, written_to, celia, lima(18, 9, 30))
    UserSession.objects.of(written_to).end(EndReason.SIGNED_OUT, lima(18, 9, 31))
    assert [told(lima(18, 9, 35)), told(lima(18, 10, 10))] == [0, 1]


def test_whoever_is_at_work_sees_it_there_and_gets_no_letter(no_tasks, written_to, celia, sign_in):
    home(sign_in, written_to, lima(18, 9))
    gives(no_tasks, written_to, celia, lima(18, 9, 5))
    assert [told(lima(18, 9, 10)), told(lima(18, 9, 40))] == [0, 1]


def test_what_one_gives_oneself_is_no_news_but_what_the_clock_gives_is(no_tasks, written_to):
    gives(no_tasks, written_to, written_to, lima(18, 9))
    assert told(lima(18, 9, 5)) == 0
    gives(no_tasks, written_to, None, lima(18, 9, 10))
    assert told(lima(18, 9, 15)) == 1


def test_a_case_handed_over_is_news_to_whoever_gets_its_tasks(no_tasks, rosa, elmer, celia):
    User.objects.filter(pk=elmer.pk).update(email="elmer@centro.example")
    gives(no_tasks, rosa, celia, lima(18, 9))
    hand_over(no_tasks, elmer, by=celia)
    assert no_tasks.tasks.get(cancelled_at=None).given_by == celia
    assert told(timezone.now() + 5 * MINUTE) == 1
    assert mail.outbox[-1].to == ["elmer@centro.example"]


def test_a_closed_account_and_one_without_address_are_not_written_to(no_tasks, written_to, elmer, celia):
    assign(no_tasks, elmer, TeamRole.LEGAL, by=celia)
    gives(no_tasks, written_to, celia, lima(18, 9))
    gives(no_tasks, elmer, celia, lima(18, 9))
    User.objects.filter(pk=written_to.pk).update(is_active=False)
    assert told(lima(18, 9, 5)) == 0


def test_when_the_post_fails_nobody_counts_as_told_and_the_next_round_goes_on(no_tasks, written_to, celia, caplog):
    gives(no_tasks, written_to, celia, lima(18, 9))
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=SMTPServerDisconnected("rosa@centro.example")):
        assert told(lima(18, 9, 5)) == 0
    assert not NewsMark.objects.exclude(told_at=None).exists()
    assert "rosa" not in caplog.text
    assert told(lima(18, 9, 10)) == 1


# Inside -----------------------------------------------------------------------------------------------------------


def test_my_work_says_what_is_new_since_the_visit_before_for_as_long_as_one_works(no_tasks, rosa, celia, sign_in):
    assert home(sign_in, rosa, lima(17, 9)) == [], "the first visit has no before"
    gives(no_tasks, rosa, celia, lima(17, 18))
    gives(no_tasks, rosa, rosa, lima(17, 19), details="Mía")
    words = f"Celia M. te dio una tarea en {no_tasks.code}, para el 30 nov 2026: Llamar a la UGEL"
    assert home(sign_in, rosa, lima(18, 9)) == [words]
    assert home(sign_in, rosa, lima(18, 9, 20)) == [words]
    assert home(sign_in, rosa, lima(18, 11)) == []


def test_every_page_says_that_there_is_something_new_until_it_is_looked_at(no_tasks, rosa, celia, sign_in):
    def says_so(at: datetime) -> bool:
        with time_machine.travel(at, tick=False):
            page = sign_in(rosa).get(reverse("accounts:account")).content.decode()
        assert "UGEL" not in page
        return "Tiene una novedad" in page

    home(sign_in, rosa, lima(17, 9))
    assert not says_so(lima(17, 9, 1))
    gives(no_tasks, rosa, rosa, lima(17, 9, 2))
    assert not says_so(lima(17, 9, 3))
    gives(no_tasks, rosa, celia, lima(17, 9, 4))
    assert says_so(lima(17, 9, 5))
    home(sign_in, rosa, lima(17, 9, 6))
    assert not says_so(lima(17, 9, 7))


def test_nobody_reads_when_another_looked(no_tasks, rosa, sign_in, elmer):
    home(sign_in, rosa, lima(17, 9))
    home(sign_in, elmer, lima(17, 10))
    assert set(NewsMark.objects.values_list("user__username", flat=True)) == {"rosa", "elmer"}
    assert NewsMark.objects.get(user=rosa).looked_at == lima(17, 9)
