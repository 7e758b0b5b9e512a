"""What the places of an episode say together: within the country, or over a border. Pure questions."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reach(TextChoices):
    INTERNAL = "INTERNAL", _("Dentro del Perú")
    INTERNATIONAL = "INTERNATIONAL", _("Internacional")
    ABROAD = "ABROAD", _("Dentro de otro país")


def reach(countries: Iterable[str]) -> Reach | None:
    """Whether somebody was taken over a border: of the countries in which she was recruited, taken and exploited.

    Internal trafficking stays within one country (Palermo Protocol art. 4 and UNTOC art. 3.2). None where no place is
    known; "" counts as nothing.
    """
    known = {each for each in countries if each}
    if not known:
        return None
    if len(known) > 1:
        return Reach.INTERNATIONAL
    return Reach.INTERNAL if known == {"PE"} else Reach.ABROAD
