"""Files that mean harm, made here and nowhere else: what people could bring, by mistake or on purpose.

Whatever is hidden in one carries MARK, so that a served byte of it is found out whichever way it took. ``refused`` says
what must become of it: True, refused; False, taken and made harmless; None, either, as long as nothing of it acts.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from PIL import Image, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

MARK = b"HOSTIL"
SCRIPT = b"<script>alert('HOSTIL')</script>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
OPEN_XML = "http://schemas.openxmlformats.org"


@dataclass(frozen=True)
class Hostile:
    what: str
    name: str
    content: bytes
    refused: bool | None = True
    is_bomb: bool = False

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2].lower()

    def __str__(self) -> str:
        return f"{self.what} ({self.name})"


def corpus() -> list[Hostile]:
    """All of them, the same each time."""
    parts = (_liars, _swapped, _polyglots, _telling_images, _bombs, _office, _open_documents, _pdfs, _cut, _fuzzed)
    return [each for part in parts for each in part()]


# Good files, which the bad ones are made from -------------------------------------------------------------------


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **more) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, form, **more)
    return out.getvalue()


def pdf(change=lambda document, page: None, **saving) -> bytes:
    """One blank page; ``change`` puts into it what is to be found."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(200, 200))
    change(document, page)
    out = io.BytesIO()
    document.save(out, **saving)
    return out.getvalue()


def zipped(parts: dict[str, bytes | str], stored: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, compress_type=kind)
    return out.getvalue()


_WORD = "openxmlformats-officedocument.wordprocessingml.document"


def docx(
    more: dict[str, bytes | str] | None = None,
    body: str = "<w:p/>",
    relations: str = "",
    types: str = "",
    kind: str = _WORD,
) -> bytes:
    main = f"application/vnd.{kind}.main+xml"
    space = f'xmlns:w="{OPEN_XML}/wordprocessingml/2006/main"'
    return zipped(
        _open_xml("word/document.xml", main, types, relations)
        | {
            "word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>",
            **(more or {}),
        }
    )


def xlsx(
    more: dict[str, bytes | str] | None = None, cell: str = "<v>1</v>", relations: str = "", types: str = ""
) -> bytes:
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    sheet = f'<row r="1"><c r="A1">{cell}</c></row>'
    space = f'xmlns="{OPEN_XML}/spreadsheetml/2006/main"'
    return zipped(
        _open_xml("xl/workbook.xml", main, types, relations)
        | {
            "xl/workbook.xml": f"<workbook {space}/>",
            "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{sheet}</sheetData></worksheet>",
            **(more or {}),
        }
    )


def _open_xml(main: str, kind: str, types: str, relations: str) -> dict[str, str]:
    folder, _slash, name = main.partition("/")
    space = f'xmlns="{OPEN_XML}/package/2006/relationships"'
    return {
        "[Content_Types].xml": f'<Types xmlns="{OPEN_XML}/package/2006/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{main}" ContentType="{kind}"/>'
        f"{types}</Types>",
        "_rels/.rels": f'<Relationships {space}><Relationship Id="r1" Type="{OPEN_XML}/officeDocument/2006/'
        f'relationships/officeDocument" Target="{main}"/></Relationships>',
        f"{folder}/_rels/{name}.rels": f"<Relationships {space}>{relations}</Relationships>",
    }


def odt(more: dict[str, bytes | str] | None = None, body: str = "", scripts: str = "<office:scripts/>") -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
        for name, path in (("office", "office"), ("text", "text"), ("draw", "drawing"), ("script", "script"))
    )
    content = (
        f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink">{scripts}'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "META-INF/manifest.xml": "<manifest/>",
        "Configurations2/accelerator/current.xml": "",
    }
    return zipped(parts | (more or {}), stored=("mimetype",))


def mp3(frames: int = 8, tag: bytes = b"") -> bytes:
    head = b""
    if tag:
        frame = b"TXXX" + struct.pack(">I", len(tag) + 1) + b"\0\0\0" + tag
        size = len(frame)
        head = b"ID3\x03\0\0" + bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0)) + frame
    return head + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def mp4(brand: bytes = b"isom", extra: bytes = b"") -> bytes:
    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content) + 8) + name + content

    return (
        box(b"ftyp", brand + bytes(4) + b"isommp42")
        + box(b"moov", box(b"mvhd", bytes(100)))
        + extra
        + box(b"mdat", bytes(500))
    )


