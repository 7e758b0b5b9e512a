"""One cell at a time: what it becomes and what is said of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.exchange.fields import FIELDS
from referrals.exchange.findings import Category, Message
from referrals.exchange.kinds import Kind
from referrals.exchange.spellings import PICKLISTS
from referrals.exchange.values import read_cell

TODAY = date(2026, 11, 20)
TAKEN, MAPPED, KEPT, REFUSED = Category.TAKEN, Category.MAPPED, Category.KEPT_AS_TEXT, Category.REFUSED


def read(name, raw):
    cell = read_cell(FIELDS[name], raw, TODAY)
    return cell.value, cell.category


def test_a_value_name_is_taken_and_a_label_becomes_it():
    assert read("vic_MethodsOfControl", "PhysicalThreats") == ("PhysicalThreats", TAKEN)
    assert read("vic_MethodsOfControl", "Physical threats") == ("PhysicalThreats", MAPPED)
    assert read("prs_Gender", "Not Specified/Unknown") == ("NonSpecifiedUnknown", MAPPED)
    assert read("prs_HighestLevelOfEducation", "Bachelor's or equivalent level") == (
        "BachelorsOrEquivalentLevel",
        MAPPED,
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Threats", "PhysicalThreats"),
        ("ThreatOfLawEnforcement", "ThreatsLawEnforcement"),
        ("PsychoactiveSubstances", "PsychoactiveSubstance"),
        ("UsesChildren", "ThreatensChildrenFamily"),
        ("DebtBondage ", "DebtBondage"),
    ],
)
def test_the_slips_of_the_published_toolkit_are_understood(written, meant):
    assert read("vic_MethodsOfControl", written) == (meant, MAPPED)


def test_a_value_that_the_standard_defines_but_forgot_to_list_is_kept_and_said_so():
    cell = read_cell(FIELDS["vic_MethodsOfControl"], "DebtBondage;RestrictsMovement", TODAY)
    assert (cell.value, cell.category) == ("DebtBondage;RestrictsMovement", KEPT)
    assert cell.message == Message.OUTSIDE_PICKLIST


@pytest.mark.parametrize("separator", [";", "; ", " ; ", ";\n", ", ", " "])
def test_several_values_stand_apart_by_semicolon_however_they_were_separated(separator):
    written = separator.join(["DebtBondage", "FalsePromises", "Other"])
    assert read("vic_MethodsOfControl", written)[0] == "DebtBondage;FalsePromises;Other"


def test_labels_that_hold_a_semicolon_or_a_comma_are_one_value():
    label = "Water supply; sewerage, waste management and remediation"
    assert read("vic_ForcedLabourIndustry", label) == ("E_WaterSupplySewerageWasteManagement", MAPPED)


def test_unknown_codes_stay_as_they_are_among_known_ones():
    assert read("vic_MethodsOfControl", "Debt bondage; La encerraba ;Other") == (
        "DebtBondage;La encerraba;Other",
        KEPT,
    )
    assert read("prs_Gender", "Muxe") == ("Muxe", KEPT)


@pytest.mark.parametrize("yes", [True, "TRUE", "true", "Yes", "yes", 1, 1.0, "1", "Sí"])
def test_yes_has_many_spellings(yes):
    assert read("con_Consent", yes)[0] == "TRUE"


@pytest.mark.parametrize("no", [False, "FALSE", "No", 0, 0.0, "0"])
def test_no_has_many_spellings(no):
    assert read("con_Consent", no)[0] == "FALSE"


def test_neither_yes_nor_no_is_kept_and_nothing_is_supposed():
    assert read("con_Consent", "más o menos") == ("más o menos", KEPT)


@pytest.mark.parametrize(
    "written",
    ["2009-05-31", {"d": "2009-05-31"}, {"d": "2009-05-31T10:30:00"}, "31/05/2009", "31-5-2009", "05/31/2009", 39964],
)
def test_a_day_has_many_spellings(written):
    assert read("prs_Birthdate", written)[0] == "2009-05-31"


def test_days_are_read_the_peruvian_way_where_both_ways_fit():
    assert read("prs_Birthdate", "03/04/2009")[0] == "2009-04-03"


def test_an_incomplete_birthday_is_kept_and_not_completed():
    for written in ("2009", 2009, "2009-05", "05/2009"):
        value, category = read("prs_Birthdate", written)
        assert (value, category) == (str(written), KEPT)


@pytest.mark.parametrize("written", ["ayer", "2009-02-30", "2009-13-01", "31/02/2009", "11/2/09"])
def test_a_birthday_that_is_no_day_refuses_the_row(written):
    assert read("prs_Birthdate", written) == ("", REFUSED)


def test_days_that_cannot_be_are_refused():
    assert read("prs_Birthdate", TODAY + timedelta(days=1) and "2027-01-01") == ("", REFUSED)
    assert read("prs_Birthdate", "1890-01-01") == ("", REFUSED)
    assert read("cas_IncomingReferralDate", {"d": "2026-11-21"}) == ("", REFUSED)


def test_a_day_that_no_table_needs_is_kept_as_text_and_may_be_in_the_future():
    assert read("hte_Date", "antes de la fiesta") == ("antes de la fiesta", KEPT)
    assert read("spl_PlannedEndDate", "2027-03-01") == ("2027-03-01", TAKEN)


@pytest.mark.parametrize("written", ["PE", "pe", "PER", "Peru", "Perú", " peru "])
def test_a_country_has_a_code_and_names(written):
    assert read("prs_MailingCountry", written)[0] == "PE"


def test_countries_come_several_at_once():
    assert read("prs_Citizenship", "Bolivia (Plurinational State of); VE;Apátrida") == ("BO;VE;Apátrida", KEPT)


def test_languages_keep_the_code_they_came_with_and_names_get_one():
    assert read("prs_PrimaryLanguage", "qu") == ("qu", TAKEN)
    assert read("prs_PrimaryLanguage", "que") == ("que", TAKEN)
    assert read("prs_PrimaryLanguage", "Quechua") == ("que", MAPPED)
    assert read("prs_SecondaryLanguage", "habla de Lamas") == ("habla de Lamas", KEPT)


def test_numbers_in_text_fields_lose_their_decimal_point():
    assert read("prs_IdentityNumber", 45678901.0) == ("45678901", MAPPED)
    assert read("prs_MobilePhone", 51987654321.0) == ("51987654321", MAPPED)


def test_text_stays_exactly_as_it_was_written():
    for written in ("=1+1", "\t=1", "＝1", "  con espacios ", "línea\r\notra", "+51 9", "@x", "_x0041_"):
        assert read("cco_CaseComment", written) == (written, TAKEN)


def test_nothing_is_nothing():
    for raw in ("", "   ", None, "\n"):
        assert read("prs_FirstName", raw) == ("", TAKEN)
    assert read("vic_MethodsOfControl", " ; ;") == ("", TAKEN)


def test_a_text_longer_than_a_cell_is_refused():
    assert read("cco_CaseComment", "a" * 32_767)[1] == TAKEN
    assert read("cco_CaseComment", "a" * 32_768) == ("", REFUSED)


anything = st.one_of(
    st.text(max_size=80),
    st.integers(-(10**9), 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(date(1900, 1, 1)).map(lambda day: {"d": day.isoformat()}),
    st.sampled_from([label for pairs in PICKLISTS.values() for _value, label in pairs]),
)


@given(name=st.sampled_from(sorted(FIELDS)), raw=anything)
def test_reading_again_what_was_read_changes_nothing_more(name, raw):
    first = read_cell(FIELDS[name], raw, TODAY)
    again = read_cell(FIELDS[name], first.value, TODAY)
    assert again.value == first.value
    if first.category in (TAKEN, MAPPED) and first.value:
        assert again.category == TAKEN


@given(raw=anything)
def test_a_refusal_is_only_for_days_and_lengths(raw):
    for field in FIELDS.values():
        if field.kind != Kind.DATE:
            assert read_cell(field, raw, TODAY).category != REFUSED
