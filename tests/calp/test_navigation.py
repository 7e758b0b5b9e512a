"""The menu shows what each role may open, and nothing that does not open."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from calp.navigation import MENU, menu_of

pytestmark = pytest.mark.django_db


def test_every_line_leads_somewhere():
    assert all(reverse(name) for _label, _icon, name, _permission in MENU)


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
