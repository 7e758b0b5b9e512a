"""What a person allows, and takes back in one step."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions.agenda import finish_task
from cases.actions.timeline import add_entry
from cases.errors import NotPossible
from cases.hooks import consent_withdrawn
from cases.models import Case, Consent, Person, Task
from cases.states import GIVING_STATES, ConsentState, EntryKind, TaskKind
from directory.models import Agency


@told_in_spanish
def record_consent(
    case: Case,
    person: Person,
    state: ConsentState,
    *,
    by: User,
    valid_from: date,
    valid_to: date | None = None,
    agencies: Iterable[Agency] = (),
    items: Iterable[str] = (),
    given_by: str = "",
    notes: str = "",
) -> Consent:
    """Write down a decision; the newest one rules. Refusing never blocks help, and ends what was allowed before.

    Written or verbal: DS 016-2024-JUS arts. 1 to 9; sensitive data need it in writing.
    """
    with transaction.atomic():
        consent = Consent.objects.create(
            key=case.key,
            case=case,
            person=person,
            state=state,
            items=list(items),
            given_by=given_by,
            notes=notes,
            valid_from=valid_from,
            valid_to=valid_to,
            recorded_by=by,
        )
        consent.agencies.set(agencies)
        add_entry(case, EntryKind.CONSENT, _CONSENT_LINES[state](), by=by, person=person, subject=consent)
        record_about(by, AuditAction.CREATED, consent, fields=["state", "agencies", "items"])
        if state == ConsentState.REFUSED:
            _end_earlier(consent, by)
        if state != ConsentState.NOT_YET:
            _finish_asking(consent, by)
    return consent


@told_in_spanish
def withdraw_consent(consent: Consent, *, by: User) -> Consent:
    """Take a consent back, from today (DS 016-2024-JUS art. 10: as easy as giving it).

    Earlier decisions of hers in the same case, which this one had replaced, end with it. Raises NotPossible if it
    was taken back before.
    """
    with transaction.atomic():
        consent = (
            Consent.objects.select_for_update(of=("self",)).select_related("case", "person", "key").get(pk=consent.pk)
        )
        if consent.withdrawn_on:
            raise NotPossible(_("Este consentimiento ya estaba retirado."))
        add_entry(
            consent.case,
            EntryKind.CONSENT,
            _("Retiró su consentimiento"),
            by=by,
            person=consent.person,
            subject=consent,
        )
        _end(consent, by)
        _end_earlier(consent, by)
    return consent


def _finish_asking(consent: Consent, by: User) -> None:
    """She has decided: nobody has to ask her again. The line of the decision tells of it."""
    asked = Task.objects.pending().filter(case=consent.case_id, person=consent.person_id, kind=TaskKind.ASK_CONSENT)
    for task in asked:
        finish_task(task, by=by, has_line=False)


def _end_earlier(consent: Consent, by: User) -> None:
    living = Consent.objects.select_for_update(of=("self",)).filter(
        case=consent.case_id, person=consent.person_id, withdrawn_on=None, state__in=GIVING_STATES
    )
    for earlier in living.exclude(pk=consent.pk).select_related("case", "person", "key").order_by("pk"):
        _end(earlier, by)


def _end(consent: Consent, by: User) -> None:
    consent.withdrawn_on = max(timezone.localdate(), consent.valid_from)
    consent.save(update_fields=["withdrawn_on"])
    record_about(by, AuditAction.CHANGED, consent, fields=["withdrawn_on"])
    for listener in consent_withdrawn:
        listener(consent, by)


_CONSENT_LINES = {
    ConsentState.WRITTEN: lambda: _("Dio su consentimiento por escrito"),
    ConsentState.VERBAL: lambda: _("Dio su consentimiento de palabra"),
    ConsentState.NOT_YET: lambda: _("Consentimiento pendiente"),
    ConsentState.REFUSED: lambda: _("No dio su consentimiento; la atención sigue"),
}
