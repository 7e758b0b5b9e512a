"""Beside the work: what the law asks for in the phase she is in, and the unit to call here."""

import pytest
from django.urls import reverse

from cases.guidance import STEPS, guides_for
from cases.models import Participation, PhasePeriod
from cases.states import Phase
from directory.models import AgencyUnit


def guides(case):
    return guides_for(case, Participation.objects.filter(case=case).for_file())


def in_phases(person, *phases):
    participation = person.participations.get()
    PhasePeriod.objects.filter(participation=participation).update(ended_on=participation.joined_on)
    for phase in phases:
        PhasePeriod.objects.create(participation=participation, phase=phase, started_on=participation.joined_on)


def test_every_phase_has_its_step_with_sources():
    assert list(STEPS) == list(Phase)
    assert all(ask.text and ask.source for step in STEPS.values() for ask in step.asks)


def test_the_steps_of_the_phases_she_is_in_are_shown(case, person):
    in_phases(person, Phase.F3_PROTECTION, Phase.F4_JUSTICE)
    assert [guide.step for guide in guides(case)] == [STEPS[Phase.F3_PROTECTION], STEPS[Phase.F4_JUSTICE]]


def test_what_the_law_asks_for_children_is_left_out_for_adults(case, person):
    in_phases(person, Phase.F4_JUSTICE)
    of_child = guides(case)[0].asks
    person.__class__.objects.filter(pk=person.pk).update(stated_age=31)
    of_adult = guides(case)[0].asks
    assert {ask.text for ask in of_child} - {ask.text for ask in of_adult} == {
        "Cuenta su historia una sola vez, en cámara Gesell y con psicóloga."
    }


def test_the_units_are_those_of_the_region_and_no_ended_one(case, person, upe_loreto):
    in_phases(person, Phase.F3_PROTECTION)
    [guide] = guides(case)
    assert upe_loreto in guide.units
    assert all(unit.place is None or unit.place.code.startswith("16") for unit in guide.units)
    AgencyUnit.objects.filter(pk=upe_loreto.pk).update(valid_to="2020-01-01")
    assert upe_loreto not in guides(case)[0].units


@pytest.mark.parametrize("count", [1, 9])
def test_the_card_costs_the_same_whatever_runs(case, person, django_assert_num_queries, count):
    in_phases(person, *list(Phase)[:count])
    participations = list(Participation.objects.filter(case=case).for_file())
    with django_assert_num_queries(1):
        guides_for(case, participations)


def test_the_file_shows_it_beside_the_work(sign_in, rosa, case, person):
    in_phases(person, Phase.F3_PROTECTION)
    page = sign_in(rosa).get(reverse("cases:file", args=[case.pk])).content.decode()
    assert "Qué pide el protocolo" in page and "DS 001-2018-MIMP, art. 101.1" in page
