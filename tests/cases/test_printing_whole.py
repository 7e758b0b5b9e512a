"""The whole file on paper: one world with something sealed in every column, printed by the desk."""

import re

import pytest
from django.test import Client

from accounts.models import AuditEntry
from cases.file_parts import PRINTED_PARTS, printed_for
from tests.meta.asking import TOKENS, undone
from tests.meta.matrix import OWN
from tests.meta.world import World
from tests.signing_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Columns that no paper shows: names, numbers, addresses, where she is kept safe.
HIDDEN = re.compile(
    r"\.(Person\.(given_names|paternal_surname|maternal_surname|preferred_name|other_names|address)"
    r"|SafeContact\.phone|IdentityDocument\.number|ShelterLocation\.place|Referral\.shared"
    r"|ShelterPlace\.name|Participation\.\w*name\w*)\b"
)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, own_broker):
    with django_db_blocker.unblock(), undone():
        yield World().build(marked=True, whole=True)


def copy(world: World, name: str, query: str = "") -> str:
    client = Client()
    signed_in(client, world.people[name])
    answer = client.get(world.address("cases:print", "case", OWN) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def parts_of(html: str) -> list[str]:
    return re.findall(r'<h2 id="parte-([a-z]+)"', html)


def columns_of(world: World, html: str) -> set[str]:
    """Model and column of every sealed text that is read in the page, of this case and of others."""
    return {world.places[token] for token in re.findall(r"CANARIO\d{5}X", html) if token in world.places}


def test_the_whole_file_has_each_part_once_with_something_in_it(world):
    html = copy(world, "rosa")
    assert parts_of(html) == [part.key for part in printed_for(world.people["rosa"])]
    assert set(parts_of(html)) == {part.key for part in PRINTED_PARTS} - {"aggravants"}
    assert html.count("Nada registrado.") == 0
    [trail] = AuditEntry.objects.filter(action="exported", actor_id=world.people["rosa"].pk)
    assert trail.fields == ["print", *(f"print_{key}" for key in parts_of(html))]


@pytest.mark.parametrize("name", ["rosa", "elmer", "milagros", "ines"])
def test_paper_shows_nobody_what_stays_hidden(world, name):
    html = copy(world, name)
    columns = columns_of(world, html)
    assert len(columns) > 30
    assert sorted(column for column in columns if HIDDEN.search(f".{column}")) == []
    tags = {world.tokens[token] for token in TOKENS.findall(html) if token in world.tokens}
    assert [tag for tag in tags if not world.readable_by(name, tag)] == []
    # Of therapy, that there is a file, for her own area; where she slept, for nobody.
    assert {column for column in columns if "therapy" in column} <= {f"cases.Attachment.title of {OWN} therapy"}
    assert not {tag for tag in tags if "shelter" in tag}


def test_health_is_printed_for_who_attends_her_and_each_uncovering_is_told(world):
    def health(columns):
        return {column for column in columns if "HealthProfile" in column or "GenderProfile" in column}

    assert health(columns_of(world, copy(world, "rosa")))
    told = AuditEntry.objects.filter(action="revealed", actor_id=world.people["rosa"].pk).values_list(
        "fields", flat=True
    )
    assert sorted(each for fields in told for each in fields) == ["gender", "health"]
    for name in ("elmer", "ines", "nora"):
        assert not health(columns_of(world, copy(world, name))), name
    assert "aggravants" in parts_of(copy(world, "elmer"))
    assert AuditEntry.objects.filter(action="revealed", actor_id=world.people["elmer"].pk, fields=["aggravants"])
