"""What happened, as the standard's lists tell it."""

from datetime import date

import pytest

from cases.actions.episodes import change_episode, note_perpetrator, open_episode
from cases.episode_lists import Channel, ControlMethod, PerpetratorRole, RecruitmentModality
from cases.models import Participation
from directory.codelists import Purpose
from referrals.exchange import facts
from referrals.exchange.loading import parts_of
from referrals.exchange.parts import told
from referrals.exchange.spellings import PICKLISTS


@pytest.mark.parametrize(
    ("field", "choices", "words"),
    [
        ("vic_MethodOfRecruitment", RecruitmentModality, facts.METHOD),
        ("vic_MethodsOfControl", ControlMethod, facts.CONTROL),
        ("vic_TypeOfExploitation", Purpose, facts.EXPLOITATION),
        ("per_RoleInProcess", PerpetratorRole, facts.ROLE),
    ],
)
def test_every_code_of_ours_has_a_word_of_the_standard_or_is_other(field, choices, words):
    listed = {code for code, _label in PICKLISTS[field]} | {""}
    assert {words.get(code, code if field == "vic_MethodsOfControl" else "Other") for code in choices.values} <= listed


@pytest.mark.django_db
def test_an_export_tells_what_happened(case, rosa):
    part = case.participations.get()
    values = {
        "modality": "FALSE_JOB_OFFER",
        "channels": [Channel.FACEBOOK, Channel.GAME, Channel.IN_PERSON],
        "recruited_on": date(2025, 6, 1),
        "recruited_on_precision": "MONTH",
        "recruited_country": "PE",
        "purposes": ["PROSTITUTION_SEXUAL", "CHILD_SALE"],
        "control_methods": ["DebtBondage", "Threats"],
    }
    episode = open_episode(case, {part.pk: "FRIEND"}, values, by=rosa)
    change_episode(episode, {}, by=rosa, expected_version=1, sites=[{"section": "I", "country": "BO"}])
    note_perpetrator(episode, {"roles": ["RECRUITER", "CLIENT"]}, by=rosa)
    said = told(next(parts_of(Participation.objects.filter(case=case))))
    assert {name: said[name] for name in said if name.startswith(("vic_", "per_"))} == {
        "vic_TraffickingStatus": "PossibleVictimOfTrafficking",
        "vic_RelationshipToTrafficker": "Acquainted",
        "vic_AgeWhenTrafficked": "15",
        "vic_RecruitmentWebsitesAndApps": "Facebook;Other",
        "vic_MethodOfRecruitment": "Other;ThroughOnlineSocialNetworks",
        "vic_LocationOfRecruitment": "Perú",
        "vic_MethodsOfControl": "DebtBondage;PhysicalThreats",
        "vic_TypeOfExploitation": "SexualExploitation;Other",
        "vic_ForcedLabourIndustry": "I_AccommodationAndFoodServiceActivities",
        "vic_LocationOfExploitation": "Bolivia",
        "per_RoleInProcess": "RecruiterOrIntermediary;Other",
    }
