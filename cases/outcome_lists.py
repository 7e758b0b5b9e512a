"""What becomes of each person, and what a case teaches. No queries.

``domain.md`` 1.9 (outcome: return, reintegration in family, school, work), 5.1 F8 (good and bad practice) and R17.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """How she is left. Computed from what other rows say, never typed a second time (``cases.outcomes``)."""

    RETURN = "RETURN", _("Retorno")
    FAMILY = "FAMILY", _("Vida en familia")
    EDUCATION = "EDUCATION", _("Estudios")
    WORK = "WORK", _("Trabajo")
    PLAN = "PLAN", _("Plan de reintegración")


class LessonKind(models.TextChoices):
    """NONE: it was asked, and there was nothing to write."""

    GOOD = "GOOD", _("Buena práctica")
    BAD = "BAD", _("Mala práctica")
    NONE = "NONE", _("Nada que anotar")


LESSON_LOOK: dict[str, tuple[str, str]] = {
    LessonKind.GOOD: ("selva", "ok"),
    LessonKind.BAD: ("tierra", "alerta"),
    LessonKind.NONE: ("gris", "menos"),
}
