"""Two people's data in rows of two, with what differs marked. Reads what its caller has already loaded."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.models import Person
from cases.sound import sounds
from interface.dates import day


@dataclass(frozen=True)
class Row:
    """One datum of both. ``differs``: both say something and not the same; ``sounds_alike``: only in its spelling."""

    label: str
    values: tuple[str, str]
    differs: bool
    sounds_alike: bool = False


def compared(one: Person, other: Person, ages: list[str]) -> list[Row]:
    """The rows of the page, empty ones on both sides left out."""
    names = (
        (_("Apellido paterno"), "paternal_surname"),
        (_("Apellido materno"), "maternal_surname"),
        (_("Nombres"), "given_names"),
        (_("Cómo la llaman"), "preferred_name"),
        (_("Otros nombres"), "other_names"),
    )
    rows = [_name_row(label, getattr(one, field), getattr(other, field)) for label, field in names]
    born = [day(each.birth_date) if each.birth_date else "" for each in (one, other)]
    papers = [_documents(each) for each in (one, other)]
    rows += [
        _row(_("Fecha de nacimiento"), *born),
        _row(_("Edad"), *ages),
        _row(_("Sexo"), one.get_sex_display(), other.get_sex_display()),
        _row(_("Documentos"), *papers),
        _row(_("Registrada el"), day(one.created_at), day(other.created_at)),
    ]
    return [row for row in rows if any(row.values)]


def _name_row(label: str, one: str, other: str) -> Row:
    alike = sorted(sounds(one)) == sorted(sounds(other))
    return Row(label, (one, other), bool(one and other and one != other), alike)


def _row(label: str, one: str, other: str) -> Row:
    return Row(label, (one, other), bool(one and other and one != other))


def _documents(person: Person) -> str:
    rows = person.documents.all()
    return ", ".join(f"{each.get_kind_display()} {each.number}".strip() for each in rows)
