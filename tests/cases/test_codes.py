import pytest

from cases.codes import case_code_like, person_code_like


def condition(like) -> dict:
    return dict(like.children) if like else {}


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("45", "CALP-IQT-", "-0045"),
        ("0045", "CALP-IQT-", "-0045"),
        (" 45 ", "CALP-IQT-", "-0045"),
        ("2026-45", "CALP-IQT-", "-2026-0045"),
        ("lim 45", "CALP-LIM-", "-0045"),
        ("lim-2025-112", "CALP-LIM-", "-2025-0112"),
        ("CALP-LIM-2026-0045", "CALP-LIM-", "-2026-0045"),
        ("calplim20260045", "CALP-LIM-", "-2026-0045"),
        ("CALP–LIM–2026–0045", "CALP-LIM-", "-2026-0045"),
        ("12345", "CALP-IQT-", "-12345"),
        ("2026", "CALP-IQT-", "-2026"),
    ],
)
def test_the_code_of_a_case_may_be_typed_short(typed, start, end):
    assert condition(case_code_like(typed, "IQT")) == {"code__startswith": start, "code__endswith": end}


def test_without_an_office_of_ones_own_a_number_is_looked_for_in_all():
    assert condition(case_code_like("45")) == {"code__startswith": "CALP-", "code__endswith": "-0045"}


@pytest.mark.parametrize(
    ("typed", "end"),
    [("V-2025-000871", "-2025-000871"), ("v871", "-000871"), ("V 2025 871", "-2025-000871")],
)
def test_the_code_of_a_person_begins_with_v(typed, end):
    assert condition(person_code_like(typed)) == {"code__startswith": "V-", "code__endswith": end}


@pytest.mark.parametrize(
    "typed", ["", "  ", "Quispe", "V-", "45a", "CALP-IQT-", "4' OR 1=1", "1234567890123", "%", "٤٥"]
)
def test_what_is_no_code_finds_nothing(typed):
    assert case_code_like(typed, "IQT") is None
    assert person_code_like(typed) is None
