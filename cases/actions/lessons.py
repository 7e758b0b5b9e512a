"""What a case taught: written at its closing or before, never changed, taken back with a reason."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.errors import NotPossible
from cases.models import Case, Lesson
from cases.outcome_lists import LessonKind
from directory.models import Agency


@told_in_spanish
def write_lesson(case: Case, kind: str, *, by: User, text: str = "", agency: Agency | None = None) -> Lesson:
    """Write a good or a bad practice, or that there was none; a practice takes back that there was none.

    Raises NotPossible for a practice without words, and for "none" beside what is written already.
    """
    is_practice = kind != LessonKind.NONE
    if is_practice and not text.strip():
        raise NotPossible(_("Cuenta qué pasó y qué aprendimos."))
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("key").get(pk=case.pk)
        for each in Lesson.objects.standing().filter(case=case).select_related("key"):
            if not is_practice:
                raise NotPossible(_("De este caso ya está anotado lo que dejó: no marques «Nada que anotar»."))
            if each.kind == LessonKind.NONE:
                _withdraw(each, str(_("Después se anotó una práctica.")), by)
        told = {"text": text, "agency": agency} if is_practice else {}
        lesson = Lesson.objects.create(key=case.key, case=case, kind=kind, written_by=by, **told)
        record_about(by, AuditAction.CHANGED, case, fields=["lesson"])
    return lesson


def withdraw_lesson(lesson: Lesson, reason: str, *, by: User) -> None:
    """Take one back, saying why; a second time changes nothing. Raises NotPossible without a reason."""
    if not reason.strip():
        raise NotPossible(_("Escribe por qué se retira."))
    with transaction.atomic():
        row = Lesson.objects.select_for_update(of=("self",)).select_related("key", "case").get(pk=lesson.pk)
        if row.withdrawn_at is None:
            _withdraw(row, reason, by)
            record_about(by, AuditAction.CHANGED, row.case, fields=["lesson", "withdrawn_at"])


def _withdraw(lesson: Lesson, reason: str, by: User) -> None:
    lesson.withdrawn_at, lesson.withdrawn_by, lesson.withdrawal_reason = timezone.now(), by, reason
    lesson.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
