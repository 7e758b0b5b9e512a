"""Taking back what was allowed: all of it or one answer, at once everywhere, and the letters that follow.

DS 016-2024-JUS art. 10: as easy as giving it, each purpose on its own, effective within ten working days.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions.agenda import add_task, finish_task
from cases.actions.timeline import add_entry
from cases.consent_kinds import Purpose
from cases.errors import NotPossible
from cases.hooks import Withdrawn, consent_withdrawn, recipients
from cases.models import Assignment, Consent, ConsentAnswer, Task, WithdrawalLetter
from cases.states import GIVING_STATES, SENSITIVE_ITEMS, EntryKind, TaskKind, TeamRole
from directory.models import Agency
from directory.working_days import due_on

WORKING_DAYS_TO_STOP = 10


@told_in_spanish
def withdraw_consent(consent: Consent, *, by: User) -> Consent:
    """Take a consent back, from today.

    Earlier decisions of hers in the same case, which this one had replaced, end with it. Raises NotPossible if it
    was taken back before.
    """
    with transaction.atomic():
        consent = _locked(consent.pk)
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
        end_earlier(consent, by)
    return consent


@told_in_spanish
def withdraw_answer(answer: ConsentAnswer, *, by: User) -> ConsentAnswer:
    """Take back one answer of an act, from today; the others stand.

    Taking back the use of her data takes back the whole act: nothing could be done under it. Raises NotPossible when
    it was a no, or was taken back before.
    """
    with transaction.atomic():
        consent = _locked(answer.consent_id)
        answer = ConsentAnswer.objects.select_for_update(of=("self",)).select_related("agency").get(pk=answer.pk)
        if not answer.is_given or answer.withdrawn_on or consent.withdrawn_on:
            raise NotPossible(_("Esto ya estaba retirado."))
        answer.consent = consent
        if answer.purpose == Purpose.DATA:
            withdraw_consent(consent, by=by)
            answer.refresh_from_db()
            return answer
        line = _("Retiró un permiso: %s") % answer_title(answer)
        add_entry(consent.case, EntryKind.CONSENT, line, by=by, person=consent.person, subject=consent)
        _end_answer(answer, by)
        _end_same_earlier(answer, by)
    return answer


def answer_title(answer: ConsentAnswer) -> str:
    """As in a list: "Compartir con MIMP", "Usar su imagen o su voz"."""
    if answer.purpose == Purpose.SHARING:
        return _("compartir con %s") % answer.agency
    return answer.get_purpose_display()


@told_in_spanish
def note_letter_sent(letter: WithdrawalLetter, *, by: User) -> WithdrawalLetter:
    """The letter left today; somebody asks for the agency's confirmation by its term. Raises NotPossible twice."""
    with transaction.atomic():
        letter = _locked_letter(letter)
        if letter.sent_on:
            raise NotPossible(_("Esta carta ya figura como enviada."))
        letter.sent_on, letter.sent_by = timezone.localdate(), by
        letter.save(update_fields=["sent_on", "sent_by"])
        _told(letter, by, _("Carta de retiro enviada a %s") % letter.agency)
        _finish(letter, TaskKind.SEND_WITHDRAWAL, by)
        due = max(letter.due_on, timezone.localdate())
        _add_letter_task(letter, TaskKind.CONFIRM_WITHDRAWAL, due, by)
    return letter


@told_in_spanish
def note_letter_confirmed(letter: WithdrawalLetter, *, by: User) -> WithdrawalLetter:
    """The agency said that it stopped. Raises NotPossible before it was sent, or twice."""
    with transaction.atomic():
        letter = _locked_letter(letter)
        if letter.sent_on is None or letter.confirmed_on:
            raise NotPossible(_("Esta carta todavía no salió, o ya fue confirmada."))
        letter.confirmed_on, letter.confirmed_by = timezone.localdate(), by
        letter.save(update_fields=["confirmed_on", "confirmed_by"])
        _told(letter, by, _("%s confirmó que dejó de usar sus datos") % letter.agency)
        _finish(letter, TaskKind.CONFIRM_WITHDRAWAL, by)
    return letter


def end_earlier(consent: Consent, by: User) -> None:
    """End her other living acts of the same case."""
    for earlier in _living(consent):
        _end(earlier, by)


def end_refused(consent: Consent, by: User) -> None:
    """What this act says no to ends in the acts before it; what it does not speak of is replaced, not taken back."""
    refused = [each for each in consent.answers.all() if not each.is_given]
    for each in refused:
        _end_same_earlier(each, by)


