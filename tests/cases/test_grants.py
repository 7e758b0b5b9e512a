"""Exceptional grants: who gives them, whom they let in, until when; and that nothing else opens a case."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from cases.actions import give_grant, revoke_grant
from cases.actions.grants import LONGEST_DAYS
from cases.errors import NotPossible
from cases.models import Case, CaseGrant, TimelineEntry

pytestmark = pytest.mark.django_db

WHY = "Reemplaza a Elmer en la audiencia del lunes."


def sees(user, case) -> bool:
    return Case.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=case.pk).exists()


def give(case, user, by, *, days=7, reason=WHY):
    return give_grant(case, user, reason=reason, last_day=timezone.localdate() + timedelta(days=days), by=by)


def grant_url(case):
    return reverse("cases:grant", args=[case.pk])


@pytest.fixture
def grant(case, ulises, celia):
    return give(case, ulises, celia)


def test_somebody_of_another_office_sees_one_case_and_no_other(case, grant, stranger, ulises, celia, sign_in):
    assert sees(ulises, case)
    assert sign_in(ulises).get(case.get_absolute_url()).status_code == 200
    assert grant.reason == WHY


def test_it_leaves_a_line_in_the_history_and_a_row_of_the_trail(case, grant, ulises, celia):
    row = AuditEntry.objects.get(action="granted")
    assert (row.actor_id, row.subject_id, row.seen_ids) == (celia.pk, str(case.pk), [str(ulises.pk)])
    line = TimelineEntry.objects.filter(case=case, kind="TEAM").latest("recorded_at")
    assert line.headline.startswith("Permiso excepcional para Ulises K., hasta el ")
    assert WHY not in line.headline + line.body


def test_it_ends_by_itself_at_the_end_of_its_last_day(case, grant, ulises, time_machine):
    time_machine.move_to(grant.ends_at - timedelta(minutes=1), tick=False)
    assert sees(ulises, case)
    time_machine.move_to(grant.ends_at, tick=False)
    assert not sees(ulises, case)


def test_taken_back_it_opens_nothing_at_the_next_page(case, grant, ulises, celia, sign_in):
    client = sign_in(ulises)
    assert client.get(case.get_absolute_url()).status_code == 200
    revoke_grant(grant, by=celia)
    assert client.get(case.get_absolute_url()).status_code == 404
    assert AuditEntry.objects.filter(action="grant_revoked", actor_id=celia.pk, subject_id=str(case.pk)).count() == 1


def test_taking_back_what_has_ended_changes_nothing(case, grant, celia, time_machine):
    time_machine.move_to(grant.ends_at + timedelta(days=1), tick=False)
    assert revoke_grant(grant, by=celia).revoked_at is None
    assert not AuditEntry.objects.filter(action="grant_revoked").exists()


def test_an_inactive_account_sees_nothing_by_it(case, grant, ulises):
    User.objects.filter(pk=ulises.pk).update(is_active=False)
    assert not sees(ulises, case)


def test_whose_role_no_longer_views_cases_sees_nothing_by_it(case, grant, ulises):
    User.objects.filter(pk=ulises.pk).update(role="reporting")
    assert not sees(ulises, case)


def test_a_sealed_case_is_opened_too_by_whoever_sees_it(case, ulises, celia, nora):
    Case.objects.filter(pk=case.pk).update(confidentiality="SEALED")
    with pytest.raises(NotPossible):
        give(Case.objects.get(pk=case.pk), ulises, celia)
    give(Case.objects.get(pk=case.pk), ulises, nora)
    assert sees(ulises, case)


@pytest.mark.parametrize("whom", ["lidia", "teo", "dario", "ana", "raul"])
def test_who_may_view_no_case_is_given_none(request, case, celia, whom):
    with pytest.raises(NotPossible):
        give(case, request.getfixturevalue(whom), celia)
    assert not CaseGrant.objects.exists()


def test_nobody_inactive_oneself_or_already_inside_is_given_one(case, rosa, celia, nora, ulises):
    User.objects.filter(pk=ulises.pk).update(is_active=False)
    for whom in (User.objects.get(pk=ulises.pk), celia, rosa, nora):
        with pytest.raises(NotPossible):
            give(case, whom, celia)
    assert not CaseGrant.objects.exists()


@pytest.mark.parametrize("days", [-1, LONGEST_DAYS + 1])
def test_a_day_gone_by_or_too_far_is_refused(case, ulises, celia, days):
    with pytest.raises(NotPossible):
        give(case, ulises, celia, days=days)
    assert not CaseGrant.objects.exists()


def test_the_longest_is_ninety_days_and_the_database_holds_to_it(case, ulises, celia):
    grant = give(case, ulises, celia, days=LONGEST_DAYS)
    assert timedelta(days=89) < grant.ends_at - grant.granted_at <= timedelta(days=90)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseGrant.objects.filter(pk=grant.pk).update(ends_at=grant.granted_at + timedelta(days=91))
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseGrant.objects.filter(pk=grant.pk).update(ends_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseGrant.objects.filter(pk=grant.pk).update(user=celia)


@pytest.mark.parametrize("who", ["rosa", "elmer", "ines"])
def test_only_the_coordination_gives_them(request, case, ulises, sign_in, who):
    giver = request.getfixturevalue(who)
    with pytest.raises(NotPossible):
        give(case, ulises, giver)
    assert sign_in(giver).get(grant_url(case)).status_code == 403
    assert not CaseGrant.objects.exists()


def test_whoever_is_let_in_lets_nobody_else_in(case, grant, ulises, milagros, lima, sign_in):
    """A coordinator of Lima, in a case of Iquitos by a grant, gives none and takes none back."""
    colleague = User.objects.create(username="tula", display_name="Tula", role="social_worker", office=lima)
    with pytest.raises(NotPossible):
        give(case, colleague, ulises)
    client = sign_in(ulises)
    assert client.get(grant_url(case)).status_code == 403
    assert client.post(reverse("cases:grant_revoke", args=[grant.pk])).status_code == 404
    assert "Dar un permiso" not in client.get(reverse("cases:team", args=[case.pk])).content.decode()
    assert not CaseGrant.objects.filter(user=colleague).exists()
    assert CaseGrant.objects.get().revoked_at is None


# On the screen -----------------------------------------------------------------------------------------------------


def told(whom, **more):
    day = timezone.localdate() + timedelta(days=7)
    given = {"user": whom.pk, "last_day": day.strftime("%d/%m/%Y"), "reason": WHY, "idempotency_key": uuid4()}
    return given | more


def test_the_coordination_gives_one_once_and_sees_it_on_the_team_page(case, ulises, celia, sign_in):
    client, sent = sign_in(celia), told(ulises)
    for _each in range(2):
        assert client.post(grant_url(case), sent).url == reverse("cases:team", args=[case.pk])
    assert CaseGrant.objects.count() == 1
    page = client.get(reverse("cases:team", args=[case.pk])).content.decode()
    assert WHY in page
    assert "Ulises K." in page


def test_the_team_sees_no_reason_of_a_grant(case, grant, rosa, sign_in):
    page = sign_in(rosa).get(reverse("cases:team", args=[case.pk])).content.decode()
    assert "Permisos excepcionales" not in page
    assert WHY not in page


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("user", "", "Elige a quién"),
        ("user", "nadie", "Elige a alguien de la lista"),
        ("last_day", "", "Escribe hasta qué día"),
        ("last_day", "01/01/2020", "Elige un día de hoy en adelante, a 90 días como máximo"),
        ("last_day", "01/01/2099", "Elige un día de hoy en adelante, a 90 días como máximo"),
        ("reason", "", "Escribe por qué lo necesita"),
        ("reason", "Porque sí", "Escribe el motivo en 20 letras o más"),
    ],
)
def test_wrong_input_is_answered_beside_its_field(case, ulises, celia, sign_in, field, typed, message):
    page = sign_in(celia).post(grant_url(case), told(ulises, **{field: typed}))
    assert page.status_code == 422
    assert page.context["form"].errors[field] == [message]
    assert not CaseGrant.objects.exists()


def test_a_liaison_is_not_on_offer(case, lidia, celia, nora, rosa, sign_in):
    offered = set(sign_in(celia).get(grant_url(case)).context["form"].fields["user"].queryset)
    assert offered == {rosa}


def test_it_is_taken_back_on_a_page_that_asks(case, grant, celia, ulises, sign_in):
    client, url = sign_in(celia), reverse("cases:grant_revoke", args=[grant.pk])
    assert "Ulises K." in client.get(url).content.decode()
    assert client.post(url).url == reverse("cases:team", args=[case.pk])
    assert not sees(ulises, case)


# One place ---------------------------------------------------------------------------------------------------------


def sources():
    rooms = ("accounts", "calp", "cases", "demonstration", "directory", "justice", "referrals", "reports", "services")
    return [path for room in rooms for path in (Path(settings.BASE_DIR) / room).rglob("*.py")]


def test_the_library_of_grants_is_imported_in_one_file_and_asked_nothing():
    """Its functions give a deactivated account everything it was granted, and a superuser every row."""
    importing = [str(path.relative_to(settings.BASE_DIR)) for path in sources() if "import" in guardian_lines(path)]
    assert importing == ["cases/models/scope.py"]
    asked = re.compile(r"get_objects_for_(user|group)|get_perms|\.has_perms?\(|assign_perm\(|ObjectPermissionChecker")
    assert [str(path) for path in sources() if asked.search(path.read_text())] == []


def guardian_lines(path) -> str:
    return "\n".join(re.findall(r"^\s*(?:from|import) guardian.*$", path.read_text(), re.M))


def test_no_sign_in_backend_knows_of_grants():
    assert [each for each in settings.AUTHENTICATION_BACKENDS if "guardian" in each] == []
