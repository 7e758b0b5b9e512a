from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from directory.codes import CodeSeries, next_code, next_codes
from tests.plugins.database import as_owner


@pytest.fixture
def committed(django_db_blocker):
    """The real database, outside any test transaction; only the counter's own rows are written and removed."""
    with django_db_blocker.unblock():
        yield
        with as_owner():
            CodeSeries.objects.filter(name__startswith="prueba-").delete()
        connection.close()


def test_numbers_start_at_one_and_each_series_and_year_counts_apart(db):
    assert [next_code("CALP-LIM", 2026) for _each in range(3)] == [1, 2, 3]
    assert next_code("CALP-IQT", 2026) == 1
    assert next_code("CALP-LIM", 2027) == 1


def test_thirty_two_people_at_once_get_thirty_two_numbers(django_db_setup, committed):
    def intake(_each):
        try:
            with transaction.atomic():
                return next_code("prueba-hilos", 2026)
        finally:
            connection.close()

    with ThreadPoolExecutor(32) as people:
        numbers = list(people.map(intake, range(32)))
    assert sorted(numbers) == list(range(1, 33))


def test_a_rolled_back_intake_leaves_no_gap(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        next_code("CALP-CUS", 2026)
        raise ZeroDivisionError
    assert next_code("CALP-CUS", 2026) == 1


def test_many_numbers_taken_at_once_follow_the_last_and_are_followed_by_the_next(db):
    assert next_code("CALP-PEM", 2026) == 1
    assert list(next_codes("CALP-PEM", 2026, 3)) == [2, 3, 4]
    assert next_code("CALP-PEM", 2026) == 5
