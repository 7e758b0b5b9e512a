"""Photographs of one paper: bound as they came into one file, and made into a PDF with a page for each, in order.

What is stored is an archive without compression, so that each photograph lies in it byte for byte, as evidence, and any
program opens it. Its names are ours. What is handed out is the PDF; nothing of a photograph but its points is in it.
"""

import io
import zipfile
from collections.abc import Callable, Iterable

import pikepdf
from pikepdf import Dictionary, Name, Pdf

from cases.attachments import images
from cases.attachments.first_bytes import HEAD_BYTES, check_first_bytes
from cases.attachments.kinds import KINDS, MOST_PAGES, Group, Refusal, Refused, extension_of

# A4 and its margin, in points of 1/72 inch.
SHEET, MARGIN = (595.28, 841.89), 14.17


def bind(photos: Iterable[tuple[str, Iterable[bytes]]], write: Callable[[bytes], object]) -> None:
    """Give ``write`` the archive of these photographs, each as its extension and its bytes, piece by piece."""
    with zipfile.ZipFile(_Forward(write), "w", zipfile.ZIP_STORED) as archive:
        for place, (extension, chunks) in enumerate(photos, 1):
            with archive.open(zipfile.ZipInfo(f"pagina-{place:02}.{extension}"), "w") as page:
                for chunk in chunks:
                    page.write(chunk)


class _Forward:
    """What an archive is written to: it goes forward only, and nothing of it stays here."""

    def __init__(self, write: Callable[[bytes], object]):
        self._write = write

    def write(self, piece: bytes) -> int:
        self._write(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        pass


def rebuilt(content: bytes) -> bytes:
    """The PDF of an archive that ``bind`` wrote. Raises Refused as soon as one photograph is refused."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, pikepdf.new() as pdf:
        pages = archive.infolist()
        if not 0 < len(pages) <= MOST_PAGES:
            raise Refused(Refusal.UNREADABLE)
        for page in pages:
            if page.compress_type != zipfile.ZIP_STORED:
                raise Refused(Refusal.UNREADABLE)
            _add_page(pdf, _points_of(archive.read(page), extension_of(page.filename)))
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _points_of(photo: bytes, extension: str) -> tuple[bytes, int, int]:
    kind = KINDS.get(extension)
    if kind is None or kind.group != Group.IMAGE:
        raise Refused(Refusal.KIND)
    if len(photo) > kind.limit:
        raise Refused(Refusal.TOO_LARGE)
    check_first_bytes(photo[:HEAD_BYTES], kind)
    return images.as_page(photo, kind.media_type)


def _add_page(pdf: Pdf, picture: tuple[bytes, int, int]) -> None:
    """A sheet that lies as the picture does, with the picture in its middle."""
    jpeg, width, height = picture
    sheet_width, sheet_height = SHEET if height >= width else SHEET[::-1]
    scale = min((sheet_width - 2 * MARGIN) / width, (sheet_height - 2 * MARGIN) / height)
    shown = [round(each * scale, 2) for each in (width, height)]
    left, low = round((sheet_width - shown[0]) / 2, 2), round((sheet_height - shown[1]) / 2, 2)
    image = pdf.make_stream(
        jpeg,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    page = pdf.add_blank_page(page_size=(sheet_width, sheet_height))
    page.Resources = Dictionary(XObject=Dictionary(Foto=image))
    page.Contents = pdf.make_stream(f"q {shown[0]} 0 0 {shown[1]} {left} {low} cm /Foto Do Q".encode())
