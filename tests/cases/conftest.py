"""People of a case whom several pages need."""

from dataclasses import replace
from datetime import date

import pytest

from cases.actions import add_person, open_case
from cases.states import ConsentState, ParticipationRole


@pytest.fixture
def mother(case, rosa, kori):
    """Kori's mother, in the same case."""
    who = replace(kori, preferred_name="Delia", given_names="Delia", age=40)
    joined = {"by": rosa, "joined_on": date(2026, 11, 3), "consent": ConsentState.NOT_YET}
    return add_person(case, who, ParticipationRole.RELATIVE, **joined).person


@pytest.fixture
def stranger(intake, ulises, lima):
    """Somebody of a case of Lima."""
    return open_case(replace(intake, office=lima), by=ulises).participations.get().person
