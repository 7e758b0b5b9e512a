"""Which services each group of agencies is usually asked for: they come first in the form, the others after.

From the duties of DS 001-2016-IN arts. 23 to 47 (``domain.md`` 5.1).
"""

from directory.codelists import BoardGroup
from directory.codelists import ServiceKind as K

USUAL_SERVICES: dict[str, tuple[str, ...]] = {
    BoardGroup.PNP: (K.PROTECTION_SUPPORT, K.ROUTE_ORIENTATION),
    BoardGroup.MPFN: (K.PROTECTION_SUPPORT, K.LEGAL_ACCOMPANIMENT, K.SHELTER, K.CRISIS_CONTAINMENT),
    BoardGroup.MIMP: (K.SHELTER, K.PROTECTION_SUPPORT, K.SOCIAL_EVAL, K.PSYCH_EVAL, K.FAMILY_STRENGTHENING),
    BoardGroup.MINJUSDH: (K.LEGAL_REPRESENTATION, K.LEGAL_ORIENTATION, K.LEGAL_ACCOMPANIMENT),
    BoardGroup.MINSA: (K.HEALTH_CARE, K.PSYCH_EVAL, K.THERAPY_INDIV, K.THERAPY_FAMILY, K.SIS_ENROLMENT),
    BoardGroup.PJ: (K.LEGAL_ACCOMPANIMENT, K.PROTECTION_SUPPORT),
    BoardGroup.MINEDU: (K.EDUCATION_REINSERTION, K.TRAINING_COURSE),
    BoardGroup.MTPE: (K.EMPLOYABILITY, K.TRAINING_COURSE, K.ENTREPRENEURSHIP),
    BoardGroup.IDENTITY: (K.ID_DOCUMENTS, K.MIGRATION_REGULARISATION, K.REPATRIATION),
    BoardGroup.LOCAL: (K.SHELTER, K.SOCIAL_PROGRAMME, K.FOOD, K.RETURN),
    BoardGroup.CIVIL: (K.SHELTER, K.LEGAL_REPRESENTATION, K.THERAPY_INDIV, K.FOOD),
    BoardGroup.OTHER: (K.ROUTE_ORIENTATION, K.INTERPRETER, K.REPATRIATION),
}


def services_for(group: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Choices (code, label) usually asked of a group of agencies, and all the others."""
    usual = USUAL_SERVICES[group]
    first = [(code, K(code).label) for code in usual]
    return first, [(code, label) for code, label in K.choices if code not in usual]
