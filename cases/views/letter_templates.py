"""The office's own templates for letters in Word: what rules, bringing one, trying it, taking it out of use."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases.actions.letter_templates import add_template, try_out, withdraw_template, word_of
from cases.attachments.kinds import KINDS
from cases.errors import NotPossible
from cases.forms.letter_templates import TemplateForm
from cases.letters.access import letter_to_write, template_to
from cases.letters.kinds import LetterKind
from cases.letters.word_base import base_template
from cases.letters.word_child import LINES
from cases.models import LetterTemplate
from interface.pages import render_form_page

# What an office person reads beside each word.
_MEANT = {
    "remitente": lambda: _("El nombre del centro"),
    "sede": lambda: _("La sede del caso"),
    "numero": lambda: _("CARTA N.° 012-2026-…; vacío en un borrador"),
    "lugar_y_fecha": lambda: _("La ciudad y el día, en palabras"),
    "titulo": lambda: _("CONSTANCIA DE ATENCIÓN; vacío en una carta"),
    "asunto": lambda: _("El asunto"),
    "saludo": lambda: _("De mi consideración:"),
    "despedida": lambda: _("Atentamente,"),
    "firma": lambda: _("Quien firma"),
    "cargo": lambda: _("Su cargo"),
    "nota": lambda: _("El aviso de reserva del pie"),
}


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Which template rules for which letter; those before it."""
    require(request.user, Permission.EDIT_CATALOGUES)
    rows = list(LetterTemplate.objects.for_list())
    context = {"kinds": [_kind(kind, rows) for kind in LetterKind], "words": _words(), "lines": _lines()}
    return render(request, "cases/letter_templates.html", context)


def _kind(kind: LetterKind, rows: list[LetterTemplate]) -> dict:
    mine = [row for row in rows if row.kind == kind]
    ruling: dict = {}
    for row in mine:
        if row.withdrawn_at is None:
            ruling.setdefault(row.office_id, row.pk)
    lines = [{"template": row, "rules": ruling.get(row.office_id) == row.pk} for row in mine]
    return {"label": kind.label, "value": kind.value, "lines": lines}


def _words() -> list[tuple[str, str]]:
    return [(word, meant()) for word, meant in _MEANT.items()]


def _lines() -> list[tuple[str, str]]:
    return list(LINES.items())


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Bring one: it is tried out with made-up words first, and refused with the reason."""
    require(request.user, Permission.EDIT_CATALOGUES)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = TemplateForm(*sent, initial={"kind": request.GET.get("carta", "")})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def act() -> str:
            add_template(told["kind"], told["office"], told["file"].read(), by=request.user)
            messages.success(request, _("Plantilla probada y en uso desde ahora."))
            return reverse("cases:letter_templates")

        try:
            return redirect(submit_once(request.user, told["idempotency_key"], act))
        except NotPossible as refusal:
            form.add_error("file", refusal.message)
    context = {"words": _words(), "lines": _lines()}
    return render_form_page(request, "cases/letter_template_new.html", context, form)


@require_safe
def base(request: HttpRequest) -> HttpResponse:
    """The template that rules where there is no other: to put a letterhead in."""
    require(request.user, Permission.EDIT_CATALOGUES)
    return _word(base_template(), "plantilla-de-partida.docx")


@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A template as it was brought."""
    template = template_to(request.user, pk, "file")
    return _word(template.content, f"{template.code}.docx")


@require_safe
def trial(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How a letter made with it looks: of nobody."""
    template = template_to(request.user, pk, "word")
    return _word(try_out(template.content), f"prueba-{template.code}.docx")


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    template = template_to(request.user, pk, "withdrawn_at")
    back_url = reverse("cases:letter_templates")
    if request.method == "POST":
        try:
            withdraw_template(template, by=request.user)
        except NotPossible as refusal:
            return render(request, "422.html", {"message": refusal.message, "back_url": back_url}, status=422)
        messages.success(request, _("Plantilla retirada. Rige la anterior, o la nuestra."))
        return redirect(back_url)
    context = {
        "title": _("Retirar la plantilla"),
        "question": f"{template.get_kind_display()} · {template.office or _('Todas las sedes')} · {template.edition}",
        "consequence": _("Las cartas nuevas usarán la versión anterior que esté en uso, o la plantilla de partida."),
        "button": _("Retirar la plantilla"),
        "is_danger": True,
        "back_url": back_url,
    }
    return render(request, "confirm.html", context)


@require_safe
def letter_word(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A letter as a document for Word, to be edited outside."""
    letter = letter_to_write(request.user, pk)
    try:
        content = word_of(letter, by=request.user)
    except NotPossible as refusal:
        context = {"message": refusal.message, "back_url": letter.get_absolute_url()}
        return render(request, "422.html", context, status=422)
    return _word(content, f"{letter.outward_name}.docx")


def _word(content: bytes, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=KINDS["docx"].media_type, headers=headers)
