"""Files of a case: what there is, bringing one, handing it out, taking it out of use."""

from collections.abc import Callable, Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts.access import require
from accounts.idempotency import submit_once
from accounts.permissions import AREA_OF_ROLE, Permission
from accounts.trail_words import RevealReason
from cases import access
from cases.actions import (
    NewFile,
    add_attachment,
    add_version,
    hand_out,
    hand_out_original,
    withdraw_attachment,
)
from cases.attachment_lines import attachment_line
from cases.attachments.bound import BoundPhotos
from cases.attachments.kinds import MEDIA_LIMIT, MIB, limit_of
from cases.errors import NotPossible
from cases.file_frame import file_tabs
from cases.forms.attachments import FileForm, NewAttachmentForm, OriginalForm, WithdrawForm, default_area
from cases.letters.access import may_write_letters
from cases.letters.lines import document_scopes
from cases.models import Attachment
from interface.keyset import paginate
from interface.pages import render_form_page
from vault.uploads import SealingUploadHandler

PAGE_SIZE = 50
# What a form weighs besides its file.
ENVELOPE_BYTES = MIB


@require_safe
def attachments(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The files in use, newest first; or those that were taken out."""
    case = access.case_to_view(request.user, pk)
    is_withdrawn = request.GET.get("ver") == "retirados"
    rows = Attachment.objects.filter(case=case).for_list()
    rows = rows.exclude(withdrawn_at=None) if is_withdrawn else rows.newest().in_use()
    page = paginate(request, rows, "-uploaded_at", PAGE_SIZE)
    access.saw_list(request.user, Attachment._meta.label_lower, page.items)
    context = {
        "case": case,
        "tabs": file_tabs(request.user, case, "attachments"),
        "page": page,
        "lines": [attachment_line(request.user, row) for row in page],
        "is_withdrawn": is_withdrawn,
        "scopes": document_scopes(case, "withdrawn" if is_withdrawn else "use"),
        "can_add": request.user.can(Permission.ADD_NOTE),
        "can_write": may_write_letters(request.user),
    }
    return render(request, "cases/attachments.html", context)


def takes_files(view: Callable) -> Callable:
    """Seal the file of a form while it arrives. Nothing may read the form before, not even the check of its token:
    that is why the frame's check is left out here, and made after the handler is in place, before the view.
    """

    @csrf_exempt
    @require_http_methods(["GET", "POST"])
    def taking(request: HttpRequest, pk: UUID) -> HttpResponse:
        require(request.user, Permission.ADD_NOTE)
        if int(request.META.get("CONTENT_LENGTH") or 0) > MEDIA_LIMIT + ENVELOPE_BYTES:
            message = _("El archivo pesa más de %d MB y no se recibió.") % (MEDIA_LIMIT // MIB)
            return render(request, "422.html", {"message": message, "back_url": request.path}, status=413)
        request.upload_handlers = [SealingUploadHandler(request, limit_of)]
        return csrf_protect(view)(request, pk)

    return taking


@takes_files
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = access.case_to(request.user, Permission.ADD_NOTE, pk)
    initial = {"area": default_area(AREA_OF_ROLE.get(request.user.role, "")), "person": request.GET.get("persona", "")}
    form = NewAttachmentForm(*_sent(request), case=case, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def act() -> str:
            kind, title, reader = told["kind"], told["title"], told["area"]
            add_attachment(case, new_file(form), kind, title, by=request.user, person=told["person"], area=reader)
            form.chosen.keep()
            return reverse("cases:attachments", args=[case.pk])

        url = submit_once(request.user, told["idempotency_key"], act)
        messages.success(request, _("Documento subido. Se podrá abrir cuando termine la revisión."))
        return redirect(url)
    return render_form_page(request, "cases/attachment_new.html", {"case": case}, form)


@takes_files
def new_version(request: HttpRequest, pk: UUID) -> HttpResponse:
    attachment = access.attachment_to(request.user, Permission.ADD_NOTE, pk)
    form = FileForm(*_sent(request), initial={"title": attachment.title})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            newer = add_version(attachment, new_file(form), form.cleaned_data["title"], by=request.user)
            form.chosen.keep()
            return newer.get_absolute_url()

        try:
            url = submit_once(request.user, form.cleaned_data["idempotency_key"], act)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Versión nueva subida. La anterior queda guardada."))
            return redirect(url)
    context = {"attachment": attachment, "case": attachment.case}
    return render_form_page(request, "cases/attachment_version.html", context, form)


def new_file(form: FileForm) -> NewFile:
    """What came with a form that is valid; several photographs are bound now."""
    chosen = form.chosen
    return NewFile(chosen.name, chosen.sealed, isinstance(chosen, BoundPhotos))


def _sent(request: HttpRequest) -> tuple:
    """Data and files of what was sent; an empty form too."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@require_safe
def attachment(request: HttpRequest, pk: UUID) -> HttpResponse:
    attachment = access.attachment_to(request.user, Permission.VIEW_CASE, pk)
    user, line = request.user, attachment_line(request.user, attachment)
    newer = Attachment.objects.filter(replaces=attachment).first()
    context = {
        "attachment": attachment,
        "case": attachment.case,
        "line": line,
        "earlier": attachment.replaces,
        "newer": newer,
        "fingerprint": attachment.digest.hex(),
        "can_replace": user.can(Permission.ADD_NOTE) and newer is None and not attachment.is_withdrawn,
        "can_withdraw": user.can(Permission.EDIT_CASE) and not attachment.is_withdrawn,
        "can_open_original": user.can(Permission.OPEN_ORIGINAL) and bool(attachment.media_type),
    }
    return render(request, "cases/attachment.html", context)


@require_GET
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    attachment = access.attachment_to(request.user, Permission.VIEW_CASE, pk)
    try:
        chunks = hand_out(attachment, by=request.user)
    except NotPossible as refusal:
        return _refused(request, refusal, attachment)
    name, size = attachment.outward_name(), attachment.handed_out.size
    return _download(chunks, name, size, attachment.media_type)


@require_http_methods(["GET", "POST"])
def original(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file as it came: for whoever may, and says what for; as bytes that nothing opens by itself."""
    attachment = access.attachment_to(request.user, Permission.OPEN_ORIGINAL, pk)
    form = OriginalForm(*_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            chunks = hand_out_original(attachment, RevealReason(form.cleaned_data["reason"]), by=request.user)
        except NotPossible as refusal:
            return _refused(request, refusal, attachment)
        name = attachment.outward_name(is_original=True)
        return _download(chunks, name, attachment.size, "application/octet-stream")
    context = {"attachment": attachment, "case": attachment.case}
    return render_form_page(request, "cases/attachment_original.html", context, form)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    attachment = access.attachment_to(request.user, Permission.EDIT_CASE, pk)
    form = WithdrawForm(*_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_attachment(attachment, form.cleaned_data["reason"], by=request.user)
        except NotPossible as refusal:
            return _refused(request, refusal, attachment)
        messages.success(request, _("Documento retirado. Queda guardado y ya no se abre."))
        return redirect("cases:attachments", attachment.case_id)
    context = {"attachment": attachment, "case": attachment.case}
    return render_form_page(request, "cases/attachment_withdraw.html", context, form)


def _refused(request: HttpRequest, refusal: NotPossible, attachment: Attachment) -> HttpResponse:
    context = {"message": refusal.message, "back_url": attachment.get_absolute_url()}
    return render(request, "422.html", context, status=422)


def _download(chunks: Iterator[bytes], name: str, size: int, media_type: str) -> StreamingHttpResponse:
    """Plain bytes for this browser only: never shown in the page, never a second time from a cache, never in parts."""
    headers = {
        "Content-Type": media_type,
        "Content-Length": str(size),
        "Content-Disposition": content_disposition_header(True, name),
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "none",
        "Cache-Control": "no-store",
    }
    return StreamingHttpResponse(chunks, headers=headers)
