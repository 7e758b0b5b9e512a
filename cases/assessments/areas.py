"""What an assessment looks at, and whose area its answers are."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Area


class AssessmentArea(TextChoices):
    """``domain.md`` 3.6, and the first hours."""

    FIRST_HOURS = "FIRST_HOURS", _("Primeras horas")
    RISK = "RISK", _("Riesgo")
    NEEDS = "NEEDS", _("Necesidades")
    PSYCHOLOGICAL = "PSYCHOLOGICAL", _("Psicológica")
    SOCIAL = "SOCIAL", _("Social y familiar")
    LEGAL = "LEGAL", _("Legal")
    HEALTH = "HEALTH", _("Salud")
    EDUCATION = "EDUCATION", _("Educación")
    ECONOMIC = "ECONOMIC", _("Económica")


# Whose words they are: an area that is reserved (accounts/permissions.py) is written and read by its own people only.
_RESERVED: dict[str, str] = {
    AssessmentArea.PSYCHOLOGICAL: Area.PSYCHOLOGICAL,
    AssessmentArea.LEGAL: Area.LEGAL,
    AssessmentArea.SOCIAL: Area.SOCIAL,
    AssessmentArea.ECONOMIC: Area.SOCIAL,
}


def area_of(area: str) -> str:
    """The professional area (``accounts.permissions.Area``) that the answers of an assessment belong to."""
    return _RESERVED.get(area, Area.GENERAL)
