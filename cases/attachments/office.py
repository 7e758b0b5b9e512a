"""Documents of Word, Excel and LibreOffice: handed out as they came, and only if they neither act nor fetch anything.

A link that somebody must press (http, https, mailto) is let through; templates, pictures, data and objects from
elsewhere, programs, fields that call programs, and locked documents are not.
"""

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree

from cases.attachments.kinds import MIB, Refusal, Refused

_MOST_PARTS = 2_000
_MOST_BYTES = 200 * MIB
_MOST_RATIO = 200
_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    ),
}
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument.text"
_ACTING_PARTS = re.compile(
    r"vba|macro|activex|oleobject|embeddings/|externallinks/|connections\.xml|querytables/|customui|ctrlprops/"
    r"|basic/|scripts/|(^|/)object ?[^/]*/|\.(bin|exe|dll|js|vbs|cmd|bat|ps1|lnk|scr|hta|jar|class|html?|svg)$",
    re.IGNORECASE,
)
_ACTING_FIELD = re.compile(r"DDE|INCLUDETEXT|INCLUDEPICTURE|MACROBUTTON|IMPORT|DATABASE|(?<!HYPER)LINK")
_ACTING_FORMULA = re.compile(r"\|[^|]*!|(WEBSERVICE|CALL|REGISTER|EXEC|RTD|FILTERXML|IMAGE)\s*\(", re.IGNORECASE)
_PRINTER = re.compile(r"xl/printerSettings/printerSettings\d+\.bin")
_PRESSED_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_ACTING_ELEMENTS = frozenset({"script", "event-listener", "event-listeners", "object-ole", "plugin", "applet"})


def check_office(content: bytes, media_type: str) -> None:
    """Raises Refused for whatever acts, fetches, is locked, or cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_shape(archive)
            check = _check_open_document if media_type == _OPEN_DOCUMENT else _check_open_xml
            check(archive, media_type)
    except (zipfile.BadZipFile, NotImplementedError, ElementTree.ParseError, UnicodeDecodeError, KeyError):
        raise Refused(Refusal.UNREADABLE) from None


def _check_shape(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_BYTES:
        raise Refused(Refusal.TOO_LARGE)
    if len({part.filename.lower() for part in parts}) != len(parts):
        raise Refused(Refusal.UNREADABLE)
    for part in parts:
        if part.flag_bits & 1:
            raise Refused(Refusal.LOCKED)
        if part.file_size > MIB and part.file_size > _MOST_RATIO * max(part.compress_size, 1):
            raise Refused(Refusal.TOO_LARGE)
        if part.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", part.filename):
            raise Refused(Refusal.ACTIVE)
        if _ACTING_PARTS.search(part.filename) and not _PRINTER.fullmatch(part.filename):
            raise Refused(Refusal.ACTIVE)


def _check_open_xml(archive: zipfile.ZipFile, media_type: str) -> None:
    types = _xml(archive, "[Content_Types].xml")
    declared = {each.get("PartName", ""): each.get("ContentType", "") for each in types}
    main = [name for name, kind in declared.items() if kind.lower() == _MAIN[media_type]]
    if len(main) != 1:
        raise Refused(Refusal.OTHER_CONTENT)
    if any("macro" in (each.get("ContentType") or "").lower() for each in types):
        raise Refused(Refusal.ACTIVE)
    archive.getinfo(main[0].lstrip("/"))
    for name in archive.namelist():
        if name.lower().endswith(".rels"):
            _check_relations(_xml(archive, name))
        elif name.lower().endswith(".xml"):
            _check_text(_xml(archive, name))


def _check_relations(relations: ElementTree.Element) -> None:
    for each in relations:
        target, kind = each.get("Target") or "", posixpath.basename(each.get("Type") or "")
        if (each.get("TargetMode") or "").lower() == "external":
            if kind != "hyperlink" or not _PRESSED_LINK.match(target):
                raise Refused(Refusal.ACTIVE)
        elif ":" in target or target.startswith(("\\", "//")):
            raise Refused(Refusal.ACTIVE)


def _check_text(root: ElementTree.Element) -> None:
    """A field's instruction may be cut into pieces anywhere: all of a part are read as one, without spaces."""
    pieces = []
    for each in root.iter():
        if _tag(each) == "instrText":
            pieces.append(each.text or "")
        elif _tag(each) == "fldSimple":
            pieces += each.attrib.values()
        elif _tag(each) in ("f", "definedName") and _ACTING_FORMULA.search(each.text or ""):
            raise Refused(Refusal.ACTIVE)
    if _ACTING_FIELD.search("".join("".join(pieces).upper().split())):
        raise Refused(Refusal.ACTIVE)


def _check_open_document(archive: zipfile.ZipFile, media_type: str) -> None:
    if archive.read("mimetype").decode().strip() != media_type:
        raise Refused(Refusal.OTHER_CONTENT)
    _xml(archive, "content.xml")
    for name in archive.namelist():
        if name.lower().endswith((".xml", ".rdf")):
            for each in _xml(archive, name).iter():
                _check_element(each)


def _check_element(each: ElementTree.Element) -> None:
    name = _tag(each)
    if name == "encryption-data":
        raise Refused(Refusal.LOCKED)
    if name in _ACTING_ELEMENTS or name.startswith("dde-"):
        raise Refused(Refusal.ACTIVE)
    for attribute, value in each.attrib.items():
        if attribute.endswith("}href") and not _is_quiet(name, value):
            raise Refused(Refusal.ACTIVE)


def _is_quiet(name: str, target: str) -> bool:
    if name == "a":
        return target.startswith("#") or bool(_PRESSED_LINK.match(target))
    return ":" not in target and not target.startswith(("/", "\\", ".."))


def _xml(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """A part, as UTF-8 and without a document type: no entity that means something else, no second reading.

    LibreOffice writes empty parts; they hold nothing.
    """
    text = archive.read(name).decode("utf-8-sig") or "<nothing/>"
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Refused(Refusal.ACTIVE)
    if re.match(r"<\?xml[^>]*encoding=[\"'](?!utf-8[\"'])", text, re.IGNORECASE):
        raise Refused(Refusal.UNREADABLE)
    return ElementTree.fromstring(text.encode())  # noqa: S314  expat without a document type, in a child with limits


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
