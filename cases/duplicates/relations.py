"""How each link to a person is joined when two records of her become one: a table, link by link.

A link is a column of any room that leads to ``cases.Person`` ("services.attention.person"). What is not listed moves,
which is right for nearly everything; ``tests/cases/test_merging.py`` asks for a line all the same, so that somebody has
thought of it.
"""

from collections.abc import Iterator
from enum import StrEnum

from django.apps import apps
from django.db import models

from cases.models import Person


class How(StrEnum):
    """``MOVES``: the row passes to the person in force, unless the database refuses a second one there (one current
    place, one profile): then it stays. ``STAYS``: history, never rewritten. ``TAKES_PART``: both may be in one case.
    """

    MOVES = "moves"
    STAYS = "stays"
    TAKES_PART = "takes part"


JOINS: dict[str, How] = {
    "cases.participation.person": How.TAKES_PART,
    # Whoever was joined to the one who is joined now leads straight to the person in force.
    "cases.person.merged_into": How.MOVES,
    "cases.identitydocument.person": How.MOVES,
    "cases.safecontact.person": How.MOVES,
    "cases.shelterlocation.person": How.MOVES,
    "cases.relationship.person": How.MOVES,
    "cases.relationship.relative": How.MOVES,
    "cases.consent.person": How.MOVES,
    "cases.consent.relative": How.MOVES,
    "cases.timelineentry.person": How.MOVES,
    "cases.task.person": How.MOVES,
    "cases.attachment.person": How.MOVES,
    "cases.letter.person": How.MOVES,
    "cases.letter.relative": How.MOVES,
    "services.attention.person": How.MOVES,
    # One of each: the person in force keeps hers, the other's stays with the record that was joined.
    "cases.genderprofile.person": How.MOVES,
    "cases.healthprofile.person": How.MOVES,
    "cases.householdprofile.person": How.MOVES,
    "cases.livelihoodprofile.person": How.MOVES,
    "cases.originprofile.person": How.MOVES,
    "services.aidrequest.person": How.MOVES,
    "services.kitdelivery.person": How.MOVES,
    "services.appointment.person": How.MOVES,
    "services.attendance.person": How.MOVES,
    "services.serviceenrolment.person": How.MOVES,
    "referrals.referral.person": How.MOVES,
    # What was decided of whom.
    "cases.duplicatepair.first": How.STAYS,
    "cases.duplicatepair.second": How.STAYS,
    "cases.personmerge.kept": How.STAYS,
    "cases.personmerge.merged": How.STAYS,
}
# A row that says in this column what a row of the person in force says already stays where it is.
SAID_ONCE: dict[str, str] = {"cases.identitydocument.person": "number_hash"}


def links(to: type[models.Model] = Person) -> Iterator[tuple[type[models.Model], models.Field]]:
    """Every column of every table that leads to a person, or to her part in a case, links between rows among them."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            for field in model._meta.local_concrete_fields:
                if field.is_relation and field.remote_field.model is to:
                    yield model, field


def name_of(model: type[models.Model], field: models.Field) -> str:
    return f"{model._meta.label_lower}.{field.name}"


def link_named(name: str) -> tuple[type[models.Model], models.Field]:
    """The table and the column of ``name``. Raises LookupError where there is no such table any more."""
    label, _dot, column = name.rpartition(".")
    model = apps.get_model(label)
    return model, model._meta.get_field(column)


def how(model: type[models.Model], field: models.Field) -> How:
    return JOINS.get(name_of(model, field), How.MOVES)
