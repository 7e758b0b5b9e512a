"""Areas of a reintegration plan, who does each thing, how far it is, and how a plan ends. No queries.

``domain.md`` 3.13. The plan is asked for by DS 001-2016-IN arts. 34 and 44; how it is made, by the guide of DS
009-2019-MIMP, whose forms were not at hand: areas and words are ours.
"""

import calendar
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

# Every how many months a plan is looked at again: quarterly by default (``domain.md`` 3.13), as the measures of
# protection of children are (DS 001-2018-MIMP art. 60).
MONTHS_TO_REVIEW = 3


def next_review(on: date) -> date:
    """The same day three months later, or the last of that month where it has no such day."""
    months = on.year * 12 + on.month - 1 + MONTHS_TO_REVIEW
    year, month = divmod(months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


class PlanArea(models.TextChoices):
    """In the order of a plan's page. Stored open, health too: reports count goals by area (R12)."""

    HEALTH = "HEALTH", _("Salud")
    MENTAL_HEALTH = "MENTAL_HEALTH", _("Salud mental")
    EDUCATION = "EDUCATION", _("Educación")
    WORK = "WORK", _("Empleo o emprendimiento")
    HOUSING = "HOUSING", _("Vivienda")
    FAMILY = "FAMILY", _("Familia")
    IDENTITY = "IDENTITY", _("Identidad y documentos")
    JUSTICE = "JUSTICE", _("Justicia")
    SAFETY = "SAFETY", _("Seguridad")
    PROGRAMMES = "PROGRAMMES", _("Programas sociales")


# What an area is called on the sheet that she takes along, which somebody else may find.
PLAIN_AREAS: dict[str, str] = {
    PlanArea.HEALTH: _("Mi bienestar"),
    PlanArea.MENTAL_HEALTH: _("Mi bienestar"),
    PlanArea.EDUCATION: _("Mis estudios"),
    PlanArea.WORK: _("Mi trabajo"),
    PlanArea.HOUSING: _("Mi casa"),
    PlanArea.FAMILY: _("Mi familia"),
    PlanArea.IDENTITY: _("Mis documentos"),
    PlanArea.JUSTICE: _("Mis derechos"),
    PlanArea.SAFETY: _("Mi tranquilidad"),
    PlanArea.PROGRAMMES: _("Apoyos que puedo recibir"),
}


class Responsible(models.TextChoices):
    """Who does an activity."""

    STAFF = "STAFF", _("Alguien del centro")
    UNIT = "UNIT", _("Otra entidad")
    HERSELF = "HERSELF", _("Ella misma")


class Progress(models.TextChoices):
    PENDING = "PENDING", _("Por hacer")
    DOING = "DOING", _("En marcha")
    DONE = "DONE", _("Logrado")
    LEFT = "LEFT", _("Dejado")


PROGRESS_LOOK: dict[str, tuple[str, str]] = {
    Progress.PENDING: ("gris", "reloj"),
    Progress.DOING: ("rio", "curso"),
    Progress.DONE: ("selva", "ok"),
    Progress.LEFT: ("camu", "menos"),
}

# Nothing more is to be done of these.
SETTLED: frozenset[str] = frozenset({Progress.DONE, Progress.LEFT})


class ReviewResult(models.TextChoices):
    """What a review decides of the plan: that it goes on, or how it ends."""

    GOES_ON = "GOES_ON", _("El plan sigue")
    MET = "MET", _("Termina: se lograron sus metas")
    HER_DECISION = "HER_DECISION", _("Termina: ella decidió no seguir")
    MOVED = "MOVED", _("Termina: se mudó o regresó a su lugar")
    LOST_CONTACT = "LOST_CONTACT", _("Termina: se perdió el contacto")
    OTHER = "OTHER", _("Termina: otro motivo")
