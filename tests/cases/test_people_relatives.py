"""Whom to call and whom never: who answers for her, who is looked for, and whoever may have taken part."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cases.actions import add_document, change_person, change_relation, change_safe_contact, relate, withdraw_relation
from cases.ages import AgeMoment, ages_then
from cases.consent_lines import consent_states
from cases.contact_rules import contact_rules, unreachable
from cases.errors import NotPossible
from cases.file_frame import contact_cards
from cases.models import Participation, Person, Relationship, TimelineEntry
from cases.person_sections import PERSON_PARTS
from directory.countries import STATELESS


def at(name, row):
    return reverse(f"cases:{name}", args=[row.pk])


def bond(**more):
    return {"kind": "MOTHER", "idempotency_key": str(uuid.uuid4())} | more


def tie_values(tie, **more):
    names = "kind lives_together stance is_guardian authority_suspended possibly_involved involved_reason notes"
    return {name: getattr(tie, name) for name in names.split()} | more


# Who is never offered -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "told", "answers"),
    [
        ("MOTHER", {}, True),
        ("MOTHER", {"authority_suspended": True}, False),
        ("MOTHER", {"possibly_involved": True}, False),
        ("AUNT_UNCLE", {}, False),
        ("AUNT_UNCLE", {"is_guardian": True}, True),
        ("AUNT_UNCLE", {"is_guardian": True, "possibly_involved": True}, False),
        ("GUARDIAN", {}, True),
    ],
)
def test_who_answers_for_her(rosa, person, mother, kind, told, answers):
    relate(person, mother, kind, by=rosa, **told)
    assert Person.objects.answering_for(person).filter(pk=mother.pk).exists() is answers


@pytest.mark.django_db
def test_her_mother_answers_for_her_also_when_it_was_written_on_the_mothers_page(rosa, person, mother):
    relate(mother, person, "CHILD", by=rosa)
    assert list(Person.objects.answering_for(person)) == [mother]
    change_person(mother, {"whereabouts": "DEAD"}, by=rosa, expected_version=mother.version)
    assert not Person.objects.answering_for(person).exists()


@pytest.mark.django_db
def test_somebody_possibly_involved_is_contactable_for_nobody_until_it_was_a_mistake(rosa, person, mother):
    tie = relate(person, mother, "AUNT_UNCLE", by=rosa, possibly_involved=True, involved_reason="La llevó al bus.")
    everybody = Person.objects.contactable()
    assert person in everybody and mother not in everybody
    assert "no contactar" in unreachable(mother) and unreachable(person) == ""
    withdraw_relation(tie, "Era otra persona.", by=rosa)
    assert mother in Person.objects.contactable() and unreachable(mother) == ""


@pytest.mark.django_db
def test_the_page_of_somebody_involved_warns_and_shows_no_number(sign_in, rosa, person, mother):
    change_safe_contact(mother, {"phone": "965 123 456"}, by=rosa, expected_version=0)
    client = sign_in(rosa)
    assert "Ver número" in client.get(at("person", mother)).content.decode()
    relate(person, mother, "AUNT_UNCLE", by=rosa, possibly_involved=True)
    page = client.get(at("person", mother)).content.decode()
    assert "Posible involucrado en los hechos" in page
    assert "Ver número" not in page and "9•• ••• •56" not in page
    card = contact_cards([mother])[0]
    assert (card["number"], card["reveal_url"], len(card["rules"])) == ("", "", 1)
    hidden = client.post(at("reveal", mother), {"field": "phone"})
    assert hidden.status_code == 403 and "965" not in hidden.content.decode()


@pytest.mark.django_db
def test_the_database_keeps_a_reason_with_its_suspicion(rosa, person, mother):
    tie = relate(person, mother, "MOTHER", by=rosa, possibly_involved=True, involved_reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Relationship.objects.filter(pk=tie.pk).update(possibly_involved=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Relationship.objects.filter(pk=tie.pk).update(kind="PARTNER", authority_suspended=True)
    cleared = tie_values(tie, possibly_involved=False)
    with pytest.raises(NotPossible):
        change_relation(tie, cleared, by=rosa, expected_version=tie.version)
    change_relation(tie, cleared, by=rosa, expected_version=tie.version, reason="Ella lo aclaró.")
    assert Relationship.objects.get().involved_reason == ""
    kept = Relationship.objects.select_related("key").get()
    kept.withdrawal_reason = "Sin que nadie la retire."
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save()
    Relationship.objects.update(withdrawn_at=timezone.now())  # as before the reason was asked


# In one step ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_mother_to_find_is_written_by_name_in_the_same_step(sign_in, rosa, case, person):
    typed = bond(given_names="Delia", paternal_surname="Mamani", whereabouts="SOUGHT", lives_together="False")
    client = sign_in(rosa)
    assert client.post(at("relate", person), typed).url == at("person", person)
    assert client.post(at("relate", person), typed).url == at("person", person), "sent twice, made once"
    tie = Relationship.objects.get()
    assert (tie.relative.given_names, tie.relative.whereabouts, tie.lives_together) == ("Delia", "SOUGHT", False)
    assert Participation.objects.get(person=tie.relative).case == case
    page = client.get(at("person", person)).content.decode()
    assert "Se la busca" in page and "no vive con ella" in page and "Delia" not in page


@pytest.mark.django_db
def test_a_tie_is_changed_and_two_colleagues_are_compared(sign_in, rosa, elmer, person, mother):
    tie = relate(person, mother, "MOTHER", by=rosa, notes="Llama los domingos.")
    change_relation(tie, tie_values(tie, stance="SUPPORT"), by=elmer, expected_version=tie.version)
    client = sign_in(rosa)
    stale = {"kind": "MOTHER", "stance": "RISK", "version": "1"}
    assert client.post(at("relation_edit", tie), stale).status_code == 409
    fresh = Relationship.objects.get()
    assert fresh.stance == "SUPPORT"
    client.post(at("relation_edit", tie), stale | {"version": str(fresh.version), "authority_suspended": "on"})
    fresh = Relationship.objects.get()
    assert (fresh.stance, fresh.authority_suspended) == ("RISK", True)


@pytest.mark.django_db
def test_a_tie_written_by_mistake_is_taken_back_and_may_be_written_again(sign_in, rosa, ulises, person, mother):
    tie = relate(person, mother, "SIBLING", by=rosa)
    assert sign_in(ulises).post(at("relation_withdraw", tie)).status_code == 404
    client = sign_in(rosa)
    assert client.post(at("relation_withdraw", tie), {"reason": "Era su prima."}).url == at("person", person)
    assert Relationship.objects.get().withdrawal_reason == "Era su prima."
    assert "Hermana" not in client.get(at("person", person)).content.decode()
    assert client.get(at("relation_edit", tie)).status_code == 404
    client.post(at("relate", person), bond(code=mother.code))
    again = Relationship.objects.current().get()
    assert (again.kind, again.withdrawal_reason) == ("MOTHER", "")


def withdrawn(client, tie, words):
    return client.post(at("relation_withdraw", tie), {"reason": words})


def cleared(client, tie, words):
    told = {"kind": tie.kind, "version": str(tie.version), "cleared_reason": words, "involved_reason": "La llevó."}
    return client.post(at("relation_edit", tie), told)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "field", "involved"),
    [
        (withdrawn, "reason", False),
        (withdrawn, "reason", True),
        (cleared, "cleared_reason", True),
    ],
)
def test_nobody_is_contactable_again_without_saying_why(sign_in, rosa, case, person, mother, act, field, involved):
    tie, client = relate(person, mother, "AUNT_UNCLE", by=rosa, possibly_involved=involved), sign_in(rosa)
    rows = TimelineEntry.objects.filter(case=case)
    before = rows.count()
    answer = act(client, tie, " ")
    assert answer.status_code == 422 and f'id="id_{field}_error"' in answer.content.decode()
    kept = Relationship.objects.current().get()
    assert (kept.version, kept.possibly_involved, rows.count()) == (tie.version, involved, before)
    assert Person.objects.contactable().filter(pk=mother.pk).exists() is not involved
    assert act(client, tie, "Ella contó que fue otra.").status_code == 302
    assert mother in Person.objects.contactable()
    history = client.get(case.get_absolute_url()).content.decode()
    assert "Ella contó que fue otra." in history and "Tía o tío" in history
    assert rows.count() == before + 1


def states_of(key, user, case):
    participations = list(case.participations.select_related("person").order_by("created_at"))
    part = next(each for each in PERSON_PARTS if each.key == key)
    states = part.states(user, case, participations)
    return [(states[each.pk].state, states[each.pk].note) for each in participations if each.pk in states]


@pytest.mark.django_db
def test_what_is_missing_of_family_papers_and_contact_is_told(case, rosa, person, mother):
    assert states_of("relatives", rosa, case) == [("MISSING", "Falta quién responde por ella; si no hay nadie, la UPE")]
    tie = relate(person, mother, "MOTHER", by=rosa)
    assert states_of("relatives", rosa, case) == [("DONE", "")]
    change_relation(tie, tie_values(tie, possibly_involved=True), by=rosa, expected_version=tie.version)
    assert states_of("relatives", rosa, case)[0][0] == "MISSING"
    assert states_of("contact", rosa, case) == [
        ("MISSING", "Pregúntalo antes de llamar"),
        ("NOT_APPLICABLE", "No se la puede o no se la debe contactar"),
    ]
    asked = consent_states(rosa, case, list(Participation.objects.filter(case=case).for_file()))
    assert set(asked) == {case.participations.get(person=person).pk}  # nobody is sent to ask who may have taken part
    add_document(person, "DNI", "45678912", "FORGED", by=rosa)
    assert states_of("documents", rosa, case) == [("MISSING", "Hay que conseguirle uno propio")]
    change_person(person, {"nationalities": [STATELESS]}, by=rosa, expected_version=person.version)
    assert states_of("identity", rosa, case) == [("MISSING", "Falta si necesita intérprete"), ("DONE", "")]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["services:shelter_of_case", "services:of_case", "cases:assessments"])
def test_nothing_is_offered_for_who_may_have_taken_part(sign_in, rosa, case, person, mother, page):
    url = reverse(page, args=[case.pk])
    assert mother.code in sign_in(rosa).get(url).content.decode()
    relate(person, mother, "AUNT_UNCLE", by=rosa, possibly_involved=True, involved_reason="La llevó al bus.")
    told = sign_in(rosa).get(url).content.decode()
    assert person.code in told and mother.code not in told
    people = sign_in(rosa).get(at("people", case)).content.decode()
    assert "no contactar, no avisar" in people


# Safe contact and ages ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_answers_and_what_to_say_stand_before_the_number(sign_in, rosa, person):
    typed = {"code_word": "Yuyo", "who_answers": "su abuela", "if_other_answers": "Es por el colegio.", "version": "0"}
    sign_in(rosa).post(at("safe_contact_edit", person), typed | {"phone": "965 123 456"})
    texts = [rule["text"] for rule in contact_rules(Person.objects.get(pk=person.pk).safe_contact)]
    assert texts == [
        "Puede contestar: su abuela",
        "Preguntar por «Yuyo»",
        "Si contesta otra persona: Es por el colegio.",
    ]


def test_four_ages_of_the_same_girl_with_their_doubt():
    days = {
        AgeMoment.RECRUITMENT: date(2023, 5, 1),
        AgeMoment.RESCUE: None,
        AgeMoment.INTAKE: date(2026, 11, 2),
        AgeMoment.REPORT: date(2028, 11, 2),
    }
    stated = {"birth_date": None, "stated_age": 18, "stated_on": date(2026, 11, 2)}
    doubtful = [(row.moment, row.age, row.is_minor, row.is_presumed) for row in ages_then(days, **stated, proven=False)]
    assert doubtful == [
        ("RECRUITMENT", 15, True, True),
        ("INTAKE", 18, True, True),
        ("REPORT", 20, False, False),
    ]
    born = {"birth_date": date(2008, 11, 1), "stated_age": None, "stated_on": None}
    proven = [(row.age, row.is_minor, row.is_presumed) for row in ages_then(days, **born, proven=True)]
    assert proven == [(14, True, False), (18, False, False), (20, False, False)]
