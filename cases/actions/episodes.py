"""What happened, step by step: each compares the version that was read; rows that leave are dated, not deleted."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions.timeline import add_entry, only_one
from cases.errors import NotPossible
from cases.models import (
    AllegedPerpetratorNote,
    Case,
    EpisodePerson,
    ExploitationSite,
    Participation,
    RouteStop,
    TraffickingEpisode,
)
from cases.states import EntryKind
from directory.versions import StaleVersion, save_current

Rows = Sequence[Mapping[str, Any]]


@told_in_spanish
def open_episode(case: Case, people: Mapping[UUID, str], values: Mapping[str, Any], *, by: User) -> TraffickingEpisode:
    """Write a history of exploitation of these people of the case: participation id → what the recruiter was to her.

    Raises NotPossible without people, or with somebody who is no direct victim of this case.
    """
    with transaction.atomic():
        episode = TraffickingEpisode.objects.create(key=case.key, case=case, created_by=by, updated_by=by, **values)
        _set_people(episode, people)
        victims = Participation.objects.filter(pk__in=people).select_related("person")
        line = _("Hechos registrados")
        add_entry(
            case, EntryKind.FACTS, line, by=by, person=only_one([each.person for each in victims]), subject=episode
        )
        record_about(by, AuditAction.CHANGED, case, fields=["episode"])
    return episode


def change_episode(
    episode: TraffickingEpisode,
    values: Mapping[str, Any],
    *,
    by: User,
    expected_version: int,
    people: Mapping[UUID, str] | None = None,
    stops: Rows | None = None,
    sites: Rows | None = None,
) -> TraffickingEpisode:
    """Change one step of an episode, with the rows that belong to it; None leaves rows as they are.

    Raises StaleVersion if somebody saved first, NotPossible for an episode that was withdrawn.
    """
    with transaction.atomic():
        row = _locked(episode)
        if row.version != expected_version:
            raise StaleVersion(row)
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, values[name])
        moved = [
            name
            for name, told, write in (
                ("people", people, _set_people),
                ("route", stops, _set_stops),
                ("sites", sites, _set_sites),
            )
            if told is not None and write(row, told)
        ]
        if changed or moved:
            row.updated_by = by
            save_current(row, expected_version, [*changed, "updated_at", "updated_by"])
            record_about(by, AuditAction.CHANGED, row.case, fields=["episode", *changed, *moved])
    return row


@told_in_spanish
def withdraw_episode(episode: TraffickingEpisode, reason: str, *, by: User) -> None:
    """Take back what was entered by mistake: it stays in the history of the rows and is shown nowhere else."""
    with transaction.atomic():
        row = _locked(episode)
        row.withdrawn_at, row.withdrawn_by, row.withdrawal_reason = timezone.now(), by, reason
        row.updated_by, row.version = by, row.version + 1
        row.save()
        add_entry(row.case, EntryKind.FACTS, _("Hechos retirados"), by=by, body=reason)
        record_about(by, AuditAction.CHANGED, row.case, fields=["episode", "withdrawn_at"])


def note_perpetrator(episode: TraffickingEpisode, values: Mapping[str, Any], *, by: User) -> AllegedPerpetratorNote:
    """Write what may be held of an alleged perpetrator (``cases/models/perpetrator.py``), and nothing more."""
    with transaction.atomic():
        row = _locked(episode)
        note = AllegedPerpetratorNote.objects.create(key=row.key, episode=row, created_by=by, updated_by=by, **values)
        record_about(by, AuditAction.CHANGED, row.case, fields=["perpetrators"])
    return note


def change_perpetrator(
    note: AllegedPerpetratorNote, values: Mapping[str, Any], *, by: User, expected_version: int
) -> AllegedPerpetratorNote:
    """Raises StaleVersion if somebody saved first."""
    changed = [name for name, value in values.items() if getattr(note, name) != value]
    with transaction.atomic():
        for name in changed:
            setattr(note, name, values[name])
        if changed:
            note.updated_by = by
            save_current(note, expected_version, [*changed, "updated_at", "updated_by"])
            record_about(by, AuditAction.CHANGED, note.episode.case, fields=["perpetrators"])
    return note


@told_in_spanish
def withdraw_perpetrator(note: AllegedPerpetratorNote, reason: str, *, by: User) -> None:
    """Take a note back, saying why; a second time changes nothing. Raises NotPossible without a reason."""
    if not reason.strip():
        raise NotPossible(_("Escribe por qué se retira: quien siga el caso lo necesitará."))
    with transaction.atomic():
        row = (
            AllegedPerpetratorNote.objects.select_for_update(of=("self",))
            .select_related("key", "episode__case__key")
            .get(pk=note.pk)
        )
        if row.withdrawn_at is None:
            row.withdrawn_at, row.withdrawn_by, row.version = timezone.now(), by, row.version + 1
            row.withdrawal_reason = reason
            row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason", "version", "updated_at"])
            headline = _("Nota sobre quien la explotó, retirada")
            add_entry(row.episode.case, EntryKind.FACTS, headline, by=by, body=reason)
            record_about(by, AuditAction.CHANGED, row.episode.case, fields=["perpetrators", "withdrawn_at"])


def _locked(episode: TraffickingEpisode) -> TraffickingEpisode:
    row = (
        TraffickingEpisode.objects.select_for_update(of=("self",)).select_related("key", "case__key").get(pk=episode.pk)
    )
    if row.is_withdrawn:
        raise NotPossible(_("Alguien retiró estos hechos mientras escribías."))
    return row


def _set_people(episode: TraffickingEpisode, people: Mapping[UUID, str]) -> bool:
    victims = Participation.objects.victims().filter(case=episode.case_id, pk__in=people)
    if not people or victims.count() != len(people):
        raise NotPossible(_("Marca a quién le pasó: una o más víctimas directas de este caso."))
    changed, now = False, timezone.now()
    rows = {
        each.participation_id: each
        for each in EpisodePerson.objects.filter(episode=episode, participation__person__merged_into=None)
    }
    for pk, relation in people.items():
        row = rows.pop(pk, None) or EpisodePerson(episode=episode, participation_id=pk)
        changed |= _write(row, {"recruiter_relation": relation, "removed_at": None})
    for row in rows.values():
        if row.removed_at is None:
            changed |= _write(row, {"removed_at": now})
    return changed


def _set_stops(episode: TraffickingEpisode, stops: Rows) -> bool:
    """The first place is where the way begins: nobody was brought to it."""
    return _set_rows(
        episode, RouteStop, [{**each, "transport": each["transport"] if n else ""} for n, each in enumerate(stops)]
    )


def _set_sites(episode: TraffickingEpisode, sites: Rows) -> bool:
    return _set_rows(episode, ExploitationSite, sites, key=episode.key)


def _set_rows(episode: TraffickingEpisode, model, told: Rows, **more) -> bool:
    """Write rows into their places; those beyond the last leave the list with a date."""
    stored = {row.position: row for row in model.objects.current().filter(episode=episode)}
    changed = False
    for position, values in enumerate(told, 1):
        row = stored.pop(position, None) or model(episode=episode, position=position, **more)
        changed |= _write(row, values)
    for row in stored.values():
        changed |= _write(row, {"removed_at": timezone.now()})
    return changed


def _write(row, values: Mapping[str, Any]) -> bool:
    """Save ``row`` if it is new or differs; whether it was."""
    is_new = row._state.adding
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not is_new and not changed:
        return False
    for name in changed:
        setattr(row, name, values[name])
    row.save(**({} if is_new else {"update_fields": changed}))
    return True
