"""The register is Spanish, whatever the language of the pages of whoever writes in it."""

from datetime import date

import pytest
from django.utils import translation

from accounts.language import told_in_spanish
from cases.actions import (
    add_note,
    assign,
    change_status,
    change_victim_status,
    open_case,
    record_consent,
    set_phases,
    withdraw_consent,
)
from cases.errors import NotPossible
from cases.models import TimelineEntry
from cases.states import CaseStatus, ConsentState, DecidingBody, Phase, TeamRole, VictimStatus

pytestmark = pytest.mark.django_db


def test_what_an_english_reader_writes_down_stands_in_spanish(intake, rosa, elmer):
    with translation.override("en"):
        case = open_case(intake, by=rosa)
        part = case.participations.get()
        add_note(case, "Durmió bien.", by=rosa)
        assign(case, elmer, TeamRole.LEGAL, by=rosa)
        change_status(case, CaseStatus.ACTIVE, by=rosa, reason="x")
        set_phases(part, {Phase.F4_JUSTICE}, by=rosa, on=date(2026, 11, 3))
        decided = {"decided_by": DecidingBody.POLICE, "reason": "x", "on": date(2026, 11, 4)}
        change_victim_status(part, VictimStatus.CONFIRMED, by=rosa, **decided)
        consent = record_consent(case, part.person, ConsentState.VERBAL, by=rosa, valid_from=date(2026, 11, 5))
        withdraw_consent(consent, by=rosa)
    told = {entry.headline for entry in TimelineEntry.objects.select_related("key")}
    assert told >= {
        "Ingreso: Derivación de la PNP",
        "Nota de seguimiento",
        "Elmer P. entra al equipo: Legal",
        "El caso pasa a: En curso",
        "Fase: Justicia",
        "Condición de víctima: Acreditada",
        "Dio su consentimiento de palabra",
        "Retiró su consentimiento",
    }


def test_a_refusal_is_read_in_the_language_of_whoever_asked(case, celia):
    with translation.override("en"):
        with pytest.raises(NotPossible) as refusal:
            change_status(case, CaseStatus.REOPENED, by=celia, reason="x")
        assert "caso" not in str(refusal.value.message)


def test_the_language_of_before_comes_back_also_after_an_error():
    @told_in_spanish
    def fails():
        raise KeyError

    with translation.override("en"):
        with pytest.raises(KeyError):
            fails()
        assert translation.get_language() == "en"
