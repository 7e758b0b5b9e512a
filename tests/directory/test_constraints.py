from django.db import models

from directory.codelists import Sex
from directory.constraints import choice_check


def test_the_check_lists_the_codes_and_only_allows_blank_when_asked():
    assert choice_check("sex", Sex).condition == models.Q(sex__in=["F", "M", "NI"])
    assert choice_check("sex", Sex, blank=True).condition == models.Q(sex__in=["F", "M", "NI", ""])
    assert choice_check("sex", [("A", "uno")]).condition == models.Q(sex__in=["A"])


def test_long_field_names_give_short_names_that_do_not_collide():
    first = choice_check("relationship_to_the_person_who_recruited", Sex).name
    second = choice_check("relationship_to_the_person_who_exploited", Sex).name
    assert first != second
    # room for the longest app and model names within PostgreSQL's 63
    assert len(first % {"app_label": "directory", "class": "consentauthorisation"}) <= 63
