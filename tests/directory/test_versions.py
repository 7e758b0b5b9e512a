import pytest

from directory.models import Office
from directory.versions import StaleVersion, save_current
from tests.plugins.database import as_owner


def test_the_second_to_save_is_refused_and_shown_what_the_first_wrote(db):
    mine, yours = Office.objects.get(code="LIM"), Office.objects.get(code="LIM")
    yours.name = "Lima Centro"
    save_current(yours, 1, ["name"])
    mine.name = "Lima Norte"
    with pytest.raises(StaleVersion) as refusal:
        save_current(mine, 1, ["name"])
    assert refusal.value.current.name == "Lima Centro"
    assert refusal.value.current.version == 2
    assert Office.objects.get(code="LIM").name == "Lima Centro"


def test_saving_writes_only_the_fields_named_and_raises_the_version(db):
    office = Office.objects.get(code="IQT")
    office.name, office.is_active = "Iquitos Norte", False
    save_current(office, 1, ["name"])
    stored = Office.objects.get(code="IQT")
    assert (stored.name, stored.is_active, stored.version) == ("Iquitos Norte", True, 2)
    assert office.version == 2


def test_a_row_that_is_gone_is_stale_without_a_current_row(db):
    office = Office.objects.create(code="TMP", name="Temporal", place_id="150101")
    with as_owner():
        Office.objects.filter(pk=office.pk).delete()
    with pytest.raises(StaleVersion) as refusal:
        save_current(office, 1, ["name"])
    assert refusal.value.current is None


def test_the_refusal_names_nothing_of_the_row(db):
    assert "Lima" not in str(StaleVersion(Office.objects.get(code="LIM")))
