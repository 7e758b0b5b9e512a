"""What a person allows: her page, a new decision, the sheet that is read and signed, and its paper."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases.access import consent_to, participation_in, participation_to
from cases.actions import Circumstances, NewFile, bring_paper, record_consent
from cases.consent_kinds import ON_PAPER, OWN_PURPOSES, Capacity, Purpose, capacities, text_audience
from cases.consent_lines import act_line, act_lines, acts_of, answer_lines, lacks_paper, next_step, open_letters
from cases.consent_wording import Wording, current_wording, wording_of
from cases.errors import NotPossible
from cases.forms.consent import EXPLAINED, ConsentForm
from cases.forms.consent_paper import PaperForm
from cases.hooks import paper_makers
from cases.models import Case, Consent, Participation, Person
from cases.states import ConsentState
from cases.views.attachments import new_file, takes_files
from interface.pages import render_form_page
from vault.files import SealedFile, SealedWriter


@require_safe
def consent(request: HttpRequest, pk: UUID, person_pk: UUID) -> HttpResponse:
    """What she allows now, one thing to do, and what she decided before."""
    participation = participation_in(request.user, Permission.EDIT_CASE, pk, person_pk)
    today = timezone.localdate()
    acts = acts_of(participation)
    now, letters = acts[0] if acts else None, open_letters(participation)
    context = {
        "participation": participation,
        "case": participation.case,
        "person": participation.person,
        "now": act_line(now, today) if now else None,
        "lines": answer_lines(now, today, may_withdraw=True),
        "may_withdraw": bool(now and now.gives and now.is_in_force(today)),
        "next_step": next_step(participation, acts, letters, today),
        "letters": letters,
        "acts": act_lines(acts, today),
    }
    return render(request, "cases/consent.html", context)


@require_safe
def of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From somebody's part in a case to her page."""
    participation = participation_to(request.user, Permission.EDIT_CASE, pk)
    return redirect("cases:consent", participation.case_id, participation.person_id)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID, person_pk: UUID) -> HttpResponse:
    """A decision of hers, purpose by purpose; begins with what rules now."""
    participation = participation_in(request.user, Permission.EDIT_CASE, pk, person_pk)
    today, person = timezone.localdate(), participation.person
    acts = acts_of(participation)
    before = acts[0] if acts and not acts[0].withdrawn_on else None
    form = ConsentForm(request.POST or None, person=person, wording=wording_for(person), before=before)
    if form.is_bound and form.is_valid():
        try:
            key = form.cleaned_data["idempotency_key"]
            return redirect(submit_once(request.user, key, lambda: _record(request, participation, form)))
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
    context = {
        "participation": participation,
        "case": participation.case,
        "person": person,
        "today": today,
        "wording": form.wording,
        "explained": [(item.label, words) for item, words in EXPLAINED.items()],
    }
    return render_form_page(request, "cases/consent_new.html", context, form)


def wording_for(person: Person) -> Wording:
    """The text of today for somebody of her age."""
    today = timezone.localdate()
    audience = text_audience(person.age_on(today), is_minor=person.is_minor_on(today))
    return current_wording(audience, today)


def _record(request: HttpRequest, participation: Participation, form: ConsentForm) -> str:
    told, state = form.cleaned_data, ConsentState(form.cleaned_data["state"])
    drawing = told["drawing"] if form.signature_given == "SCREEN" else b""
    decided = state != ConsentState.NOT_YET
    circumstances = Circumstances(
        capacity=told["capacity"] if decided else "",
        signature=form.signature_given,
        relative=told.get("relative") if decided else None,
        given_by=told["given_by"],
        assisted_by=told.get("assisted_by", ""),
        language=told["language"] if decided else "",
        interpreter=told["interpreter"],
        wording=form.wording if decided else None,
        paper=NewFile("firma.png", _sealed(drawing)) if drawing else None,
    )
    consent = record_consent(
        participation.case,
        participation.person,
        state,
        by=request.user,
        valid_from=told["valid_from"],
        valid_to=told["valid_to"],
        answers=form.answers,
        circumstances=circumstances,
        notes=told["notes"],
    )
    messages.success(request, _words_of_saving(consent))
    return reverse("cases:consent", args=[participation.case_id, participation.person_id])


