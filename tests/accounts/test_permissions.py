"""The table of who may do what, asked as the law and the desk would ask it."""

import pytest

from accounts.models import User
from accounts.permissions import PERMISSIONS, Permission, Role, allowed, may_read_area


def test_every_role_has_a_row():
    assert set(PERMISSIONS) == set(Role.values)


@pytest.mark.parametrize("role", ["reporting", "auditor", "admin", "data_protection_officer", "agency_guest"])
def test_those_who_do_not_accompany_anybody_see_no_case_and_no_name(role):
    for permission in (Permission.VIEW_CASE, Permission.SEARCH_PEOPLE, Permission.REVEAL_NAME):
        assert not allowed(role, permission)


@pytest.mark.parametrize("role", sorted(set(Role.values) - {"agency_guest"}))
def test_nobody_of_the_centre_answers_in_the_name_of_an_agency(role):
    assert not allowed(role, Permission.ANSWER_REFERRAL)


def test_only_the_coordination_closes_cases():
    closing = {role for role in Role.values if allowed(role, Permission.CLOSE_CASE)}
    assert closing == {Role.COORDINATOR, Role.NATIONAL_COORDINATOR}


def test_an_inactive_account_may_nothing():
    user = User(role=Role.NATIONAL_COORDINATOR, is_active=False)
    assert not any(user.can(permission) for permission in Permission)


def test_an_unknown_role_may_nothing():
    assert not any(allowed("superuser", permission) for permission in Permission)


@pytest.mark.parametrize(
    ("role", "area", "shared", "reads"),
    [
        ("caseworker_psychosocial", "PSYCHOLOGICAL", False, True),
        ("coordinator", "PSYCHOLOGICAL", False, False),
        ("coordinator", "PSYCHOLOGICAL", True, True),
        ("caseworker_legal", "PSYCHOLOGICAL", False, False),
        ("caseworker_legal", "LEGAL", False, True),
        ("social_worker", "LEGAL", False, False),
        ("social_worker", "SOCIAL", False, True),
        ("intake_worker", "GENERAL", False, True),
    ],
)
def test_reserved_notes_are_read_by_their_area_unless_shared(role, area, shared, reads):
    assert may_read_area(role, area, shared=shared) is reads
