"""Countries are named in the language of the page; the frequent ones come first."""

from django.utils.translation import override

from directory.countries import country_choices, country_name


def test_a_country_has_its_name_in_both_languages():
    assert country_name("BR") == "Brasil"
    with override("en"):
        assert country_name("BR") == "Brazil"


def test_a_code_that_no_list_has_is_shown_as_it_is_and_unspecified_has_words():
    assert country_name("QQ") == "QQ"
    assert country_name("ZZ") == "No especificado"


def test_the_frequent_ones_come_first_and_nobody_is_listed_twice():
    _blank, (_words, frequent), (_more, everyone) = country_choices()
    codes = [code for code, _name in [*frequent, *everyone]]
    assert codes[0] == "PE" and len(codes) == len(set(codes)) > 240
    assert [name for _code, name in everyone][:1] == ["Afganistán"]
