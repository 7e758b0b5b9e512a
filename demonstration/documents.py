"""Documents of a few cases: a photograph that tells where it was taken, a page of PDF; made here, of nobody.

They are stored in review, as whatever is brought: the worker looks at them within a minute of the first start.
"""

import io
from datetime import date, timedelta

import pikepdf
from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational

from accounts.models import User
from accounts.permissions import Area
from cases.attachments.kinds import extension_of
from cases.models import Assignment, Attachment, Case
from cases.states import AttachmentKind, TeamRole
from demonstration.clock import moment
from vault.files import SealedWriter

_CASES = 3
_GPS = 0x8825


def add_documents(users: dict[str, User], today: date) -> None:
    """Once, however often the demonstration is loaded: of the newest open cases that Rosa leads."""
    if Attachment.objects.filter(kind=AttachmentKind.EVIDENCE).exists():
        return
    leads = Assignment.objects.current().filter(user=users["rosa"], role=TeamRole.LEAD, case__closed_on=None)
    for lead in leads.select_related("case__key").order_by("-case__opened_on", "id")[:_CASES]:
        by, on = users["rosa"], max(lead.case.opened_on, today - timedelta(days=2))
        papers = (
            (AttachmentKind.LEGAL, "Copia de la denuncia, una página", "denuncia.pdf", page(), Area.GENERAL),
            (AttachmentKind.EVIDENCE, "Letrero del local", "IMG_0412.jpg", _photograph(), Area.GENERAL),
            (AttachmentKind.REPORT, "Informe de la primera sesión", "informe.pdf", page(), Area.PSYCHOLOGICAL),
        )
        for number, (kind, title, name, content, area) in enumerate(papers, start=lead.case.attachments.count() + 1):
            author = users["milagros"] if area == Area.PSYCHOLOGICAL else by
            put_document(lead.case, number, kind, title, name, content, area, author, on)


def put_document(
    case: Case, number: int, kind: str, title: str, name: str, content: bytes, area: str, by: User, on: date
) -> Attachment:
    writer = SealedWriter()
    writer.write(content)
    sealed = writer.finish()
    return Attachment.objects.create(
        key=case.key,
        case=case,
        number=number,
        kind=kind,
        area=area,
        title=title,
        original_name=name,
        extension=extension_of(name),
        file_name=sealed.name,
        file_key=sealed.key,
        digest=sealed.digest,
        size=sealed.size,
        uploaded_at=max(moment(on, 10, number), case.created_at),
        uploaded_by=by,
    )


def page() -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Helvetica"))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = document.make_stream(b"BT /F1 20 Tf 72 740 Td (DOCUMENTO INVENTADO) Tj ET")
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('inventado')")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _photograph() -> bytes:
    """Says in its EXIF that it was taken in Iquitos; the copy that is handed out does not."""
    image = Image.new("RGB", (800, 600), "#9fbfc4")
    ImageDraw.Draw(image).rectangle((150, 180, 650, 330), fill="#ffc54a", outline="#0b3d4a", width=8)
    exif = Image.Exif()
    degrees = ((3, 44, 54), (73, 15, 13))
    south, west = (tuple(IFDRational(part) for part in each) for each in degrees)
    exif.get_ifd(_GPS).update({1: "S", 2: south, 3: "W", 4: west})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif.tobytes())
    return out.getvalue()
