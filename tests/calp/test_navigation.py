"""The menu shows what each role may open, and nothing that does not open."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from calp.navigation import MENU, UNDER, menu_of

pytestmark = pytest.mark.django_db


def test_every_line_leads_somewhere():
    assert all(reverse(name) for _label, _icon, name, _permission in MENU)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["rosa", "elmer", "milagros", "ines", "celia", "nora", "teo", "dario", "ana", "raul", "lidia"]
)
def test_each_of_the_cast_opens_every_line_of_their_menu(request, sign_in, client, name):
    user = request.getfixturevalue(name)
    sign_in(user)
    lines = menu_of(user)
    assert lines
    assert [client.get(reverse(line[2])).status_code for line in lines] == [200] * len(lines)
    assert client.get("/")["Location"] == reverse(lines[0][2])


def test_the_cast_has_every_role(request):
    names = ["rosa", "elmer", "milagros", "ines", "celia", "nora", "teo", "dario", "ana", "raul", "lidia"]
    assert {request.getfixturevalue(name).role for name in names} == set(Role.values)


def marked(client, address):
    shell = client.get(address).context["shell"]
    return [str(line["label"]) for line in shell["nav"] if line["current"]]


def test_each_line_of_the_menu_is_marked_on_its_own_page(sign_in, celia):
    client = sign_in(celia)
    for label, _icon, name, _permission in menu_of(celia):
        assert marked(client, reverse(name)) == [str(label)]


def test_the_pages_of_a_person_and_of_a_case_are_found_under_cases(sign_in, rosa, case, person):
    client, part = sign_in(rosa), case.participations.get()
    for address in (
        reverse("cases:file", args=[case.pk]),
        reverse("cases:person", args=[person.pk]),
        reverse("cases:victim_status", args=[part.pk]),
        reverse("cases:phases", args=[part.pk]),
        reverse("referrals:of_case", args=[case.pk]),
    ):
        assert marked(client, address) == ["Casos"], address


def test_exporting_is_found_under_importing(sign_in, celia):
    assert marked(sign_in(celia), reverse("referrals:exports")) == ["Importar"]


def test_no_address_is_under_two_lines():
    prefixes = [each for line in UNDER.values() for each in line]
    assert len(prefixes) == len(set(prefixes))
