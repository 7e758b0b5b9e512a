"""Letters on the screen: those of a case, beginning one, its page with the sheet, making it final."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from accounts.audit import last_change
from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases import access
from cases.actions.letters import begin_letter, change_letter, discard_letter, make_final, read_with_names
from cases.errors import NotPossible
from cases.file_frame import file_tabs
from cases.forms.letters import LetterForm, StartForm
from cases.letters.access import letter_to_read, letter_to_write, may_write_letters
from cases.letters.kinds import TOKEN_OF, Fact, LetterKind
from cases.letters.lines import document_scopes, letter_label, letter_line, progress_words, texts_to_choose, to_whom
from cases.letters.printing import Printing, printing_of
from cases.letters.sheet import sheet_of
from cases.letters.wording import LetterText, text_of
from cases.models import Letter
from directory.versions import StaleVersion
from interface.keyset import paginate
from interface.pages import render_conflict, render_form_page

PAGE_SIZE = 50
SECONDS_TO_READ = 600  # a sheet is longer than a number
HALF_WAY = 50


@require_safe
def letters(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every letter of the case but those put aside, the newest first."""
    case = access.case_to_view(request.user, pk)
    rows = Letter.objects.filter(case=case).for_list().select_related("unit", "relative")
    page = paginate(request, rows, "-created_at", PAGE_SIZE)
    access.saw_list(request.user, Letter._meta.label_lower, page.items)
    context = {
        "case": case,
        "tabs": file_tabs(request.user, case, "attachments"),
        "page": page,
        "lines": [letter_line(request.user, row) for row in page],
        "scopes": document_scopes(case, "letters"),
        "can_write": may_write_letters(request.user),
    }
    return render(request, "cases/letters.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which letter, and about whom; the rest is asked on its own page."""
    case = access.case_to(request.user, Permission.ADD_NOTE, pk)
    require(request.user, Permission.REVEAL_NAME)
    asked = {"person": request.GET.get("persona", ""), "kind": request.GET.get("carta", "")}
    form = StartForm(request.POST or None, case=case, initial=asked)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def act() -> str:
            letter = begin_letter(case, told["person"], told["kind"], by=request.user)
            return reverse("cases:letter_edit", args=[letter.pk])

        return redirect(submit_once(request.user, told["idempotency_key"], act))
    chosen = form["kind"].value()
    context = {
        "case": case,
        "texts": [_offered(text, chosen) for text in texts_to_choose(timezone.localdate())],
    }
    return render_form_page(request, "cases/letter_new.html", context, form)


def _offered(text: LetterText, chosen: str | None) -> dict:
    """One line of the list of letters: what it is for and what it tells."""
    return {
        "value": text.kind,
        "label": LetterKind(text.kind).label,
        "purpose": text.purpose,
        "facts": facts_words(text.facts),
        "is_chosen": text.kind == chosen,
    }


def facts_words(facts) -> str:
    return ", ".join(str(Fact(each).label) for each in facts).lower()


@require_safe
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet as it will leave, with tokens where it will say who she is; what keeps it from leaving; what to do."""
    letter = letter_to_read(request.user, pk)
    printing = printing_of(letter, letter.dated_on or timezone.localdate())
    return render(request, "cases/letter.html", _page(request, letter, printing, printing.masked()))


def _page(request: HttpRequest, letter: Letter, printing: Printing, shown: Printing) -> dict:
    text, may_write = text_of(letter.edition), may_write_letters(request.user)
    signer = letter.requested_by or request.user
    return {
        "letter": letter,
        "case": letter.case,
        "person": letter.person,
        "text": text,
        "label": letter_label(letter),
        "to": to_whom(letter),
        "sheet": sheet_of(letter, shown, signer=signer, on=letter.dated_on or timezone.localdate()),
        "shows_names": shown.shows_names,
        "facts": facts_words(letter.printed if letter.is_done else printing.printed),
        "in_code": printing.in_code and letter.is_writable,
        "lacks": printing.lacks if letter.is_writable else (),
        "may_write": may_write,
        "may_change": may_write and letter.is_writable,
        "progress": progress_words(letter) if letter.is_queued else "",
        "percent": HALF_WAY if letter.heartbeat_at else 0,
    }


@require_POST
def with_names(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same page with her name in it, for ten minutes; who looked is written."""
    letter = letter_to_write(request.user, pk)
    printing = read_with_names(letter, by=request.user)
    answer = render(request, "cases/letter.html", _page(request, letter, printing, printing))
    answer.headers["Refresh"] = f"{SECONDS_TO_READ}; url={letter.get_absolute_url()}"
    return answer


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To whom, what is filled in, and the text; saved as often as one likes until it is final."""
    letter = letter_to_write(request.user, pk)
    if not letter.is_writable:
        messages.info(request, _("Esta carta ya es definitiva: no se cambia. Puedes escribir otra."))
        return redirect(letter)
    form = LetterForm(request.POST or None, letter=letter)
    if request.method == "POST" and form.is_valid():
        try:
            change_letter(letter, form.values(), by=request.user, expected_version=form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, letter, form)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Borrador guardado. Así quedaría la carta."))
            return redirect(letter)
    text = text_of(letter.edition)
    context = {
        "letter": letter,
        "case": letter.case,
        "person": letter.person,
        "text": text,
        "tokens": [{"token": TOKEN_OF[fact], "label": Fact(fact).label} for fact in text.facts],
    }
    return render_form_page(request, "cases/letter_edit.html", context, form)


def _conflict(request: HttpRequest, letter: Letter, form: LetterForm) -> HttpResponse:
    fresh = letter_to_write(request.user, letter.pk)
    who, _when = last_change(fresh.person)
    return render_conflict(
        request,
        form,
        LetterForm(letter=fresh),
        changed_by=who,
        changed_at=fresh.updated_at,
        back_url=fresh.get_absolute_url(),
    )


@require_POST
def final(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make it final: it gets its number, and a worker its PDF. Sent from the page that shows the sheet."""
    letter = letter_to_write(request.user, pk)
    typed = request.POST.get("version", "")
    try:
        make_final(letter, by=request.user, seen=int(typed) if typed.isdecimal() else 0)
    except StaleVersion:
        return _refused(request, letter, _("Alguien cambió el texto mientras lo mirabas. Míralo otra vez."))
    except NotPossible as refusal:
        return _refused(request, letter, refusal.message)
    messages.success(request, _("Ya tiene número. Se está preparando el PDF."))
    return redirect(letter)


def _refused(request: HttpRequest, letter: Letter, message: str) -> HttpResponse:
    context = {"message": message, "back_url": letter.get_absolute_url()}
    return render(request, "422.html", context, status=422)


@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bar alone, asked again every two seconds; the whole page once there is something else to show."""
    letter = letter_to_read(request.user, pk)
    context = {"letter": letter, "percent": HALF_WAY if letter.heartbeat_at else 0, "progress": progress_words(letter)}
    response = render(request, "cases/_letter_progress.html", context)
    if not letter.is_queued:
        response.headers["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a draft aside."""
    letter = letter_to_write(request.user, pk)
    if request.method == "POST":
        try:
            discard_letter(letter, by=request.user)
        except NotPossible as refusal:
            return _refused(request, letter, refusal.message)
        messages.success(request, _("Borrador descartado."))
        return redirect("cases:letters", letter.case_id)
    context = {
        "title": _("Descartar la carta"),
        "question": f"{letter.get_kind_display()} · {letter.person.code}",
        "consequence": _("Deja de estar en la lista de cartas. No tiene número todavía, así que no queda un vacío."),
        "button": _("Descartar la carta"),
        "is_danger": True,
        "back_url": letter.get_absolute_url(),
    }
    return render(request, "confirm.html", context)
