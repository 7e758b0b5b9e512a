"""A letter as a sheet of paper: the same for the page that shows it, the PDF and the document for Word."""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.language import told_in_spanish
from accounts.models import User
from accounts.permissions import Role
from cases.letters.kinds import Addressee
from cases.letters.printing import Printing, natural_name
from cases.letters.wording import LetterText, text_of
from cases.models.letter import Letter
from directory.codelists import Sex
from interface import dates


@dataclass(frozen=True)
class Sheet:
    """Words in the order in which they stand; an empty one does not stand there. Always Spanish."""

    sender: str
    office: str
    number: str
    place_and_date: str
    to: tuple[str, ...]
    heading: str
    subject: str
    greeting: str
    paragraphs: tuple[tuple[str, ...], ...]
    closing: str
    signer: str
    signer_role: str
    is_hers: bool
    note: str
    is_demonstration: bool


@told_in_spanish
def sheet_of(letter: Letter, printing: Printing, *, signer: User, on: date) -> Sheet:
    """The sheet of ``letter`` as ``printing`` fills it, signed by ``signer`` on ``on``."""
    text = text_of(letter.edition)
    office = letter.office or letter.case.office
    return Sheet(
        sender=settings.PRODUCT_NAME,
        office=office.name,
        number=letter.short_number if text.heading else letter.full_number,
        place_and_date=f"{office.name}, {dates.written_day(on)}",
        to=_to(letter, text, printing),
        heading=text.heading,
        subject="" if text.heading else printing.fill(letter.subject),
        greeting=text.greeting,
        paragraphs=_paragraphs(printing.fill(letter.body)),
        closing=text.closing,
        signer=signer.display_name,
        signer_role=str(Role(letter.signer_role or signer.role).label),
        is_hers=text.signed_by_her,
        note=_note(letter),
        is_demonstration=apps.is_installed("demonstration"),
    )


def _paragraphs(text: str) -> tuple[tuple[str, ...], ...]:
    """Paragraphs are parted by an empty line; inside one, each line stands on its own."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    return tuple(tuple(line.strip() for line in block.strip().split("\n")) for block in blocks if block.strip())


def _to(letter: Letter, text: LetterText, printing: Printing) -> tuple[str, ...]:
    """The lines of the address; none over a certificate, which is nobody's letter."""
    if text.heading and letter.addressee != Addressee.UNIT:
        return ()
    lines = {
        Addressee.HERSELF: lambda: (_title(letter.person.sex), printing.texts.get("NOMBRE") or letter.person.code),
        Addressee.RELATIVE: lambda: _to_relative(letter, printing),
        Addressee.UNIT: lambda: (_("Señores"), letter.attention_to, *_unit_lines(letter)),
        Addressee.INSTITUTION: lambda: (_("Señores"), letter.attention_to, letter.institution),
    }
    return (*filter(None, lines[letter.addressee]()), _("Presente.-"))


def _unit_lines(letter: Letter) -> tuple[str, ...]:
    return (letter.unit.name, letter.unit.agency.name) if letter.unit else ()


def _to_relative(letter: Letter, printing: Printing) -> tuple[str, ...]:
    if letter.relative is None:
        return ()
    name = natural_name(letter.relative) if printing.shows_names else ""
    return (_title(letter.relative.sex), name or letter.relative.code)


def _title(sex: str) -> str:
    return {Sex.F: _("Señora"), Sex.M: _("Señor")}.get(sex, _("Señor(a)"))


def _note(letter: Letter) -> str:
    """At the foot of what leaves to others."""
    if letter.addressee in (Addressee.HERSELF, Addressee.RELATIVE):
        return ""
    return _(
        "Contiene datos personales entregados solo para este fin (Ley 29733). No pueden pasarse a terceros. Cualquier "
        "consulta es con este centro, no con la persona."
    )