def ogg(pages: int = 3) -> bytes:
    out = b""
    for number in range(pages):
        content = b"\x01vorbis" + bytes(60)
        head = b"OggS\0" + bytes([2 if not number else 0]) + bytes(8) + struct.pack("<III", 7, number, 0)
        out += head + bytes([1, len(content)]) + content
    return out


GOOD: dict[str, bytes] = {
    "foto.jpg": picture(),
    "foto.jpeg": picture("JPEG", (31, 47)),
    "captura.png": picture("PNG"),
    "captura.webp": picture("WEBP"),
    "denuncia.pdf": pdf(),
    "informe.docx": docx(),
    "cuentas.xlsx": xlsx(),
    "acta.odt": odt(),
    "llamada.mp3": mp3(),
    "nota.m4a": mp4(b"M4A "),
    "video.mp4": mp4(),
    "voz.ogg": ogg(),
}


# Wrong names ----------------------------------------------------------------------------------------------------

_ACTING = {
    "a page": b"<!DOCTYPE html><html><body>" + SCRIPT,
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
    "a script": b"alert('HOSTIL');//" + bytes(200),
    "a script that is also a GIF": b"GIF89a/*" + bytes(20) + b"*/=alert('HOSTIL');//",
    "a program for Windows": b"MZ\x90\0\x03\0\0\0" + bytes(200) + MARK,
    "a program for Linux": b"\x7fELF\x02\x01\x01" + bytes(200) + MARK,
    "a shell script": b"#!/bin/sh\necho HOSTIL\n" * 20,
    "XML with a stylesheet": b'<?xml version="1.0"?><?xml-stylesheet href="HOSTIL"?><x/>' + b" " * 100,
    "rich text with an object": rb"{\rtf1{\object\objocx{\*\objdata HOSTIL}}}" + b" " * 100,
    "an archive": zipped({"HOSTIL.html": SCRIPT}),
    "Flash": b"FWS\x08" + bytes(200) + MARK,
    "PostScript": b"%!PS-Adobe-3.0\n(HOSTIL) run\n" + bytes(100),
    "a shortcut": b"L\0\0\0\x01\x14\x02\0" + bytes(200) + MARK,
    "an old Word document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + MARK,
    "nothing but zeros": bytes(3000),
}


def _liars() -> Iterator[Hostile]:
    for what, content in _ACTING.items():
        for name in GOOD:
            yield Hostile(f"{what} under another name", name, content)


def _swapped() -> Iterator[Hostile]:
    """Good files under the name of another kind: refused, because somebody is wrong about them."""
    alike = ({"jpg", "jpeg"}, {"m4a", "mp4"})
    for name, content in GOOD.items():
        for other in ("jpg", "png", "pdf", "docx", "mp4", "ogg"):
            own = name.rpartition(".")[2]
            if own != other and not any({own, other} <= pair for pair in alike):
                yield Hostile(f"{name} under another name", f"x.{other}", content)


def _polyglots() -> Iterator[Hostile]:
    for name in ("foto.jpg", "captura.png", "captura.webp", "denuncia.pdf"):
        yield Hostile("a page behind it", name, GOOD[name] + SCRIPT, refused=False)
        yield Hostile("an archive behind it", name, GOOD[name] + zipped({"HOSTIL.html": SCRIPT}), refused=False)
        yield Hostile("a page before it", name, SCRIPT + GOOD[name])
        yield Hostile("a script before it", name, b"/*HOSTIL*/" + GOOD[name])
    for name in ("informe.docx", "cuentas.xlsx", "acta.odt"):
        yield Hostile("a page before it", name, SCRIPT + GOOD[name])
        yield Hostile("an image before it", name, picture("PNG") + GOOD[name])
    for name in ("llamada.mp3", "video.mp4", "voz.ogg"):
        yield Hostile("a page before it", name, SCRIPT + GOOD[name])
    yield Hostile("a page behind it", "video.mp4", GOOD["video.mp4"] + SCRIPT)
    yield Hostile("a page behind it", "voz.ogg", GOOD["voz.ogg"] + SCRIPT)


# Images that tell -----------------------------------------------------------------------------------------------

