"""Images, rebuilt point by point into a new image: what was hidden in the old one does not come along.

A copy that is merely saved again keeps comments, and ``exif_transpose`` with the old EXIF keeps where it was taken
(measured: security.md, 7). Only points cross over here: no EXIF, XMP, IPTC, comment, profile, second picture or tail.
"""

import io

from PIL import Image, ImageOps

from cases.attachments.kinds import Refusal, Refused

# Telephones take up to 50 million points; four bytes of each, three times, fit the memory of the child.
MOST_POINTS = 52_000_000
# The longer side of a page made of a photograph: 290 points per inch on A4, so that small print is read.
SHEET_POINTS = 3400
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_OPTIONS = {"JPEG": {"quality": 90}, "PNG": {}, "WEBP": {"quality": 90, "method": 2}}


def rebuilt(content: bytes, media_type: str) -> bytes:
    """A new image of the same format that looks the same. Raises Refused."""
    form = _FORMATS[media_type]
    Image.MAX_IMAGE_PIXELS = MOST_POINTS
    with Image.open(io.BytesIO(content), formats=(form,)) as image:
        if image.width * image.height > MOST_POINTS:
            raise Refused(Refusal.TOO_LARGE)
        image.load()
        ImageOps.exif_transpose(image, in_place=True)
        return _saved(_points_only(image, form), form)


def as_page(content: bytes, media_type: str) -> tuple[bytes, int, int]:
    """A JPEG of the points alone, as large as a sheet needs, with its width and height in points. Raises Refused."""
    form = _FORMATS[media_type]
    Image.MAX_IMAGE_PIXELS = MOST_POINTS
    with Image.open(io.BytesIO(content), formats=(form,)) as image:
        if image.width * image.height > MOST_POINTS:
            raise Refused(Refusal.TOO_LARGE)
        image.draft("RGB", (SHEET_POINTS, SHEET_POINTS))  # of a JPEG: opened smaller, at a fraction of the memory
        image.load()
        ImageOps.exif_transpose(image, in_place=True)
        sheet = _on_white(image)
    sheet.thumbnail((SHEET_POINTS, SHEET_POINTS))
    return _saved(sheet, "JPEG"), sheet.width, sheet.height


def _on_white(image: Image.Image) -> Image.Image:
    """What is transparent is paper."""
    fresh = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        whole = _in_mode(image, "RGBA")
        fresh.paste(whole, mask=whole.getchannel("A"))
    else:
        fresh.paste(_in_mode(image, "RGB"))
    return fresh


def _points_only(image: Image.Image, form: str) -> Image.Image:
    mode = "RGBA" if form != "JPEG" and image.has_transparency_data else "RGB"
    fresh = Image.new(mode, image.size)
    fresh.paste(_in_mode(image, mode))
    return fresh


def _in_mode(image: Image.Image, mode: str) -> Image.Image:
    if image.mode.startswith("I;16"):
        # Sixteen bits of grey, as some scanners write, would be cut off instead of scaled.
        image = image.point(lambda value: value / 256).convert("L")
    return image if image.mode == mode else image.convert(mode)


def _saved(image: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **_OPTIONS[form])
    return out.getvalue()