def _end_same_earlier(answer: ConsentAnswer, by: User) -> None:
    consent = answer.consent
    same = ConsentAnswer.objects.select_for_update(of=("self",)).filter(
        consent__in=[each.pk for each in _living(consent)],
        purpose=answer.purpose,
        agency=answer.agency_id,
        is_given=True,
        withdrawn_on=None,
    )
    for earlier in same.select_related("agency", "consent__case__key", "consent__person", "consent__key"):
        _end_answer(earlier, by)


def _living(consent: Consent):
    rows = Consent.objects.select_for_update(of=("self",)).filter(
        case=consent.case_id, person=consent.person_id, withdrawn_on=None, state__in=GIVING_STATES
    )
    return rows.exclude(pk=consent.pk).select_related("case__office", "case__key", "person", "key").order_by("pk")


def _end(consent: Consent, by: User) -> None:
    consent.withdrawn_on = max(timezone.localdate(), consent.valid_from)
    consent.save(update_fields=["withdrawn_on"])
    record_about(by, AuditAction.CHANGED, consent, fields=["withdrawn_on"])
    _announce(Withdrawn(consent), consent.withdrawn_on, by)


def _end_answer(answer: ConsentAnswer, by: User) -> None:
    consent = answer.consent
    answer.withdrawn_on = max(timezone.localdate(), consent.valid_from)
    answer.save(update_fields=["withdrawn_on"])
    record_about(by, AuditAction.CHANGED, consent, fields=["answers", "withdrawn_on"])
    if answer.purpose == Purpose.SHARING:
        _announce(Withdrawn(consent, agency_id=answer.agency_id), answer.withdrawn_on, by)
    elif answer.purpose == Purpose.SENSITIVE:
        _announce(Withdrawn(consent, kinds=SENSITIVE_ITEMS), answer.withdrawn_on, by)


def _announce(withdrawn: Withdrawn, on: date, by: User) -> None:
    """Who must stop is told first, then written to: an agency that received nothing learns nothing of her."""
    for listener in consent_withdrawn:
        listener(withdrawn, by)
    reached = {each for ask in recipients for each in ask([withdrawn.consent.pk], withdrawn.kinds)}
    if withdrawn.agency_id:
        reached &= {withdrawn.agency_id}
    for agency in Agency.objects.filter(pk__in=reached).order_by("name", "id"):
        _write_letter(withdrawn, agency, on, by)


def _write_letter(withdrawn: Withdrawn, agency: Agency, on: date, by: User) -> None:
    consent, kinds = withdrawn.consent, sorted(withdrawn.kinds or ())
    same = {"consent__case": consent.case_id, "consent__person": consent.person_id, "agency": agency, "kinds": kinds}
    if WithdrawalLetter.objects.filter(**same, sent_on=None).exists():
        return  # one that has not left yet says it already
    letter = WithdrawalLetter.objects.create(
        consent=consent,
        agency=agency,
        kinds=kinds,
        withdrawn_on=on,
        due_on=due_on(on, WORKING_DAYS_TO_STOP, place_code=consent.case.office.place_id),
    )
    record_about(by, AuditAction.CHANGED, consent, fields=["letter"])
    _add_letter_task(letter, TaskKind.SEND_WITHDRAWAL, timezone.localdate(), by)


def _add_letter_task(letter: WithdrawalLetter, kind: TaskKind, due: date, by: User) -> None:
    consent = letter.consent
    details = str(letter.agency)
    lead = Assignment.objects.current().filter(case=consent.case_id, role=TeamRole.LEAD).select_related("user").first()
    who = lead.user if lead else by
    add_task(consent.case, kind, due, assigned_to=who, by=by, person=consent.person, details=details, subject=letter)


def _finish(letter: WithdrawalLetter, kind: TaskKind, by: User) -> None:
    for task in Task.objects.pending().filter(subject_id=letter.pk, kind=kind):
        finish_task(task, by=by, has_line=False)


def _told(letter: WithdrawalLetter, by: User, line: str) -> None:
    consent = letter.consent
    add_entry(consent.case, EntryKind.CONSENT, line, by=by, person=consent.person, subject=letter)
    record_about(by, AuditAction.CHANGED, consent, fields=["letter"])


def _locked(pk) -> Consent:
    rows = Consent.objects.select_for_update(of=("self",))
    return rows.select_related("case__office", "case__key", "person", "key").get(pk=pk)


def _locked_letter(letter: WithdrawalLetter) -> WithdrawalLetter:
    rows = WithdrawalLetter.objects.select_for_update(of=("self",))
    return rows.select_related("agency", "consent__case__key", "consent__person").get(pk=letter.pk)
