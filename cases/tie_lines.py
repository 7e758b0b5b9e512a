"""Relatives of a person as an account may know of them: by code, or only as somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Person, Relationship
from cases.states import Stance


@dataclass(frozen=True)
class Tie:
    """``warning``: never to contact, in words; ``is_own``: written on her page, and so changed from it."""

    words: str
    code: str
    url: str
    details: str
    warning: str
    reason: str
    notes: str
    edit_url: str


def ties_of(user: User, person: Person) -> list[Tie]:
    """Her own ties first, then those in which somebody named her; three queries."""
    return ties_of_people(user, [person.pk])[person.pk]


def ties_of_people(user: User, ids: Iterable[UUID]) -> dict[UUID, list[Tie]]:
    """``ties_of`` of each by her id; three queries whatever their number."""
    found: dict[UUID, list[Tie]] = {each: [] for each in ids}
    own = list(_rows().filter(person__in=found))
    others = list(_rows().filter(relative__in=found))
    people = {each.relative_id for each in own} | {each.person_id for each in others}
    visible = Person.objects.visible_to(user).in_bulk(people)
    told = _("La registró como: %s")
    for each in own:
        found[each.person_id].append(_own(each, visible.get(each.relative_id)))
    for each in others:
        words = told % each.get_kind_display().lower()
        found[each.relative_id].append(_other(each, visible.get(each.person_id), words))
    return found


def _rows():
    return Relationship.objects.current().select_related("key").order_by("created_at", "id")


def _own(row: Relationship, relative: Person | None) -> Tie:
    warning = _("Posible involucrado: no contactar") if row.possibly_involved else ""
    if not warning and relative is not None and relative.whereabouts:
        warning = relative.get_whereabouts_display()
    return Tie(
        words=row.get_kind_display(),
        code=relative.code if relative else _("Otra persona, de casos que no puedes ver"),
        url=relative.get_absolute_url() if relative else "",
        details=" · ".join(_details(row)),
        warning=warning,
        reason=row.involved_reason if relative else "",
        notes=row.notes if relative else "",
        edit_url=reverse("cases:relation_edit", args=[row.pk]) if relative else "",
    )


def _other(row: Relationship, person: Person | None, words: str) -> Tie:
    return Tie(
        words=words,
        code=person.code if person else _("Otra persona, de casos que no puedes ver"),
        url=person.get_absolute_url() if person else "",
        details="",
        warning=_("Se la señala como posible involucrada") if row.possibly_involved else "",
        reason="",
        notes=row.notes if person else "",
        edit_url="",
    )


def _details(row: Relationship) -> list[str]:
    lives = {True: _("vive con ella"), False: _("no vive con ella"), None: ""}[row.lives_together]
    stance = str(Stance(row.stance).label).lower() if row.stance and row.stance != Stance.UNKNOWN else ""
    guardian = _("tutora o tutor legal") if row.is_guardian else ""
    suspended = _("patria potestad suspendida o perdida: no decide ni firma") if row.authority_suspended else ""
    return [each for each in (lives, stance, guardian, suspended) if each]
