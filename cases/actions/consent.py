"""What a person allows, written down: one act, and each answer in it. Taking back: ``consent_withdrawal``."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions.agenda import add_task, finish_task
from cases.actions.attachments import NewFile, add_attachment
from cases.actions.consent_withdrawal import end_earlier, end_refused
from cases.actions.timeline import add_entry
from cases.consent_kinds import ON_PAPER, OWN_PURPOSES, Purpose, capacities, needs_writing, signature_fits
from cases.consent_rules import Answer, relatives_who_may_not_decide
from cases.consent_wording import Wording
from cases.errors import NotPossible
from cases.models import Attachment, Case, Consent, ConsentAnswer, Person, Task
from cases.states import GIVING_STATES, SENSITIVE_ITEMS, AttachmentKind, ConsentState, EntryKind, TaskKind
from directory.models import Agency

DAYS_TO_BRING_PAPER = 3


@dataclass(frozen=True)
class Circumstances:
    """How an act came about: who decided, how it was signed, in which language, and which text was read."""

    capacity: str = ""
    signature: str = ""
    relative: Person | None = None
    given_by: str = ""
    assisted_by: str = ""
    language: str = ""
    interpreter: str = ""
    wording: Wording | None = None
    paper: NewFile | None = field(default=None, repr=False)


UNSTATED = Circumstances()


def same_for_all(agencies: Iterable[Agency], items: Iterable[str]) -> list[Answer]:
    """The same kinds of data for each of these agencies; where what happened is among them, it may be used too."""
    kinds = tuple(items)
    answers = [Answer(Purpose.SHARING, True, agency, kinds) for agency in agencies if kinds]
    if answers and SENSITIVE_ITEMS & set(kinds):
        answers.append(Answer(Purpose.SENSITIVE, True))
    return answers


@told_in_spanish
def record_consent(
    case: Case,
    person: Person,
    state: ConsentState,
    *,
    by: User,
    valid_from: date,
    valid_to: date | None = None,
    answers: Iterable[Answer] = (),
    agencies: Iterable[Agency] = (),
    items: Iterable[str] = (),
    circumstances: Circumstances = UNSTATED,
    given_by: str = "",
    notes: str = "",
) -> Consent:
    """Write down a decision; the newest one rules. Refusing never blocks help, and ends what was allowed before.

    ``agencies`` with ``items``: the same kinds for all of them, instead of ``answers``. A refusal of everything is
    written as a no to each purpose. Raises NotPossible for what the law does not accept: sensitive data by word only
    (DS 016-2024-JUS arts. 1 to 9), somebody who may not decide for her (arts. 22 and 23).
    """
    answers = [*answers, *same_for_all(agencies, items)]
    if state == ConsentState.REFUSED and not answers:
        answers = [Answer(purpose, False) for purpose in OWN_PURPOSES]
    _refuse_unlawful(person, state, answers, circumstances, valid_from)
    with transaction.atomic():
        consent = _act(case, person, state, circumstances, given_by, by, valid_from, valid_to, notes)
        ConsentAnswer.objects.bulk_create(_row(consent, each) for each in answers)
        if circumstances.paper:
            _keep_paper(consent, circumstances.paper, by)
        add_entry(case, EntryKind.CONSENT, _CONSENT_LINES[state](), by=by, person=person, subject=consent)
        record_about(by, AuditAction.CREATED, consent, fields=["state", "answers"])
        if state == ConsentState.REFUSED:
            end_earlier(consent, by)
        else:
            end_refused(consent, by)
        if state != ConsentState.NOT_YET:
            _finish_asking(consent, by)
        if consent.signature in ON_PAPER and consent.paper_id is None:
            _ask_for_paper(consent, by)
    return consent


@told_in_spanish
def bring_paper(consent: Consent, file: NewFile, *, by: User) -> Consent:
    """Put the signed paper with its act; the task to bring it ends. Raises NotPossible when there is one already."""
    with transaction.atomic():
        consent = (
            Consent.objects.select_for_update(of=("self",))
            .select_related("case__key", "person__key", "key")
            .get(pk=consent.pk)
        )
        if consent.paper_id:
            raise NotPossible(_("Esta decisión ya tiene su papel firmado."))
        _keep_paper(consent, file, by)
        record_about(by, AuditAction.CHANGED, consent, fields=["paper"])
        for task in Task.objects.pending().filter(subject_id=consent.pk, kind=TaskKind.UPLOAD_CONSENT):
            finish_task(task, by=by)
    return consent


def _act(case, person, state, told: Circumstances, given_by, by, valid_from, valid_to, notes) -> Consent:
    return Consent.objects.create(
        key=case.key,
        case=case,
        person=person,
        state=state,
        capacity=told.capacity,
        signature=told.signature,
        relative=told.relative,
        given_by=told.given_by or given_by,
        assisted_by=told.assisted_by,
        language=told.language,
        interpreter=told.interpreter,
        text_version=told.wording.version if told.wording else "",
        text_hash=told.wording.hash if told.wording else "",
        notes=notes,
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_by=by,
    )


def _row(consent: Consent, answer: Answer) -> ConsentAnswer:
    return ConsentAnswer(
        consent=consent,
        purpose=answer.purpose,
        agency=answer.agency,
        kinds=list(answer.kinds),
        is_given=answer.is_given,
        valid_to=answer.valid_to,
    )


def _refuse_unlawful(person: Person, state: str, answers: list[Answer], told: Circumstances, on: date) -> None:
    given = [each for each in answers if each.is_given]
    if given and state not in GIVING_STATES:
        raise NotPossible(_("Sin su consentimiento no se permite nada."))
    if state == ConsentState.VERBAL and any(needs_writing(each.purpose, frozenset(each.kinds)) for each in given):
        raise NotPossible(_("De palabra no alcanza para datos sensibles."))
    if not signature_fits(state, told.signature):
        raise NotPossible(_("La forma de firmar no corresponde a la respuesta."))
    if told.capacity and told.capacity not in capacities(person.age_on(on), is_minor=person.is_minor_on(on)):
        raise NotPossible(_("Quien decidió no puede hacerlo a su edad."))
    if told.relative and told.relative.pk in relatives_who_may_not_decide(person):
        raise NotPossible(_("Esa persona figura como posible involucrada: no puede decidir por ella."))


def _keep_paper(consent: Consent, file: NewFile, by: User) -> None:
    words = _("Consentimiento firmado")
    consent.paper = _attached(consent, file, str(words), by)
    consent.save(update_fields=["paper"])


def _attached(consent: Consent, file: NewFile, title: str, by: User) -> Attachment:
    return add_attachment(consent.case, file, AttachmentKind.CONSENT, title, by=by, person=consent.person)


def _ask_for_paper(consent: Consent, by: User) -> None:
    due = timezone.localdate() + timedelta(days=DAYS_TO_BRING_PAPER)
    kind = TaskKind.UPLOAD_CONSENT
    add_task(consent.case, kind, due, assigned_to=by, by=by, person=consent.person, subject=consent)


def _finish_asking(consent: Consent, by: User) -> None:
    """She has decided: nobody has to ask her again. The line of the decision tells of it."""
    asked = Task.objects.pending().filter(
        case=consent.case_id, person=consent.person_id, kind__in=[TaskKind.ASK_CONSENT, TaskKind.RENEW_CONSENT]
    )
    for task in asked:
        finish_task(task, by=by, has_line=False)


_CONSENT_LINES = {
    ConsentState.WRITTEN: lambda: _("Dio su consentimiento por escrito"),
    ConsentState.VERBAL: lambda: _("Dio su consentimiento de palabra"),
    ConsentState.NOT_YET: lambda: _("Consentimiento pendiente"),
    ConsentState.REFUSED: lambda: _("No dio su consentimiento; la atención sigue"),
}
