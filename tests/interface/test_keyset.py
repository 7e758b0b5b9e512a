import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from directory.models import CodeSeries
from interface.keyset import paginate

pytestmark = pytest.mark.django_db


@pytest.fixture
def series():
    """Thirty rows of which many tie: ten for each of three numbers."""
    return CodeSeries.objects.bulk_create(
        CodeSeries(name=f"serie-{at:02}", year=2000 + at, last=at % 3) for at in range(30)
    )


def page_at(address: str = "/", order: str = "-last", size: int = 7, rows=None):
    return paginate(RequestFactory().get(address), rows if rows is not None else CodeSeries.objects.all(), order, size)


def walk(order):
    pages, page = [], page_at(order=order)
    while True:
        pages.append([row.pk for row in page])
        if not page.next_url:
            return pages, page
        page = page_at(page.next_url, order)


@pytest.mark.parametrize("order", ["last", "-last"])
def test_walking_forward_meets_every_row_once_and_in_order(series, order):
    pages, _last = walk(order)
    keys = [key for page in pages for key in page]
    rows = {row.pk: row for row in series}
    sign = -1 if order.startswith("-") else 1
    assert keys == sorted(rows, key=lambda key: (sign * rows[key].last, sign * key))
    assert [len(page) for page in pages] == [7, 7, 7, 7, 2]


@pytest.mark.parametrize("order", ["last", "-last"])
def test_walking_back_meets_the_same_pages(series, order):
    pages, page = walk(order)
    back = [[row.pk for row in page]]
    while page.previous_url:
        page = page_at(page.previous_url, order)
        back.append([row.pk for row in page])
    # Going back, pages are filled from the end, so the short one is the first.
    assert [key for part in reversed(back) for key in part] == [key for part in pages for key in part]


def test_a_row_added_meanwhile_moves_nothing(series):
    first = page_at()
    CodeSeries.objects.create(name="nueva", year=2100, last=99)
    second = page_at(first.next_url)
    assert not {row.pk for row in first} & {row.pk for row in second}


def test_filters_stay_in_the_address(series):
    page = page_at("/?sede=IQT&sede=LIM&estado=")
    assert page.next_url.startswith("?sede=IQT&sede=LIM&estado=&despues=")
    assert "antes" not in page_at("/" + page_at("/" + page.next_url).previous_url).next_url


def test_the_first_page_has_no_previous_and_the_only_page_has_neither(series):
    assert page_at().previous_url == ""
    only = page_at(size=30)
    assert (only.previous_url, only.next_url) == ("", "")


def test_an_empty_list_is_a_page_without_links():
    page = page_at()
    assert (len(page), page.previous_url, page.next_url) == (0, "", "")


@pytest.mark.parametrize("cursor", ["x", "%00", "WyJhIl0", "WyJhIiwiYiJd", "bnVsbA", "W251bGwsbnVsbF0", "eyJhIjoxfQ"])
def test_an_address_cut_on_the_way_means_the_first_page(series, cursor):
    assert [row.pk for row in page_at(f"/?despues={cursor}")] == [row.pk for row in page_at()]
    assert [row.pk for row in page_at(f"/?antes={cursor}")] == [row.pk for row in page_at()]


def test_every_page_is_one_query_however_long_the_list(series):
    for size, address in ((1, "/"), (12, "/"), (1200, "/"), (7, page_at().next_url)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page_at(address, size=size)
        assert len(queries) == 1
