"""A sealed case: who knows of it, by the application and by the database apart; who seals; and what is not lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.acting import acting
from accounts.models import AuditEntry
from accounts.permissions import Permission
from cases.actions import add_task, assign, change_case, give_grant, leave_team, open_emergency
from cases.actions.caseload import hand_over_caseload
from cases.coordination import coordination_of
from cases.errors import NotPossible
from cases.models import Assignment, Case, Person, Task
from cases.states import TaskKind, TeamRole
from directory.codelists import Confidentiality
from referrals.actions import Draft, draft_referral
from referrals.models import Referral
from tests.cases.test_edit_page import edit_url, filled
from tests.conftest import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.security]
REASON = "La buscan esta noche y su equipo no contesta."

NORMAL, RESTRICTED, RESERVED, SEALED = Confidentiality
# Iquitos: Rosa and Carmen, who coordinates too, are of the team; Celia, who coordinates, and Elmer are not.
OFFICE, TEAM, ALWAYS = {"elmer", "celia"}, {"rosa", "carmen"}, {"nora"}
TABLE = {
    NORMAL: ALWAYS | TEAM | OFFICE,
    RESTRICTED: ALWAYS | TEAM | {"celia"},
    RESERVED: ALWAYS | TEAM | {"celia"},
    SEALED: ALWAYS | TEAM,
}


@pytest.fixture
def carmen(iquitos):
    return make_user("carmen", "Carmen R.", "coordinator", office=iquitos)


@pytest.fixture
def cast(rosa, elmer, celia, carmen, nora, ulises, teo, dario):
    return {user.username: user for user in (rosa, elmer, celia, carmen, nora, ulises, teo, dario)}


@pytest.fixture
def sealed(case, carmen, rosa):
    """Kori's case, sealed by Carmen, who is of its team with Rosa."""
    assign(case, carmen, TeamRole.SUPPORT, by=rosa)
    return change_case(case, {"confidentiality": SEALED}, by=carmen, expected_version=case.version)


def by_the_database(user) -> tuple[bool, ...]:
    """Whether the policies alone show the case, its person, its tasks and referrals; nothing filters but them."""
    with acting(user):
        return tuple(model._base_manager.exists() for model in (Case, Person, Task, Referral))


@pytest.mark.parametrize("level", TABLE)
def test_each_level_is_read_by_these_and_by_nobody_else(case, person, cast, upe_loreto, level):
    assign(case, cast["carmen"], TeamRole.SUPPORT, by=cast["rosa"])
    draft_referral(case, person, Draft(upe_loreto, (), "x"), by=cast["rosa"])
    Case.objects.filter(pk=case.pk).update(confidentiality=level)
    seen = {name for name, user in cast.items() if Case.objects.visible_to(user).exists()}
    shown = {name: by_the_database(user) for name, user in cast.items()}
    assert seen == TABLE[level], "the application, whose queries here are the system's"
    assert shown == {name: (name in TABLE[level],) * 4 for name in cast}, "the database alone"
    for model in (Person, Task, Referral):
        assert {name for name, user in cast.items() if model.objects.visible_to(user).exists()} == TABLE[level], model


def test_the_coordination_outside_the_team_meets_it_on_no_page(sealed, person, celia, sign_in):
    client = sign_in(celia)
    for at in (sealed.get_absolute_url(), person.get_absolute_url(), reverse("cases:team", args=[sealed.pk])):
        assert client.get(at).status_code == 404
    for name in ("cases:home", "cases:list", "referrals:board", "cases:search", "services:agenda"):
        page = client.get(reverse(name), {"q": sealed.code} if name == "cases:search" else {}).content.decode()
        found = page.replace(f'value="{sealed.code}"', "")
        assert sealed.code not in found and person.code not in found, name
    page = client.get(reverse("cases:caseload"), {"de": Assignment.objects.get(role=TeamRole.LEAD).user_id})
    assert sealed.code not in page.content.decode() and "Los casos sellados" in page.content.decode()


def test_an_emergency_still_opens_it_and_leaves_its_trail_but_no_way_into_the_team(sealed, celia, elmer, sign_in):
    access = open_emergency(sealed.code, reason=REASON, by=celia)
    client = sign_in(celia)
    assert client.get(sealed.get_absolute_url()).status_code == 200
    assert access.reviewed_at is None
    opened = AuditEntry.objects.about("cases.case", sealed.pk).filter(actor_id=celia.pk)
    assert set(opened.values_list("action", flat=True)) == {"emergency_opened", "viewed"}
    assert sealed.timeline.filter(headline__isnull=False).exists()
    page = client.get(reverse("cases:team", args=[sealed.pk])).content.decode()
    assert "Añadir al equipo" not in page and "la coordinación que es de su equipo" in page
    joining = {"user": celia.pk, "role": "SUPPORT", "idempotency_key": "01890000-0000-7000-8000-000000000001"}
    assert client.post(reverse("cases:team", args=[sealed.pk]), joining).status_code == 403
    assert client.get(reverse("cases:hand_over", args=[sealed.pk])).status_code == 403
    assert "confidentiality" not in client.get(edit_url(sealed)).context["form"].fields
    assert not Assignment.objects.filter(user=celia).exists()
    with pytest.raises(NotPossible):
        give_grant(sealed, elmer, reason=REASON, last_day=timezone.localdate(), by=celia)