XMP = (
    b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax'
    b'-ns#"><rdf:Description exif:GPSLatitude="3,44.9S HOSTIL" xmlns:exif="http://ns.adobe.com/exif/1.0/"/></rdf:RDF>'
    b"</x:xmpmeta>"
)


def exif_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "HOSTIL"
    exif[0x0110] = "HOSTIL telefono"
    place = exif.get_ifd(0x8825)
    place.update({1: "S", 2: (IFDRational(3), IFDRational(44), IFDRational(54)), 3: "W"})
    place[4] = (IFDRational(73), IFDRational(15), IFDRational(13))
    exif[0x0112] = 6
    return exif.tobytes()


def iptc_segment() -> bytes:
    record = b"\x1c\x02\x5a" + struct.pack(">H", len(MARK)) + MARK
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record
    content = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(content) + 2) + content


def telling_jpeg() -> bytes:
    """EXIF, XMP, IPTC, a comment, a colour profile and a tail, all with MARK."""
    content = picture("JPEG", exif=exif_with_place(), xmp=XMP, comment=SCRIPT, icc_profile=bytes(128) + MARK)
    return content[:2] + iptc_segment() + content[2:] + MARK


def _telling_images() -> Iterator[Hostile]:
    place = exif_with_place()
    for form, name in (("JPEG", "foto.jpg"), ("PNG", "captura.png"), ("WEBP", "captura.webp")):
        yield Hostile("the place in EXIF", name, picture(form, exif=place), refused=False)
        yield Hostile("a hostile colour profile", name, picture(form, icc_profile=bytes(128) + MARK), refused=False)
    yield Hostile("the place in XMP", "foto.jpg", picture("JPEG", xmp=XMP), refused=False)
    yield Hostile("the place in XMP", "captura.webp", picture("WEBP", xmp=XMP), refused=False)
    yield Hostile("the place in IPTC", "foto.jpg", picture()[:2] + iptc_segment() + picture()[2:], refused=False)
    yield Hostile("a script in the comment", "foto.jpg", picture("JPEG", comment=SCRIPT), refused=False)
    yield Hostile("everything at once", "foto.jpg", telling_jpeg(), refused=False)
    for add in ("add_text", "add_itxt"):
        texts = PngImagePlugin.PngInfo()
        getattr(texts, add)("Comment", SCRIPT.decode())
        getattr(texts, add)("XML:com.adobe.xmp", XMP.decode())
        yield Hostile(f"text by {add}", "captura.png", picture("PNG", pnginfo=texts), refused=False)
    moving = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    for form, name in (("PNG", "captura.png"), ("WEBP", "captura.webp")):
        out = io.BytesIO()
        moving[0].save(out, form, save_all=True, append_images=moving[1:])
        yield Hostile("more than one picture", name, out.getvalue(), refused=False)


# Bombs ----------------------------------------------------------------------------------------------------------


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_of(width: int, height: int, data: bytes, *more: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _bombs() -> Iterator[Hostile]:
    zeros = zlib.compress(bytes(30_000_000), 9)
    for width, height in ((50_000, 50_000), (2_000_000_000, 1), (1, 2_000_000_000), (2**31 - 1, 2**31 - 1), (0, 0)):
        yield Hostile(f"{width} by {height} points", "captura.png", png_of(width, height, zeros), is_bomb=True)
    frame = b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xd9"
    yield Hostile("65,535 by 65,535 points", "foto.jpg", frame, is_bomb=True)
    bomb = b"Comment\0\0" + zlib.compress(bytes(80_000_000), 9)
    yield Hostile(
        "a text that grows", "captura.png", png_of(1, 1, zlib.compress(bytes(4)), _chunk(b"zTXt", bomb)), None
    )
    bomb = b"profile\0\0" + zlib.compress(bytes(80_000_000), 9)
    yield Hostile(
        "a profile that grows", "captura.png", png_of(1, 1, zlib.compress(bytes(4)), _chunk(b"iCCP", bomb)), None
    )
    yield Hostile("a part that grows", "informe.docx", docx({"word/media/image1.png": bytes(60_000_000)}))
    yield Hostile("many parts", "informe.docx", docx({f"word/media/{n}.png": b"x" for n in range(3000)}))
    yield Hostile(
        "an archive in an archive", "cuentas.xlsx", xlsx({"xl/embeddings/inner.zip": zipped({"a": bytes(10**7)})})
    )
    yield Hostile("laughs", "informe.docx", docx({"word/styles.xml": _LAUGHS}))
    yield Hostile("laughs", "acta.odt", odt({"styles.xml": _LAUGHS}))
    yield Hostile("deep nesting", "informe.docx", docx(body="<w:p>" * 60_000 + "</w:p>" * 60_000), None)
    yield Hostile("deep nesting", "denuncia.pdf", pdf(_nest), None)
    yield Hostile("a stream that grows", "denuncia.pdf", pdf(_growing, compress_streams=True), None)


_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "HOSTIL">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><x>&j;</x>"
)


