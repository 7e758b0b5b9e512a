"""Letters as lines of their pages: what may be told of each to whom, and where it stands."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cases.labels import Label
from cases.letters.access import may_read_letter
from cases.letters.kinds import LETTER_LOOK, Addressee, LetterFailure, LetterKind
from cases.letters.wording import LetterText, current_text
from cases.models import Case, Letter


@dataclass(frozen=True)
class LetterLine:
    letter: Letter
    may_read: bool
    label: Label
    to: str


def letter_line(user: User, letter: Letter) -> LetterLine:
    may_read = may_read_letter(user, letter)
    return LetterLine(letter, may_read, letter_label(letter), to_whom(letter) if may_read else "")


def letter_label(letter: Letter) -> Label:
    tone, icon = LETTER_LOOK[letter.state]
    note = str(LetterFailure(letter.failure).label) if letter.failure else ""
    return Label(tone, icon, letter.get_state_display(), note)


def to_whom(letter: Letter) -> str:
    """ "UGEL Maynas"; of a relative only the code."""
    if letter.addressee == Addressee.UNIT:
        return letter.unit.name if letter.unit else ""
    if letter.addressee == Addressee.INSTITUTION:
        return letter.institution
    if letter.addressee == Addressee.RELATIVE:
        return letter.relative.code if letter.relative else ""
    return _("Ella misma")


def progress_words(letter: Letter) -> str:
    """The sentence below the bar."""
    if letter.is_late:
        return _("El servicio no responde: se preparará cuando vuelva. No hace falta pedirla otra vez.")
    return _("Se prepara en cuanto el servicio esté libre. Puedes salir de esta página.")


def texts_to_choose(on: date) -> list[LetterText]:
    """The text of today of every kind, in the order of the list."""
    return [current_text(kind, on) for kind in LetterKind]


def document_scopes(case: Case, current: str) -> list[dict]:
    """What the page of documents shows: those in use, those taken out, and the letters."""
    documents = reverse("cases:attachments", args=[case.pk])
    scopes = (
        ("use", _("En uso"), f"{documents}?ver=uso"),
        ("withdrawn", _("Retirados"), f"{documents}?ver=retirados"),
        ("letters", _("Cartas"), reverse("cases:letters", args=[case.pk])),
    )
    return [{"label": label, "url": url, "is_current": key == current} for key, label, url in scopes]
