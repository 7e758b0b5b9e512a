"""Two records of one person are joined and parted again: nothing is lost, and every row knows where it went."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from accounts.acting import SYSTEM, acting
from accounts.models import AuditAction, AuditEntry
from cases.actions import NewPerson, add_document, add_note, add_person, change_safe_contact, open_case, relate
from cases.actions.duplicates import say_different
from cases.actions.merging import merge_people, undo_merge
from cases.duplicates.reasons import Joined, PairState, Returned
from cases.duplicates.relations import JOINS, links, name_of
from cases.errors import NotPossible
from cases.models import (
    DuplicatePair,
    IdentityDocument,
    MergedRow,
    Participation,
    Person,
    PersonMerge,
    SafeContact,
    Task,
    TimelineEntry,
)
from cases.search import find_people
from cases.states import AgeSource, ConsentState, ParticipationRole, RelationshipKind, VictimStatus
from directory.codelists import DocumentType, Sex
from reports.periods import Period
from reports.statistics.r1 import case_summary
from reports.statistics.r2 import age_and_gender
from reports.statistics.scope import Scope
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


def pair_of(one, other, points=30):
    first, second = sorted([one.pk, other.pk])
    key = Person.objects.get(pk=first).key
    return DuplicatePair.objects.create(key=key, first_id=first, second_id=second, points=points, reasons=["SURNAMES"])


@pytest.fixture
def again(intake, kori, elmer):
    """Kori once more, in another case, by somebody who wrote her name as it sounds."""
    twin = NewPerson(
        preferred_name="Kory",
        sex=Sex.F,
        age_source=AgeSource.DECLARED,
        age=17,
        paternal_surname="Quizpe",
        maternal_surname="Mamany",
        given_names="Flor",
    )
    case = open_case(type(intake)(**{**vars(intake), "person": twin}), by=elmer)
    add_document(case.participations.get().person, DocumentType.DNI, "45871236", "SHOWN", by=elmer)
    return case


@pytest.fixture
def twin(again):
    return again.participations.get().person


def joined(person, twin, by):
    return merge_people(pair_of(person, twin), person.pk, "Es la misma: lo dijo ella.", by=by)


def test_every_link_to_a_person_has_its_line_in_the_table():
    there = {name_of(model, field) for model, field in links()}
    assert there - set(JOINS) == set(), "say in cases/duplicates/relations.py how this link is joined"
    assert set(JOINS) - there == set(), "a line of the table for a link that is no more"


def test_joined_and_parted_by_a_page_with_the_rights_of_the_coordination(person, twin, case, again, celia):
    add_note(again, "Llegó con su tía.", by=celia, people=[twin])
    before = {
        model: set(model.objects.values_list("pk", "person_id")) for model in (Task, TimelineEntry, Participation)
    }
    with acting(celia):
        merge = joined(person, twin, celia)
        assert not Task.objects.filter(person=twin).exists()
        assert again.participations.get().person == person
        assert twin.documents.count() == 0
        assert [each.number for each in person.documents.all()] == ["45871236"], "sealed under its own key, and opens"
        assert Person.objects.get(pk=twin.pk).given_names == "Flor", "what was joined stays readable"
        assert list(Person.objects.visible_to(celia)) == [person]
        told = undo_merge(merge, "Eran primas.", by=celia)
    assert set(told) == {Returned.BACK} and told[Returned.BACK] == merge.rows.filter(joined=Joined.MOVED).count() > 5
    for model, rows in before.items():
        assert rows <= set(model.objects.values_list("pk", "person_id")), model
    assert twin.documents.get().number == "45871236"
    assert Person.objects.get(pk=twin.pk).merged_into is None
    assert DuplicatePair.objects.get().state == PairState.OPEN


def test_each_case_and_the_trail_tell_of_it_by_code_only(person, twin, case, again, celia):
    joined(person, twin, celia)
    for each in (case, again):
        line = each.timeline.filter(kind="PERSON").latest("recorded_at")
        assert line.headline == f"Dos fichas eran de la misma persona: {twin.code} se unió a {person.code}"
    rows = AuditEntry.objects.filter(action=AuditAction.CHANGED, fields=["merged_into"])
    assert {(row.subject_id, row.actor_id) for row in rows} == {(str(each.pk), celia.pk) for each in (person, twin)}


def test_found_by_either_code_and_by_either_name(person, twin, case, again, celia, rosa):
    joined(person, twin, celia)
    for asked in ({"code": twin.code}, {"code": person.code}, {"name": "Kory Quizpe"}, {"document": "45871236"}):
        with acting(rosa):
            assert [match.person_id for match in find_people(rosa, **asked)] == [person.pk], asked


def test_her_old_page_leads_to_the_one_in_force(client, person, twin, celia, rosa, ulises):
    joined(person, twin, celia)
    old = twin.get_absolute_url()
    assert signed_in(client, rosa).get(old).url == person.get_absolute_url()
    assert signed_in(client, ulises).get(old).status_code == 404


def test_both_in_one_case_one_part_stays_and_the_other_is_closed(case, person, celia, rosa):
    aunt = add_person(
        case,
        NewPerson(preferred_name="Kory", sex=Sex.F, age_source=AgeSource.UNKNOWN),
        ParticipationRole.RELATIVE,
        by=rosa,
        joined_on=date(2026, 11, 3),
        consent=ConsentState.NOT_YET,
    )
    merge = merge_people(pair_of(person, aunt.person), aunt.person_id, "La misma.", by=celia)
    closed, kept = Participation.objects.get(person=person), Participation.objects.get(pk=aunt.pk)
    assert closed.left_on == timezone.localdate()
    assert (kept.role, kept.victim_status) == (ParticipationRole.DIRECT_VICTIM, VictimStatus.PRESUMED), (
        "a victim is kept"
    )
    assert list(Participation.objects.filter(case=case).for_file()) == [kept]
    undo_merge(merge, "No era.", by=celia)
    closed.refresh_from_db()
    kept.refresh_from_db()
    assert (closed.left_on, kept.role, kept.victim_status) == (None, ParticipationRole.RELATIVE, "")


def test_what_there_can_be_only_one_of_stays_with_its_record(person, twin, celia):
    for who, number in ((person, "965 123 456"), (twin, "965 999 999")):
        change_safe_contact(who, {"phone": number}, by=celia, expected_version=0)
    relate(person, twin, RelationshipKind.SIBLING, by=celia)
    add_document(person, DocumentType.DNI, "4587-1236", "DECLARED", by=celia)
    merge = joined(person, twin, celia)
    assert person.documents.count() == 1, "the same number once"
    assert SafeContact.objects.get(person=person).phone == "965 123 456"
    with acting(celia):
        assert SafeContact.objects.get(person=twin).phone == "965 999 999", "history, still read by who sees her"
    stayed = set(merge.rows.filter(joined=Joined.STAYED).values_list("link", flat=True))
    assert "cases.safecontact.person" in stayed and "cases.relationship.relative" in stayed


def test_undoing_tells_what_was_changed_since_and_takes_along_what_was_written_in_her_cases(person, twin, again, celia):
    merge = joined(person, twin, celia)
    IdentityDocument.objects.filter(person=person).update(status="RETAINED")
    taken = Task.objects.filter(person=person, case=again).first()
    Task.objects.filter(pk=taken.pk).update(person=None)
    add_note(again, "Después de unir.", by=celia, people=[person])
    told = undo_merge(merge, "Eran dos.", by=celia)
    assert (told[Returned.BACK_CHANGED], told[Returned.NOT_BACK]) == (1, 1)
    assert MergedRow.objects.get(returned=Returned.NOT_BACK).row_id == str(taken.pk)
    assert twin.documents.get().status == "RETAINED"
    assert TimelineEntry.objects.filter(case=again, kind="NOTE").get().person == twin


def test_joined_once_only_and_never_by_who_may_not(person, twin, celia, rosa):
    pair = pair_of(person, twin)
    with pytest.raises(PermissionDenied):
        merge_people(pair, person.pk, "x", by=rosa)
    with pytest.raises(NotPossible):
        merge_people(pair, pair.pk, "x", by=celia)
    assert not PersonMerge.objects.exists() and not MergedRow.objects.exists()
    merge_people(pair, person.pk, "x", by=celia)
    with pytest.raises(NotPossible):
        merge_people(pair, person.pk, "x", by=celia)
    with pytest.raises(NotPossible):
        say_different(pair, "x", by=celia)
    assert PersonMerge.objects.count() == 1


def test_a_third_record_leads_straight_to_the_last_and_is_undone_in_order(intake, person, twin, celia, rosa):
    third = open_case(intake, by=rosa).participations.get().person
    first = joined(person, twin, celia)
    with pytest.raises(NotPossible):
        merge_people(pair_of(twin, third), third.pk, "x", by=celia)
    second = merge_people(pair_of(person, third), third.pk, "x", by=celia)
    twin.refresh_from_db()
    assert twin.merged_into == third
    with pytest.raises(NotPossible):
        undo_merge(first, "x", by=celia)
    undo_merge(second, "x", by=celia)
    undo_merge(first, "x", by=celia)
    with pytest.raises(NotPossible):
        undo_merge(first, "x", by=celia)
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_an_office_does_not_join_what_it_does_not_see_whole(intake, person, twin, lima, celia, nora, ulises):
    elsewhere = open_case(type(intake)(**{**vars(intake), "person": twin, "office": lima}), by=nora)
    pair = pair_of(person, twin)
    with acting(celia), pytest.raises(NotPossible), transaction.atomic():
        merge_people(pair, person.pk, "x", by=celia)
    assert not PersonMerge.objects.exists()
    with acting(nora):
        merge_people(pair, person.pk, "x", by=nora)
    assert elsewhere.participations.get().person == person


def test_reports_count_her_once_after_a_merge(case, person, again, twin, celia):
    scope = Scope.of(Period(date(2026, 11, 1), date(2026, 11, 30)), None, timezone.now())
    both = _in_the_same_case(case, twin, celia)
    assert (age_and_gender(scope).total.total, case_summary(scope).total.people.at_end) == (2, 2)
    merge = joined(person, twin, celia)
    assert (age_and_gender(scope).total.total, case_summary(scope).total.people.at_end) == (1, 1)
    assert Participation.objects.get(pk=both.pk).left_on == timezone.localdate(), "her second part there is closed"
    undo_merge(merge, "Eran dos.", by=celia)
    assert age_and_gender(scope).total.total == 2


def _in_the_same_case(case, twin, by):
    """Her second record takes part in the first one's case too, as a victim."""
    victim, written = ParticipationRole.DIRECT_VICTIM, ConsentState.NOT_YET
    return add_person(case, twin, victim, by=by, joined_on=date(2026, 11, 4), consent=written)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_join_the_same_pair_at_once_make_one_merge(person, twin, celia, nora):
    pair, start, outcomes = pair_of(person, twin), threading.Barrier(2), []

    def join(kept, by):
        try:
            start.wait()
            with acting(SYSTEM):
                outcomes.append(merge_people(pair, kept.pk, "x", by=by).kept_id)
        except NotPossible:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=each) for each in ((person, celia), (twin, nora))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(None) == 1 and PersonMerge.objects.count() == 1
    assert Person.objects.in_force().get(pk__in=[person.pk, twin.pk]).pk in outcomes
