"""What is known of a person: asked where it serves, refused without a word, and read by whoever attends her."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from cases.actions import change_person
from cases.actions.profile import write_profile
from cases.models import GenderProfile, HealthProfile, HouseholdProfile, LivelihoodProfile, OriginProfile
from cases.models.profile import WASHINGTON_SET
from cases.person_sections import PERSON_PARTS, told
from cases.printing.blocks import Copy
from cases.printing.people import draw_profile
from cases.profile_topics import PAGES, Facts, Topic, asked, may_open, shown
from cases.sections import SectionState
from interface.dates import day

WELL = dict.fromkeys(WASHINGTON_SET, "NONE")


def at(topic, person):
    return reverse(f"cases:profile_{topic}", args=[person.pk])


def opened(user, person, topic):
    rows = AuditEntry.objects.filter(action=AuditAction.REVEALED, actor_id=user.pk, subject_id=str(person.pk))
    return rows.filter(fields=[topic]).count()


# By need ------------------------------------------------------------------------------------------------------------

WOMAN, BOY, FOREIGNER = Facts(30, "F", ("PE",)), Facts(16, "M", ("PE",)), Facts(30, "F", ("VE",))


@pytest.mark.parametrize(
    ("topic", "question", "facts", "serves"),
    [
        ("health", "pregnancy", WOMAN, True),
        ("health", "pregnancy", BOY, False),
        ("health", "pregnancy", Facts(16, "M", (), "TRANS_MAN"), True),
        ("health", "pregnancy", Facts(9, "F"), False),
        ("health", "pregnancy", Facts(None, "NI"), True),
        ("health", "seeing", Facts(4, "F"), False),
        ("health", "seeing", Facts(5, "F"), True),
        ("origin", "migration_condition", WOMAN, False),
        ("origin", "migration_condition", FOREIGNER, True),
        ("origin", "migration_condition", Facts(30, "F", ("VE", "PE")), False),
        ("origin", "migration_condition", Facts(30, "F"), False),
        ("origin", "ethnicity", Facts(11, "F"), False),
        ("origin", "ethnicity", Facts(12, "F"), True),
        ("origin", "indigenous_people", Facts(3, "F"), True),
        ("gender", "orientation", Facts(13, "F"), False),
        ("gender", "gender_identity", Facts(13, "F"), True),
        ("household", "civil_status", Facts(11, "F"), False),
        ("livelihood", "education_level", Facts(2, "F"), False),
        ("livelihood", "income", Facts(5, "F"), False),
        ("livelihood", "income", Facts(None, "F"), True),
    ],
)
def test_a_question_is_asked_where_it_serves(topic, question, facts, serves):
    assert (question in asked(topic, facts)) is serves


@pytest.mark.parametrize(
    ("answers", "disabled"),
    [
        (WELL, False),
        (WELL | {"hearing": "SOME"}, False),
        (WELL | {"hearing": "A_LOT"}, True),
        ({"walking": "CANNOT"}, True),
        ({}, None),
        (WELL | {"self_care": "UNDISCLOSED"}, None),
    ],
)
def test_disability_is_computed_from_the_six_answers(answers, disabled):
    assert HealthProfile(**answers).has_disability is disabled


def test_a_page_is_done_when_each_list_that_serves_has_an_answer_and_a_refusal_is_one():
    baby, woman = Facts(1, "F"), Facts(30, "F", ("PE",))
    assert told("livelihood", None, baby).state == SectionState.NOT_APPLICABLE
    assert told("livelihood", None, woman).state == SectionState.MISSING
    page = LivelihoodProfile(education_level="SECONDARY", studying="NO")
    assert told("livelihood", page, woman).note == "Falta 1 respuesta"
    page.income = "UNDISCLOSED"
    assert told("livelihood", page, woman).state == SectionState.DONE
    assert told("gender", GenderProfile(), woman).state == SectionState.DONE


# Who may open it ----------------------------------------------------------------------------------------------------

HEALTH_ROLES = {"rosa", "milagros", "celia"}


@pytest.mark.parametrize("name", ["ines", "elmer", "nora", *sorted(HEALTH_ROLES)])
@pytest.mark.django_db
def test_who_may_open_which_page(request, person, rosa, name):
    user = request.getfixturevalue(name)
    for topic, model in PAGES.items():
        page = model(person=person, written_by=rosa)
        is_closed = topic in ("gender", "health")
        assert may_open(user, topic, page) is (name in HEALTH_ROLES or not is_closed), topic
        assert may_open(user, topic, None), "whoever takes her in may begin it"


@pytest.mark.django_db
def test_intake_reads_what_it_wrote_until_a_colleague_goes_on(sign_in, ines, milagros, person):
    client = sign_in(ines)
    typed = {"conditions": "Asma.", "version": "0"}
    assert client.post(at("health", person), typed).status_code == 302
    assert "Asma." in client.get(at("health", person)).content.decode()
    page = HealthProfile.objects.get()
    page = write_profile(person, "health", {"conditions": "Cortes."}, by=milagros, expected_version=page.version)
    assert client.get(at("health", person)).status_code == 403
    assert client.post(at("health", person), typed | {"version": str(page.version)}).status_code == 403
    assert HealthProfile.objects.get().conditions == "Cortes."
    assert at("health", person) not in client.get(person.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_the_legal_area_learns_what_aggravates_the_crime_and_nothing_more(sign_in, rosa, elmer, person):
    answers = {"pregnancy": "YES", "conditions": "Asma.", "walking": "A_LOT"}
    write_profile(person, "health", answers, by=rosa, expected_version=0)
    ask = {"field": "aggravants"}
    reveal_url = reverse("cases:reveal", args=[person.pk])
    client = sign_in(elmer)
    assert "Estaba embarazada" not in client.get(person.get_absolute_url()).content.decode()
    shown = client.post(reveal_url, ask).content.decode()
    assert "num. 7" in shown and "discapacidad" in shown and "Asma" not in shown
    assert opened(elmer, person, "aggravants") == 1
    assert client.get(at("health", person)).status_code == 403


@pytest.mark.django_db
def test_what_aggravates_is_uncovered_by_nobody_without_that_permission(sign_in, ines, rosa, person):
    write_profile(person, "health", {"pregnancy": "YES"}, by=rosa, expected_version=0)
    answer = sign_in(ines).post(reverse("cases:reveal", args=[person.pk]), {"field": "aggravants"})
    assert answer.status_code == 403
    assert opened(ines, person, "aggravants") == 0


# Writing ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_answers_are_sealed_and_the_trail_names_the_page_only(sign_in, rosa, person):
    typed = {"ethnicity": "QUECHUA", "mother_tongue": "cod", "indigenous_people": "kukama", "version": "0"}
    answer = sign_in(rosa).post(at("origin", person), typed)
    assert (answer.status_code, answer.url) == (302, person.get_absolute_url())
    page = OriginProfile.objects.get()
    assert (page.ethnicity, page.indigenous_people, page.written_by) == ("QUECHUA", "kukama", rosa)
    assert page.language_family == "TUPI_GUARANI", "the family of a language on the list follows from it"
    with connection.cursor() as cursor:
        cursor.execute("SELECT ethnicity FROM cases_originprofile")
        assert b"QUECHUA" not in bytes(cursor.fetchone()[0])
    row = AuditEntry.objects.get(action=AuditAction.CHANGED)
    assert (row.subject_id, row.fields) == (str(person.pk), ["origin"])


@pytest.mark.django_db
def test_weeks_become_a_day_that_does_not_age(sign_in, rosa, person):
    client, today = sign_in(rosa), timezone.localdate()
    client.post(at("health", person), {"pregnancy": "YES", "weeks": "20", "version": "0"})
    page = HealthProfile.objects.get()
    assert page.expected_on == (today + timedelta(weeks=20)).isoformat()
    due = f"{today + timedelta(weeks=20):%d/%m/%Y}"
    assert due in client.get(at("health", person)).content.decode()
    assert opened(rosa, person, "health") == 2, "each opening of a closed page is told"


@pytest.mark.django_db
def test_a_question_that_is_not_asked_any_more_keeps_its_answer(sign_in, rosa, person):
    page = write_profile(person, "origin", {"migration_condition": "REFUGEE"}, by=rosa, expected_version=0)
    change_person(person, {"nationalities": ["PE"]}, by=rosa, expected_version=1)
    sign_in(rosa).post(at("origin", person), {"ethnicity": "MESTIZO", "version": str(page.version)})
    page = OriginProfile.objects.get()
    assert (page.migration_condition, page.ethnicity) == ("REFUGEE", "MESTIZO")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("topic", "typed", "field", "message"),
    [
        ("origin", {"ethnicity": "MARTIAN"}, "ethnicity", "Elegir una de las opciones"),
        ("health", {"weeks": "20", "pregnancy": "NO"}, "pregnancy", "Marca «Sí», o borra"),
        ("health", {"weeks": "50", "pregnancy": "YES"}, "weeks", "no puede pasar de 42"),
        ("health", {"pregnancy": "YES", "expected_on": "01/01/2999"}, "expected_on", "próximas 40 semanas"),
        ("household", {"children_with": "NO_CHILDREN", "children_count": "2"}, "children_count", "borra el número"),
        ("livelihood", {"occupation": "x" * 201}, "occupation", "admite 200 caracteres"),
    ],
)
def test_a_wrong_answer_is_said_beside_its_field(sign_in, rosa, person, topic, typed, field, message):
    answer = sign_in(rosa).post(at(topic, person), typed | {"version": "0"})
    assert answer.status_code == 422
    assert message in " ".join(answer.context["form"].errors[field]) and message in answer.content.decode()
    assert not PAGES[topic].objects.exists()


@pytest.mark.django_db
def test_two_colleagues_on_one_page_are_shown_both_answers(sign_in, rosa, milagros, person):
    write_profile(person, "household", {"lives_with": "Con su tía."}, by=milagros, expected_version=0)
    answer = sign_in(rosa).post(at("household", person), {"lives_with": "Con su abuela.", "version": "0"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Con su tía." in page and "Con su abuela." in page and "Milagros V." in page
    assert HouseholdProfile.objects.get().lives_with == "Con su tía."


# On her page --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_her_page_lists_what_is_known_and_keeps_closed_pages_closed(sign_in, rosa, person):
    write_profile(person, "origin", {"mother_tongue": "cod"}, by=rosa, expected_version=0)
    write_profile(person, "health", {"insurance": "ESSALUD"}, by=rosa, expected_version=0)
    page = sign_in(rosa).get(person.get_absolute_url()).content.decode()
    assert f"Respondido el {day(timezone.localdate())} · Falta 1 respuesta" in page
    assert "Kukama-kukamiria" not in page and "EsSalud" not in page and "Reservado." in page
    assert all(at(topic, person) in page for topic in Topic)


@pytest.mark.django_db
def test_who_saw_the_file_reads_which_page_was_opened(sign_in, rosa, milagros, case, person):
    sign_in(milagros).get(at("household", person))
    row = AuditEntry.objects.get(action=AuditAction.VIEWED, actor_id=milagros.pk, subject_id=str(person.pk))
    assert row.fields == ["household"]
    assert "familia y hogar" in sign_in(rosa).get(reverse("cases:seen", args=[case.pk])).content.decode()


@pytest.mark.django_db
def test_income_is_read_by_the_social_area_and_who_approves_help(
    sign_in, ines, elmer, milagros, rosa, celia, nora, case, person
):
    sign_in(ines).post(at("livelihood", person), {"income": "NONE", "studying": "NO", "version": "0"})
    page = LivelihoodProfile.objects.get()
    assert page.income == "NONE", "whoever takes her in may write what nobody has answered"
    team = (ines, elmer, milagros, rosa, celia, nora)
    assert [user for user in team if "income" in shown(user, "livelihood", page, WOMAN)] == [rosa, celia, nora]
    client = sign_in(elmer)
    opened = client.get(at("livelihood", person)).content.decode()
    assert 'name="income"' not in opened and "Sus ingresos ya constan" in opened
    typed = {"income": "ABOVE", "studying": "YES", "version": str(page.version)}
    assert client.post(at("livelihood", person), typed).status_code == 302
    page = LivelihoodProfile.objects.get()
    assert (page.income, page.studying) == ("NONE", "YES")
    people = list(case.participations.for_file().select_related("person__key"))
    for user, is_told in ((rosa, True), (elmer, False)):
        (block,) = draw_profile(Copy(SimpleNamespace(user=user), case, people, timezone.localdate()))
        assert (("Ingresos al mes", "Sin ingresos propios") in block.facts) is is_told
        opened = AuditEntry.objects.filter(action=AuditAction.VIEWED, actor_id=user.pk, subject_id=str(person.pk))
        assert opened.latest("at").fields == ["livelihood"]


@pytest.mark.django_db
def test_parts_of_a_file_are_told_for_who_was_harmed_with_as_many_queries_for_two(
    case, person, mother, rosa, elmer, django_assert_num_queries
):
    write_profile(person, "health", {"insurance": "SIS"}, by=rosa, expected_version=0)
    participations = list(case.participations.order_by("joined_on"))
    health = next(each for each in PERSON_PARTS if each.key == "profile_health")
    with django_assert_num_queries(3):
        states = health.states(rosa, case, participations)
    assert [each.note for each in states.values()] == ["Faltan 7 respuestas"]
    assert health.states(elmer, case, participations) == {}
