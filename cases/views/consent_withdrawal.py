"""Taking back what she allowed, and the letters to those who had received her data."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from cases.access import answer_to_withdraw, consent_to, withdrawal_letter_to_send
from cases.actions import note_letter_confirmed, note_letter_sent, withdraw_answer, withdraw_consent
from cases.consent_kinds import Purpose
from cases.consent_lines import kinds_words
from cases.errors import NotPossible
from cases.hooks import recipients
from cases.models import Consent, WithdrawalLetter

SENT, CONFIRMED = "enviada", "confirmada"


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All of it."""
    consent = consent_to(request.user, Permission.EDIT_CASE, pk)
    page = _page(consent)
    if request.method == "POST":
        try:
            withdraw_consent(consent, by=request.user)
        except NotPossible as refusal:
            return _refused(request, refusal, page)
        messages.success(request, _("Consentimiento retirado. Desde hoy no se comparte nada nuevo."))
        return redirect(page)
    context = {
        "title": _("Retirar el consentimiento"),
        "question": _whose(consent),
        "consequence": _(
            "Desde hoy no se comparte nada más con ninguna entidad, y lo que se les compartió deja de estar a su "
            "vista. Lo que ya leyeron no se puede borrar: se les escribe una carta para que dejen de usarlo. "
            "Retirarlo no le quita la atención."
        ),
        "button": _("Retirar el consentimiento"),
        "back_url": page,
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One answer of it."""
    answer = answer_to_withdraw(request.user, pk)
    page = _page(answer.consent)
    if request.method == "POST":
        try:
            withdraw_answer(answer, by=request.user)
        except NotPossible as refusal:
            return _refused(request, refusal, page)
        messages.success(request, _("Permiso retirado. Vale desde ahora."))
        return redirect(page)
    context = {
        "title": _("Retirar un permiso"),
        "question": _whose(answer.consent),
        "consequence": _consequence(answer),
        "button": _("Retirar este permiso"),
        "back_url": page,
    }
    return render(request, "confirm.html", context)


def _consequence(answer) -> str:
    if answer.purpose == Purpose.SHARING:
        return _(
            "%s deja de ver desde ahora lo que se le compartió, y no recibe nada más. Si ya lo había recibido, se le "
            "escribe una carta para que deje de usarlo. Lo demás que ella permitió sigue igual."
        ) % (answer.agency)
    if answer.purpose == Purpose.DATA:
        return _(
            "«%s»: si lo retira, se retira todo lo que permitió, porque lo demás no se puede hacer sin sus datos. "
            "Retirarlo no le quita la atención."
        ) % (answer.get_purpose_display())
    return _("«%s»: deja de valer desde ahora. Lo demás que ella permitió sigue igual.") % answer.get_purpose_display()


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The letter to print, and the two moments to note: it left, and the agency answered that it stopped."""
    letter = withdrawal_letter_to_send(request.user, pk)
    if request.method == "POST":
        note = {SENT: note_letter_sent, CONFIRMED: note_letter_confirmed}.get(request.POST.get("accion", ""))
        if note is None:
            return redirect(letter)
        try:
            note(letter, by=request.user)
        except NotPossible as refusal:
            return _refused(request, refusal, letter.get_absolute_url())
        messages.success(request, _("Anotado con tu nombre y la fecha de hoy."))
        return redirect(letter)
    return render(request, "cases/consent_letter.html", _letter_context(letter))


def _letter_context(letter: WithdrawalLetter) -> dict:
    consent = letter.consent
    return {
        "letter": letter,
        "case": consent.case,
        "person": consent.person,
        "codes": _codes(letter),
        "kinds": kinds_words(letter.kinds),
        "today": timezone.localdate(),
        "page": _page(consent),
    }


def _codes(letter: WithdrawalLetter) -> list[str]:
    """The codes under which the agency received something of her in this case until she took it back."""
    consent = letter.consent
    acts = Consent.objects.filter(case=consent.case_id, person=consent.person_id, valid_from__lte=letter.withdrawn_on)
    ids, kinds = list(acts.values_list("pk", flat=True)), frozenset(letter.kinds) or None
    return sorted({code for ask in recipients for code in ask(ids, kinds).get(letter.agency_id, [])})


def _page(consent: Consent) -> str:
    return reverse("cases:consent", args=[consent.case_id, consent.person_id])


def _whose(consent: Consent) -> str:
    return _("%(person)s, caso %(case)s") % {"person": consent.person.code, "case": consent.case.code}


def _refused(request: HttpRequest, refusal: NotPossible, back_url: str) -> HttpResponse:
    return render(request, "422.html", {"message": refusal.message, "back_url": back_url}, status=422)
