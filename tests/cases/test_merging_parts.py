"""Both records were victims of the same case: what hangs on the part that is closed follows her, and comes back."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from accounts.acting import acting
from cases.actions import NewPerson, add_person, open_case, set_phases
from cases.actions.assessments import Signing, save_answers, sign_assessment
from cases.actions.episodes import open_episode
from cases.actions.followup import begin_follow_ups
from cases.actions.merging import merge_people, undo_merge
from cases.actions.passing_parts import pass_on
from cases.actions.sections import mark_not_applicable
from cases.assessments.instruments import newest_of
from cases.duplicates.reasons import Joined, Returned
from cases.duplicates.relations import links, name_of
from cases.models import Participation, TraffickingEpisode
from cases.states import AgeSource, ConsentState, ParticipationRole, Phase
from directory.codelists import RiskLevel, Sex
from tests.cases.test_merging import pair_of
from tests.services.test_plan import agreed
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
NO_RISK = dict.fromkeys(("free", "knows_where", "threats", "self_harm", "involved"), "no") | {"plan": "x"}


def hanging_on(part) -> set[tuple[str, str]]:
    """Every row of every room that hangs on a part in a case."""
    return {
        (name_of(model, field), str(pk))
        for model, field in links(Participation)
        for pk in model._base_manager.filter(**{field.attname: part.pk}).values_list("pk", flat=True)
    }


@pytest.fixture
def part(case):
    return case.participations.select_related("person", "case__key").get()


@pytest.fixture
def twin(case, part, rosa):
    """Written down a second time by the night shift, as another victim of the same case, and worked with since."""
    who = NewPerson(preferred_name="Kory", sex=Sex.F, age_source=AgeSource.DECLARED, age=17)
    victim, told = ParticipationRole.DIRECT_VICTIM, ConsentState.WRITTEN
    twin = add_person(case, who, victim, by=rosa, joined_on=TODAY(), consent=told)
    set_phases(twin, {Phase.F4_JUSTICE}, by=rosa, on=TODAY())
    agreed(twin, rosa)
    begin_follow_ups(case, [twin], TODAY(), by=rosa)
    draft = save_answers(twin, newest_of("riesgo"), NO_RISK, by=rosa)
    sign_assessment(draft, Signing(TODAY(), RiskLevel.MILD), by=rosa)
    save_answers(twin, newest_of("necesidades"), {"first": "Comer."}, by=rosa)
    mark_not_applicable(case, "children", "No tiene hijos.", by=rosa, participation=twin)
    open_episode(case, {twin.pk: ""}, {"moved": "YES"}, by=rosa)
    return twin


def test_all_of_it_follows_her_and_comes_back_exactly(client, case, part, twin, celia):
    before, hers = hanging_on(twin), hanging_on(part)
    assert {link.split(".")[1] for link, _pk in before} >= {
        "assessment", "assessmentdraft", "episodeperson", "followup", "phaseperiod", "reintegrationplan", "sectionmark"
    }  # fmt: skip
    with acting(celia):
        merge = merge_people(pair_of(part.person, twin.person), part.person_id, "Es la misma.", by=celia)
    assert hanging_on(twin) == set()
    assert hanging_on(part) == before | hers
    told = signed_in(client, celia).get(f"/casos/{case.pk}/plan/").content.decode()
    assert "Terminar el colegio." in told or "Versión 1" in told
    with acting(celia):
        returned = undo_merge(merge, "Eran primas.", by=celia)
    assert (hanging_on(twin), hanging_on(part)) == (before, hers)
    assert set(returned) == {Returned.BACK}


def test_what_each_had_of_its_own_stays_with_its_record_and_is_read_there(client, case, part, twin, rosa, celia):
    set_phases(part, {Phase.F4_JUSTICE}, by=rosa, on=TODAY())
    plan = agreed(part, rosa)
    begin_follow_ups(case, [part], TODAY() - timedelta(days=3), by=rosa)
    open_episode(case, {twin.pk: "", part.pk: ""}, {"moved": "NO"}, by=rosa)
    before, hers = hanging_on(twin), hanging_on(part)
    with acting(celia):
        merge = merge_people(pair_of(part.person, twin.person), part.person_id, "Es la misma.", by=celia)
    stayed = hanging_on(twin)
    links_stayed = {link for link, _pk in stayed}
    assert links_stayed == {
        "services.reintegrationplan.participation",
        "cases.followup.participation",
        "cases.episodeperson.participation",
        "cases.phaseperiod.participation",
    }
    kept = {(row.link, row.row_id) for row in merge.rows.filter(joined=Joined.STAYED, link__in=links_stayed)}
    assert kept == stayed, "and the page of the merge says so"
    assert [len(each.of_people) for each in TraffickingEpisode.objects.filter(case=case).whole()] == [1, 1]
    assert "de la ficha que se unió a la suya" in signed_in(client, celia).get(plan.get_absolute_url()).content.decode()
    with acting(celia):
        undo_merge(merge, "Eran primas.", by=celia)
    assert (hanging_on(twin), hanging_on(part)) == (before, hers)


def test_nothing_passes_between_two_people_nor_by_who_joins_nobody(intake, part, twin, rosa, celia):
    elsewhere = open_case(intake, by=rosa).participations.get()
    before = hanging_on(twin)

    def refused(who, to):
        with acting(who), pytest.raises(ProgrammingError), transaction.atomic():
            pass_on(twin.pk, to.pk)

    refused(celia, part)
    type(part.person).objects.filter(pk=twin.person_id).update(merged_into=part.person)
    type(part.person).objects.filter(pk=elsewhere.person_id).update(merged_into=part.person)
    refused(celia, elsewhere)
    refused(rosa, part)
    assert hanging_on(twin) == before
