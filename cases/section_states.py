"""Where the parts of a file that this room keeps itself stand."""

from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case
from cases.sections import SectionState, Told


def facts_of_case(user: User, case: Case) -> Told:
    """What happened in few lines, and where: no query more than the case itself."""
    lacks = [word for word, value in ((_("resumen"), case.summary), (_("lugar"), case.place_id)) if not value]
    if lacks:
        return Told(SectionState.MISSING, _("Falta: %s.") % ", ".join(lacks))
    return Told(SectionState.DONE)