def _words_of_saving(consent: Consent) -> str:
    if consent.signature in ON_PAPER and not consent.paper_id:
        return _("Decisión guardada. Ahora sube la foto del papel firmado.")
    return _("Decisión guardada. Rige la más reciente.")


def _sealed(content: bytes) -> SealedFile:
    writer = SealedWriter()
    writer.write(content)
    return writer.finish()


@require_safe
def sheet(request: HttpRequest, pk: UUID, person_pk: UUID) -> HttpResponse:
    """What is read to her, with empty boxes: to be printed, signed and brought back."""
    participation = participation_in(request.user, Permission.EDIT_CASE, pk, person_pk)
    return render(request, "cases/consent_sheet.html", _blank(participation))


@require_safe
def sheet_pdf(request: HttpRequest, pk: UUID, person_pk: UUID) -> HttpResponse:
    participation = participation_in(request.user, Permission.EDIT_CASE, pk, person_pk)
    return _pdf(_blank(participation), participation.pk, participation.person.code)


@require_safe
def act(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One decision as it was written, with the text that was read; where its paper is brought and shown."""
    consent = consent_to(request.user, Permission.EDIT_CASE, pk)
    return render(request, "cases/consent_sheet.html", _written(consent))


@require_safe
def act_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    consent = consent_to(request.user, Permission.EDIT_CASE, pk)
    return _pdf(_written(consent), consent.pk, consent.person.code)


def _pdf(context: dict, identifier: UUID, code: str) -> HttpResponse:
    """The sheet as a PDF called by her code, always in Spanish."""
    with translation.override(settings.LANGUAGE_CODE):
        page = render_to_string("cases/consent_pdf.html", context | {"moment": timezone.now().isoformat()})
        content = paper_makers[0](page, identifier)
    headers = {
        "Content-Disposition": content_disposition_header(True, f"consentimiento-{code}.pdf"),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _blank(participation: Participation) -> dict:
    wording = wording_for(participation.person)
    return _sheet(participation.case, participation.person, wording, None)


def _written(consent: Consent) -> dict:
    prefetch_related_objects([consent], "answers__agency")
    return _sheet(consent.case, consent.person, wording_of(consent.text_version, consent.text_hash), consent)


def _sheet(case: Case, person: Person, wording: Wording | None, consent: Consent | None) -> dict:
    today = timezone.localdate()
    age = person.age_on(today)
    return {
        "case": case,
        "person": person,
        "wording": wording,
        "rows": _questions(wording, consent),
        "consent": consent,
        "line": act_line(consent, today) if consent else None,
        "shared": answer_lines(consent, today, may_withdraw=False)[len(OWN_PURPOSES) :] if consent else [],
        "is_for_another": bool(wording and wording.for_whoever_decides),
        "lacks_paper": bool(consent and lacks_paper(consent)),
        "has_pdf": bool(paper_makers),
        "capacities": [Capacity(each).label for each in capacities(age, is_minor=person.is_minor_on(today))],
        "explained": [(item.label, words) for item, words in EXPLAINED.items()],
    }


def _questions(wording: Wording | None, consent: Consent | None) -> list[tuple[str, str]]:
    """Each question with what she answered: YES, NO, or "" where the box is empty."""
    answers = consent.answers.all() if consent else []
    said = {each.purpose: "YES" if each.is_given else "NO" for each in answers if each.agency_id is None}
    questions = wording.questions if wording else {}
    return [(questions.get(each, str(Purpose(each).label)), said.get(each, "")) for each in OWN_PURPOSES]


@takes_files
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bring the signed paper of a decision."""
    consent = consent_to(request.user, Permission.EDIT_CASE, pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PaperForm(*sent)
    page = reverse("cases:consent", args=[consent.case_id, consent.person_id])
    if request.method == "POST" and form.is_valid():

        def bring() -> str:
            bring_paper(consent, new_file(form), by=request.user)
            form.chosen.keep()
            return page

        try:
            url = submit_once(request.user, form.cleaned_data["idempotency_key"], bring)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Papel subido. Se podrá abrir cuando termine la revisión."))
            return redirect(url)
    context = {"consent": consent, "case": consent.case, "person": consent.person, "page": page}
    return render_form_page(request, "cases/consent_paper.html", context, form)