def _nest(document, page) -> None:
    inner = pikepdf.Dictionary()
    for _ in range(400):
        inner = pikepdf.Dictionary(Deep=inner)
    page.obj.Deep = inner


def _growing(document, page) -> None:
    page.Contents = document.make_stream(bytes(50_000_000))


# Documents ------------------------------------------------------------------------------------------------------


def _relation(kind: str, target: str, mode: str = "External") -> str:
    return (
        f'<Relationship Id="r9" Type="{OPEN_XML}/officeDocument/2006/relationships/{kind}"'
        f' Target="{target}" TargetMode="{mode}"/>'
    )


def _field(words: str) -> str:
    return "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in words.split("|"))


def _office() -> Iterator[Hostile]:
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    override = '<Override PartName="/word/other.xml" ContentType="{}"/>'
    formula = "<f>{}</f><v>0</v>".format
    away = "http://198.51.100.7/HOSTIL"
    bad_docx = {
        "macros": docx({"word/vbaProject.bin": MARK}),
        "macros by another name": docx({"word/x.xml": "<x/>"}, types=override.format(macro)),
        "a document with macros": docx(kind="ms-word.document.macroEnabled"),
        "ActiveX": docx({"word/activeX/activeX1.xml": "<x/>"}),
        "an embedded object": docx({"word/embeddings/oleObject1.bin": MARK}),
        "a page inside": docx({"word/afchunk.html": SCRIPT}),
        "a program inside": docx({"word/media/x.exe": MARK}),
        "a template from elsewhere": docx(relations=_relation("attachedTemplate", away)),
        "a picture from elsewhere": docx(relations=_relation("image", away)),
        "an object from elsewhere": docx(relations=_relation("oleObject", "file://198.51.100.7/share/HOSTIL")),
        "a frame from elsewhere": docx(relations=_relation("frame", away, "EXTERNAL")),
        "a share by its name": docx(relations=_relation("image", "\\\\198.51.100.7\\HOSTIL", "Internal")),
        "a link to a program": docx(relations=_relation("hyperlink", "file:///c:/windows/HOSTIL.exe")),
        "a link that is a script": docx(relations=_relation("hyperlink", "javascript:alert('HOSTIL')")),
        "DDE": docx(body=_field('DDEAUTO c:\\\\windows\\\\cmd.exe "/k HOSTIL"')),
        "DDE in pieces": docx(body=_field("PAGE|D|DE|AU|TO c:\\\\HOSTIL")),
        "DDE in lower case": docx(body=_field("ddeauto HOSTIL")),
        "DDE in one piece": docx(body='<w:fldSimple w:instr="DDE HOSTIL"/>'),
        "a picture by a field": docx(body=_field('INCLUDEPICTURE "http://198.51.100.7/HOSTIL"')),
        "an outer entity": docx(
            {"word/styles.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'}
        ),
        "another encoding": docx({"word/styles.xml": "<x/>".encode("utf-16")}),
        "a declared encoding": docx({"word/styles.xml": '<?xml version="1.0" encoding="utf-7"?><x/>'}),
        "a part that leaves": docx({"../../HOSTIL.xml": "<x/>"}),
        "a part at the root": docx({"/etc/HOSTIL.xml": "<x/>"}),
        "a part of Windows": docx({"..\\HOSTIL.xml": "<x/>"}),
        "a part twice": docx({"WORD/document.xml": "<x/>"}),
        "parts of no document": zipped({"word/document.xml": "<x/>", "[Content_Types].xml": "<Types/>"}),
        "a workbook": xlsx(),
        "a template": docx(kind=_WORD.replace("document", "template")),
        "a locked part": _locked(docx()),
    }
    bad_xlsx = {
        "macros": xlsx({"xl/vbaProject.bin": MARK}),
        "links to workbooks": xlsx({"xl/externalLinks/externalLink1.xml": "<x/>"}),
        "a data connection": xlsx({"xl/connections.xml": "<x/>"}),
        "a query": xlsx({"xl/queryTables/queryTable1.xml": "<x/>"}),
        "a sheet of macros": xlsx({"xl/macrosheets/sheet1.xml": "<x/>"}),
        "a command": xlsx(cell=formula("cmd|'/C HOSTIL'!A0")),
        "a command after a sum": xlsx(cell=formula("1+MSEXCEL|'\\..\\HOSTIL'!A1")),
        "a service": xlsx(cell=formula('WEBSERVICE("http://198.51.100.7/HOSTIL")')),
        "a picture by a formula": xlsx(cell=formula('_xlfn.IMAGE("http://198.51.100.7/HOSTIL")')),
        "an old function": xlsx(cell=formula('CALL("HOSTIL","x","y")')),
        "a name that acts": xlsx({"xl/names.xml": "<x><definedName>EXEC(&quot;HOSTIL&quot;)</definedName></x>"}),
        "a document": docx(),
    }
    for what, content in bad_docx.items():
        yield Hostile(what, "informe.docx", content)
    for what, content in bad_xlsx.items():
        yield Hostile(what, "cuentas.xlsx", content)


def _locked(archive: bytes) -> bytes:
    """The same archive with the bit that says that its parts are encrypted."""
    changed = bytearray(archive)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(signature)
        while at >= 0:
            changed[at + place] |= 1
            at = changed.find(signature, at + 4)
    return bytes(changed)


def _open_documents() -> Iterator[Hostile]:
    href = '<draw:image xlink:href="{}"/>'.format
    bad = {
        "a macro": odt({"Basic/Standard/Module1.xml": "<x/>"}),
        "a script file": odt({"Scripts/python/x.py": MARK}),
        "a script element": odt(scripts='<office:scripts><office:script script:language="x"/></office:scripts>'),
        "a listener": odt(body='<script:event-listener xlink:href="vnd.sun.star.script:HOSTIL"/>'),
        "a picture from elsewhere": odt(body=href("http://198.51.100.7/HOSTIL")),
        "a picture of the disk": odt(body=href("file:///etc/HOSTIL")),
        "a picture above": odt(body=href("../../HOSTIL")),
        "a link that is a script": odt(body='<text:a xlink:href="javascript:HOSTIL"/>'),
        "a link to a macro": odt(body='<text:a xlink:href="macro:///HOSTIL"/>'),
        "an object": odt({"Object 1/content.xml": "<x/>"}),
        "DDE": odt(body='<text:dde-connection-decl text:name="HOSTIL"/>'),
        "a locked part": odt({"META-INF/manifest.xml": '<m xmlns:m="urn:m"><m:encryption-data/></m>'}),
        "another kind": odt({"mimetype": "application/vnd.oasis.opendocument.text-template"}),
    }
    for what, content in bad.items():
        yield Hostile(what, "acta.odt", content)


# PDF ------------------------------------------------------------------------------------------------------------

_N, _D, _A = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array


def _action(kind: str, **more) -> pikepdf.Dictionary:
    return _D(Type=_N.Action, S=_N("/" + kind), **more)


_KINDS = {
    "JavaScript": {"JS": "app.alert('HOSTIL')"},
    "Launch": {"F": "HOSTIL.exe"},
    "URI": {"URI": "http://198.51.100.7/HOSTIL"},
    "GoToR": {"F": "HOSTIL.pdf"},
    "GoToE": {"F": "HOSTIL.pdf"},
    "SubmitForm": {"F": "http://198.51.100.7/HOSTIL"},
    "ImportData": {"F": "HOSTIL.fdf"},
    "ResetForm": {},
    "Named": {"N": _N.Print},
    "Hide": {"T": "HOSTIL"},
    "Sound": {},
    "Movie": {"T": "HOSTIL"},
    "Rendition": {"JS": "HOSTIL"},
    "Thread": {"F": "HOSTIL"},
    "SetOCGState": {},
    "Trans": {},
    "GoTo3DView": {},
    "RichMediaExecute": {},
}


def _pdfs() -> Iterator[Hostile]:
    for kind, more in _KINDS.items():

        def opening(document, page, kind=kind, more=more):
            document.Root.OpenAction = document.make_indirect(_action(kind, **more))

        def pressing(document, page, kind=kind, more=more):
            note = _D(Type=_N.Annot, Subtype=_N.Link, Rect=_A([0, 0, 99, 99]), A=_action(kind, **more))
            page.Annots = _A([document.make_indirect(note)])

        def following(document, page, kind=kind, more=more):
            first = _action("GoTo", D=_A([page.obj, _N.Fit]), Next=_A([_action(kind, **more)]))
            page.obj.AA = _D(O=first, C=_action(kind, **more))
            page.Annots = _A([_D(Type=_N.Annot, Subtype=_N.Link, Rect=_A([0, 0, 9, 9]), A=first)])

        yield Hostile(f"{kind} when it opens", "denuncia.pdf", pdf(opening), refused=False)
        yield Hostile(f"{kind} when it is pressed", "denuncia.pdf", pdf(pressing), refused=False)
        yield Hostile(f"{kind} after a page", "denuncia.pdf", pdf(following), refused=False)
    for what, change in _PDF_CHANGES.items():
        yield Hostile(what, "denuncia.pdf", pdf(change), refused=False)
    packed = pdf(_PDF_CHANGES["scripts by name"], object_stream_mode=pikepdf.ObjectStreamMode.generate)
    yield Hostile("scripts in a packed object", "denuncia.pdf", packed, refused=False)
    spelt = pdf(_PDF_CHANGES["scripts by name"]).replace(b"/JavaScript", b"/J#61v#61Script")
    yield Hostile("scripts by another spelling", "denuncia.pdf", spelt, None)
    for words in ({"user": "x", "owner": "y"}, {"user": "", "owner": "y"}, {"user": "x", "owner": ""}):
        yield Hostile("a password", "denuncia.pdf", pdf(encryption=pikepdf.Encryption(**words)))
    yield Hostile("a later revision", "denuncia.pdf", GOOD["denuncia.pdf"] + _revision(), None)
    yield Hostile("no page", "denuncia.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF")
    yield Hostile("only a head", "denuncia.pdf", b"%PDF-1.7\n" + SCRIPT)
    yield Hostile("a forms data file", "denuncia.pdf", b"%FDF-1.2\n1 0 obj<</FDF<</JS(HOSTIL)>>>>endobj\n%%EOF")


def _revision() -> bytes:
    return b"\n9 0 obj<</S/JavaScript/JS(HOSTIL)>>endobj\ntrailer<</Root 1 0 R/Prev 0>>\nstartxref\n0\n%%EOF"


def _attached(document, page) -> None:
    file = document.make_stream(MARK, Type=_N.EmbeddedFile)
    spec = _D(Type=_N.Filespec, F="HOSTIL.exe", EF=_D(F=file))
    document.Root.Names = _D(EmbeddedFiles=_D(Names=_A(["HOSTIL.exe", spec])), Dests=_D(Names=_A([])))
    document.Root.AF = _A([spec])
    document.Root.Collection = _D(View=_N.D)
    page.Annots = _A([_D(Type=_N.Annot, Subtype=_N.FileAttachment, Rect=_A([0, 0, 9, 9]), FS=spec)])


def _scripts(document, page) -> None:
    document.Root.Names = _D(JavaScript=_D(Names=_A(["HOSTIL", _action("JavaScript", JS="HOSTIL")])))


def _form(document, page) -> None:
    field = _D(
        Type=_N.Annot,
        Subtype=_N.Widget,
        FT=_N.Tx,
        T="x",
        Rect=_A([0, 0, 9, 9]),
        AA=_D(K=_action("JavaScript", JS="HOSTIL")),
    )
    field = document.make_indirect(field)
    page.Annots = _A([field])
    xfa = document.make_stream(b"<xdp:xdp>" + SCRIPT + b"</xdp:xdp>")
    document.Root.AcroForm = _D(Fields=_A([field]), XFA=_A(["template", xfa]), CO=_A([field]))


def _note(kind: str, **more):
    def change(document, page) -> None:
        page.Annots = _A([_D(Type=_N.Annot, Subtype=_N("/" + kind), Rect=_A([0, 0, 9, 9]), **more)])

    return change


def _photograph(document, page) -> None:
    stream = document.make_stream(telling_jpeg())
    stream.stream_dict = _D(
        Type=_N.XObject,
        Subtype=_N.Image,
        Width=60,
        Height=40,
        ColorSpace=_N.DeviceRGB,
        BitsPerComponent=8,
        Filter=_N.DCTDecode,
    )
    page.Resources = _D(XObject=_D(Im0=stream))
    page.Contents = document.make_stream(b"q 60 0 0 40 0 0 cm /Im0 Do Q")


def _about(document, page) -> None:
    document.docinfo["/Author"] = "HOSTIL"
    with document.open_metadata() as told:
        told["dc:creator"] = ["HOSTIL"]
    page.obj.PieceInfo = _D(HOSTIL=_D(Private="HOSTIL"))


def _outside(document, page) -> None:
    stream = document.make_stream(b"")
    stream.F = "http://198.51.100.7/HOSTIL"
    page.Contents = stream
    document.Root.URI = _D(Base="http://198.51.100.7/HOSTIL")


def _postscript(document, page) -> None:
    stream = document.make_stream(b"(HOSTIL) run", Type=_N.XObject, Subtype=_N.PS)
    page.Resources = _D(XObject=_D(Ps0=stream))


def _outline(document, page) -> None:
    item = document.make_indirect(_D(Title="x", A=_action("JavaScript", JS="HOSTIL")))
    document.Root.Outlines = _D(Type=_N.Outlines, First=item, Last=item, Count=1)


_PDF_CHANGES = {
    "attached files": _attached,
    "scripts by name": _scripts,
    "a form of XFA": _form,
    "rich media": _note("RichMedia", RichMediaContent=_D(Assets=_D(Names=_A(["HOSTIL"])))),
    "a film": _note("Movie", Movie=_D(F="HOSTIL")),
    "a sound": _note("Sound", T="HOSTIL"),
    "a screen": _note("Screen", A=_action("Rendition", JS="HOSTIL")),
    "a model": _note("3D", T="HOSTIL"),
    "a photograph with its place": _photograph,
    "who wrote it": _about,
    "a stream from elsewhere": _outside,
    "PostScript": _postscript,
    "a script in the outline": _outline,
}


# Broken ---------------------------------------------------------------------------------------------------------


def _cut() -> Iterator[Hostile]:
    """Cut in three places. A reader may mend a document; what it makes of it must be harmless all the same."""
    for name, content in GOOD.items():
        for part in (0.1, 0.5, 0.9):
            yield Hostile(f"cut at {part:.0%}", name, content[: int(len(content) * part)], None)


def _fuzzed() -> Iterator[Hostile]:
    chance = random.Random(20261120)
    for name, content in GOOD.items():
        for number in range(4):
            changed = bytearray(content)
            for _ in range(chance.choice((1, 5, 40))):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            yield Hostile(f"changed by chance {number}", name, bytes(changed), None)
    for number in range(10):
        name = chance.choice(list(GOOD))
        yield Hostile(f"bytes by chance {number}", name, chance.randbytes(chance.randrange(1, 5000)))


def with_eicar() -> list[Hostile]:
    """The harmless test virus, in everything that is taken."""
    word = EICAR.decode()
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", word)
    return [
        Hostile("EICAR in a comment", "foto.jpg", picture("JPEG", comment=EICAR)),
        Hostile("EICAR behind it", "captura.png", picture("PNG", pnginfo=text)),
        Hostile("EICAR behind it", "captura.webp", picture("WEBP") + EICAR),
        Hostile("EICAR behind it", "denuncia.pdf", pdf() + EICAR),
        Hostile("EICAR in a part", "informe.docx", docx({"word/media/image1.png": word})),
        Hostile("EICAR in a part", "cuentas.xlsx", xlsx({"xl/media/image1.png": word})),
        Hostile("EICAR in a part", "acta.odt", odt({"Pictures/1.png": word})),
        Hostile("EICAR in its tag", "llamada.mp3", mp3(tag=EICAR)),
        Hostile("EICAR in a box", "nota.m4a", mp4(extra=struct.pack(">I", len(EICAR) + 8) + b"free" + EICAR)),
        Hostile("EICAR in a box", "video.mp4", mp4(extra=struct.pack(">I", len(EICAR) + 8) + b"free" + EICAR)),
        Hostile("EICAR behind it", "voz.ogg", ogg() + EICAR),
    ]