def test_whoever_would_no_longer_see_it_is_not_offered_to_seal_it(case, celia, rosa, nora, sign_in):
    client = sign_in(celia)
    page = client.get(edit_url(case))
    assert "tienes que ser de su equipo" in page.content.decode()
    assert client.post(edit_url(case), filled(page, confidentiality=SEALED)).status_code == 422
    assert not Case.objects.get(pk=case.pk).is_sealed
    for user, level in ((rosa, SEALED), (nora, NORMAL), (nora, SEALED)):
        client = sign_in(user)
        answer = client.post(edit_url(case), filled(client.get(edit_url(case)), confidentiality=level))
        assert (answer.status_code, Case.objects.get(pk=case.pk).confidentiality) == (302, level)


def test_a_case_without_a_team_or_with_somebodys_tasks_is_not_sealed(case, nora, elmer, sign_in):
    client = sign_in(nora)
    add_task(case, TaskKind.CALL, timezone.localdate() + timedelta(days=2), assigned_to=elmer, by=nora)
    for words in ("dejarían de verlas: Elmer P.", "Un caso sin equipo no se puede sellar"):
        answer = client.post(
            edit_url(case), filled(client.get(edit_url(case)), confidentiality=SEALED, summary="Sigue")
        )
        assert answer.status_code == 422 and words in answer.context["form"].errors["confidentiality"][0]
        assert answer.context["form"]["summary"].value() == "Sigue"
        Assignment.objects.filter(case=case).update(ended_at=timezone.now())
    assert not Case.objects.get(pk=case.pk).is_sealed


def test_whoever_leaves_is_told_before_and_sees_it_no_more(sealed, carmen, rosa, nora, sign_in):
    part = Assignment.objects.current().get(user=carmen)
    at, client = reverse("cases:leave_team", args=[part.pk]), sign_in(carmen)
    assert "dejas de verlo" in client.get(at).content.decode()
    task = add_task(sealed, TaskKind.CALL, timezone.localdate() + timedelta(days=2), assigned_to=carmen, by=rosa)
    assert client.post(at).status_code == 422
    Task.objects.filter(pk=task.pk).update(assigned_to=rosa)
    assert client.post(at)["Location"] == reverse("cases:home")
    assert client.get(sealed.get_absolute_url()).status_code == 404
    alone = Assignment.objects.current().get(case=sealed)
    Assignment.objects.filter(pk=alone.pk).update(role=TeamRole.SUPPORT)
    with pytest.raises(NotPossible, match="no se queda sin equipo"):
        leave_team(Assignment.objects.get(pk=alone.pk), by=nora)


def test_whoever_gives_away_a_sealed_case_of_their_own_gives_all_of_it(sealed, carmen, elmer, rosa):
    task = add_task(sealed, TaskKind.CALL, timezone.localdate() + timedelta(days=2), assigned_to=carmen, by=rosa)
    with acting(carmen):
        hand_over_caseload(carmen, elmer, [sealed], by=carmen, notes={sealed.pk: "Llamar tarde."}, with_tasks=False)
        assert not Case.objects.exists()
    assert Task.objects.get(pk=task.pk).assigned_to == elmer
    assert set(Assignment.objects.current().values_list("user__username", flat=True)) == {"rosa", "elmer"}
    assert "Llamar tarde." in [line.body for line in sealed.timeline.all()]


def test_what_the_coordination_must_decide_goes_to_somebody_who_sees_it(case, celia, carmen, nora, rosa):
    assert coordination_of(case, Permission.APPROVE_AID) == celia
    Case.objects.filter(pk=case.pk).update(confidentiality=SEALED)
    case = Case.objects.get(pk=case.pk)
    assert coordination_of(case, Permission.APPROVE_AID) == nora
    assign(case, carmen, TeamRole.SUPPORT, by=rosa)
    assert coordination_of(case, Permission.APPROVE_AID) == carmen
    assert coordination_of(case, Permission.APPROVE_AID, but_not=carmen) == nora
    task = add_task(case, TaskKind.REFERRAL_CHASE, timezone.localdate(), assigned_to=celia, by=None)
    assert task.assigned_to == rosa, "what the clock would give to somebody outside is the lead's"
