"""What a consent is made of: purposes, who decides, how it was signed. Enums and pure questions; no queries.

``domain.md`` 3.5; DS 016-2024-JUS arts. 1 to 10 (free, prior, express, informed; in writing for sensitive data; each
purpose on its own; taken back as easily as given), 22 and 23 (minors).
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.ages import CONSENT_AGE
from cases.states import SENSITIVE_ITEMS, ConsentState


class Purpose(TextChoices):
    """What she is asked for, one by one: a no to one of them says nothing of the others."""

    ATTENTION = "ATTENTION", _("Que el centro la atienda")
    DATA = "DATA", _("Guardar y usar sus datos")
    SENSITIVE = "SENSITIVE", _("Guardar y usar datos delicados")
    SHARING = "SHARING", _("Compartir con una entidad")
    DONOR_STATISTICS = "DONOR_STATISTICS", _("Contarla en cifras para financiadores")
    IMAGE_VOICE = "IMAGE_VOICE", _("Usar su imagen o su voz")
    RESEARCH = "RESEARCH", _("Usar su historia en una investigación")


# Asked once each; sharing is asked per agency.
OWN_PURPOSES: tuple[str, ...] = tuple(each.value for each in Purpose if each != Purpose.SHARING)

# Health, sexual life, face and voice, and what happened to her: only a signature reaches them.
WRITTEN_PURPOSES: frozenset[str] = frozenset({Purpose.SENSITIVE, Purpose.IMAGE_VOICE, Purpose.RESEARCH})


class Capacity(TextChoices):
    """Who decided, by her age of that day."""

    ADULT = "ADULT", _("Ella, mayor de edad")
    A14_17 = "A14_17", _("Ella, de 14 a 17 años o con edad en duda")
    PARENT = "PARENT", _("Su madre, su padre o quien tiene su tutela")
    STATE = "STATE", _("La UPE, que tiene su tutela")
    DEFENDER = "DEFENDER", _("Un defensor, porque su familia tiene un conflicto de intereses")


HERSELF: frozenset[str] = frozenset({Capacity.ADULT, Capacity.A14_17})


class Signature(TextChoices):
    """How it is proved. Paper is proved by its scan, which is a file of the case."""

    PAPER = "PAPER", _("Firma en papel")
    FINGERPRINT = "FINGERPRINT", _("Huella en papel")
    SCREEN = "SCREEN", _("Firma en esta pantalla")
    VERBAL = "VERBAL", _("De palabra")


ON_PAPER: frozenset[str] = frozenset({Signature.PAPER, Signature.FINGERPRINT})
IN_WRITING: frozenset[str] = frozenset({*ON_PAPER, Signature.SCREEN})


def capacities(age: int | None, *, is_minor: bool) -> tuple[str, ...]:
    """Who may decide for somebody of this age in completed years (None: unknown); ``is_minor`` counts a doubt as yes.

    Under 14 others decide; from 14 to 17 she may herself (DS 016-2024-JUS arts. 22 and 23). A relative under
    suspicion never: then the UPE, or a defender (D.Leg. 1297 art. 51).
    """
    if not is_minor:
        return (Capacity.ADULT,)
    others = (Capacity.PARENT, Capacity.STATE, Capacity.DEFENDER)
    if age is not None and age < CONSENT_AGE:
        return others
    return (Capacity.A14_17, *others)


def text_audience(age: int | None, *, is_minor: bool) -> str:
    """Whose words the text uses: ``adulta``, ``adolescente`` or ``nina`` (with a part for whoever decides for her)."""
    if not is_minor:
        return "adulta"
    return "nina" if age is not None and age < CONSENT_AGE else "adolescente"


def needs_writing(purpose: str, kinds: frozenset[str] = frozenset()) -> bool:
    return purpose in WRITTEN_PURPOSES or bool(SENSITIVE_ITEMS & kinds)


def signature_fits(state: str, signature: str) -> bool:
    """Whether a form of signature goes with the answer; "" is what intake does not ask."""
    if not signature:
        return True
    if state == ConsentState.VERBAL:
        return signature == Signature.VERBAL
    return signature in IN_WRITING and state in {ConsentState.WRITTEN, ConsentState.REFUSED}
