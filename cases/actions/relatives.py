"""Ties between people: whose mother, who answers for her, whom never to contact, whom to look for.

The trail tells of them as of the person, so that whoever answers for her case sees who changed them.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions.intake import NewPerson, add_person
from cases.actions.people import change_person, put
from cases.actions.timeline import add_entry
from cases.errors import NotPossible
from cases.models import Case, Participation, Person, Relationship
from cases.states import ConsentState, EntryKind, ParticipationRole
from directory.versions import StaleVersion, save_current


def relate(person: Person, relative: Person, kind: str, *, by: User, **told: Any) -> Relationship:
    """Tie two people: ``relative`` is her ``kind``; ``told`` are the other fields of a ``Relationship``.

    Somebody possibly involved is never offered as a contact (``PersonQuerySet.contactable``). Raises NotPossible for
    a tie that is there already; one that was withdrawn comes back.
    """
    if person.pk == relative.pk:
        raise NotPossible(_("Una persona no es familiar de sí misma."))
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).only("pk").get(pk=person.pk)
        rows = Relationship.objects.filter(person=person, relative=relative)
        if rows.current().exists():
            raise NotPossible(_("Esa relación ya está registrada: ábrela para cambiarla."))
        values = _tidy({"kind": kind, "withdrawn_at": None, "withdrawal_reason": ""} | told)
        tie, _made = rows.update_or_create(
            defaults=values,
            create_defaults=values | {"key": person.key, "person": person, "relative": relative, "created_by": by},
        )
        record_about(by, AuditAction.CHANGED, person, fields=["relation"])
    return tie


def add_relative(
    person: Person, case: Case, who: NewPerson, kind: str, *, by: User, whereabouts: str = "", **told: Any
) -> Relationship:
    """Somebody nobody registered yet, by name: she joins the case as a relative, asked for no consent yet, and is
    tied to ``person``. ``whereabouts``: being looked for, missing, dead; as of today."""
    role, consent = ParticipationRole.RELATIVE, ConsentState.NOT_YET
    with transaction.atomic():
        today = timezone.localdate()
        relative = add_person(case, who, role, by=by, joined_on=today, consent=consent).person
        if whereabouts:
            change_person(relative, {"whereabouts": whereabouts}, by=by, expected_version=relative.version)
        return relate(person, relative, kind, by=by, **told)


@told_in_spanish
def change_relation(
    tie: Relationship, values: dict[str, Any], *, by: User, expected_version: int, reason: str = ""
) -> Relationship:
    """Change what is known of a tie; ``reason``: why its relative is no longer thought to be involved, which makes her
    contactable again. Raises StaleVersion if somebody saved first, NotPossible where that reason lacks."""
    if tie.version != expected_version:
        raise StaleVersion(tie)
    is_cleared = tie.possibly_involved and not values.get("possibly_involved", True)
    if is_cleared and not reason.strip():
        raise NotPossible(_("Escribe por qué ya no se piensa que participó."))
    with transaction.atomic():
        save_current(tie, expected_version, put(tie, _tidy(values)))
        record_about(by, AuditAction.CHANGED, tie.person, fields=["relation"])
        if is_cleared:
            _tell(tie, _("Ya no figura como posible involucrado: %s"), reason, by)
    return tie


@told_in_spanish
def withdraw_relation(tie: Relationship, reason: str, *, by: User) -> None:
    """Take back a tie that was written by mistake, saying why: whoever was possibly involved may be contacted again.

    Its history stays. Raises NotPossible without a reason, StaleVersion."""
    if not reason.strip():
        raise NotPossible(_("Escribe por qué se quita la relación."))
    with transaction.atomic():
        tie.withdrawn_at, tie.withdrawal_reason = timezone.now(), reason
        save_current(tie, tie.version, ["withdrawn_at", "withdrawal_reason"])
        record_about(by, AuditAction.CHANGED, tie.person, fields=["relation"])
        _tell(tie, _("Relación quitada: %s"), reason, by)


def _tell(tie: Relationship, headline, reason: str, by: User) -> None:
    """A line in the cases that both are in; without any, in hers. By what the relative is to her: whoever reads it may
    not know of her by code."""
    hers = Case.objects.visible_to(by).filter(participations__person=tie.person).select_related("key").distinct()
    both = hers.filter(pk__in=Participation.objects.filter(person=tie.relative_id).values("case"))
    for case in list(both) or list(hers):
        add_entry(case, EntryKind.PERSON, headline % tie.get_kind_display(), by=by, person=tie.person, body=reason)


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    """The reason goes with the suspicion."""
    return values if values.get("possibly_involved") else values | {"involved_reason": ""}
