"""Courses, jobs and enterprises: written down, changed, visited."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions import add_entry
from cases.errors import NotPossible
from cases.models import Participation
from cases.states import EntryKind
from directory.versions import save_current
from services.aid_states import AidPurpose
from services.livelihood_states import LivelihoodKind, LivelihoodState
from services.models import Livelihood, LivelihoodVisit

NEW_FIELDS = ("kind", "sector", "what", "where", "training", "state", "started_on", "ended_on", "aid")
CHANGEABLE = NEW_FIELDS[1:]


@told_in_spanish
def add_livelihood(participation: Participation, values: dict, *, by: User) -> Livelihood:
    """``values``: by ``NEW_FIELDS``. Raises NotPossible for help that is not her seed capital."""
    with transaction.atomic():
        told = {name: values[name] for name in NEW_FIELDS}
        _refuse_other_aid(participation, told)
        made = Livelihood.objects.create(key=participation.case.key, participation=participation, created_by=by, **told)
        line = f"{made.get_kind_display()}: {made.get_state_display()}"
        add_entry(participation.case, EntryKind.PLAN, line, by=by, person=participation.person)
        record_about(by, AuditAction.CREATED, participation, fields=["livelihood"])
    return made


def _refuse_other_aid(participation: Participation, told: dict) -> None:
    aid = told["aid"]
    if aid is None:
        return
    hers = (aid.case_id, aid.person_id) == (participation.case_id, participation.person_id)
    if not hers or aid.purpose != AidPurpose.SEED_CAPITAL or told.get("kind") not in (None, LivelihoodKind.ENTERPRISE):
        raise NotPossible(_("Elige un pedido de capital semilla de ella, para un emprendimiento."))


@told_in_spanish
def change_livelihood(livelihood: Livelihood, values: dict, *, by: User, expected_version: int) -> Livelihood:
    """``values``: by ``CHANGEABLE``. Raises StaleVersion, and NotPossible as ``add_livelihood`` does."""
    with transaction.atomic():
        told = {name: values[name] for name in CHANGEABLE}
        part = livelihood.participation
        _refuse_other_aid(part, told | {"kind": livelihood.kind})
        changed = [name for name in CHANGEABLE if getattr(livelihood, name) != told[name]]
        for name in changed:
            setattr(livelihood, name, told[name])
        save_current(livelihood, expected_version, changed)
        if "state" in changed:
            line = f"{livelihood.get_kind_display()}: {livelihood.get_state_display()}"
            add_entry(part.case, EntryKind.PLAN, line, by=by, person=part.person)
        record_about(by, AuditAction.CHANGED, part, fields=["livelihood"])
    return livelihood


@told_in_spanish
def visit_livelihood(livelihood: Livelihood, on: date, goes_on: bool, notes: str, *, by: User) -> LivelihoodVisit:
    """A follow-up; one that no longer goes on ends that day. Raises NotPossible for what has not begun or is over."""
    with transaction.atomic():
        rows = Livelihood.objects.select_for_update(of=("self",)).select_related("participation__case__key", "key")
        row = rows.get(pk=livelihood.pk)
        if row.state != LivelihoodState.RUNNING or on < row.started_on:
            raise NotPossible(_("Solo se visita lo que está en marcha, desde el día en que empezó."))
        visit = LivelihoodVisit.objects.create(
            key=row.key, livelihood=row, on=on, goes_on=goes_on, notes=notes, recorded_by=by
        )
        part = row.participation
        if not goes_on:
            row.state, row.ended_on = LivelihoodState.LEFT, on
            save_current(row, row.version, ["state", "ended_on"])
            line = f"{row.get_kind_display()}: {row.get_state_display()}"
            add_entry(part.case, EntryKind.PLAN, line, by=by, person=part.person)
        record_about(by, AuditAction.CHANGED, part, fields=["livelihood"])
    return visit
