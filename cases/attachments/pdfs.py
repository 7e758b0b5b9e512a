"""PDF, written anew with what is seen and without what acts: no scripts, actions, attached files, forms of XFA.

The catalogue keeps an allow-list of its keys; in every other object what is known to act is emptied, wherever it hangs.
Earlier revisions, metadata and what follows the end of the file are not written again. Links to the outside lose their
target, and their text stays.
"""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from cases.attachments.jpegs import without_metadata
from cases.attachments.kinds import Refusal, Refused


def _names(words: str) -> frozenset[str]:
    return frozenset(f"/{word}" for word in words.split())


_CATALOGUE = _names("""
Type Version Pages PageLabels Outlines Dests Names StructTreeRoot MarkInfo Lang PageLayout PageMode ViewerPreferences
OCProperties AcroForm
""")
_NAMES = _names("Dests")
_FORM = _names("Fields DR DA Q NeedAppearances")
# ISO 32000-2, table 201: all but GoTo, which stays inside the document.
_ACTIONS = _names("""
GoToR GoToE GoToDp Launch Thread URI Sound Movie Hide Named SubmitForm ResetForm ImportData JavaScript SetOCGState
Rendition Trans GoTo3DView RichMediaExecute
""")
_ACTING_KEYS = _names("""
OpenAction AA PA JS JavaScript EmbeddedFiles EmbeddedFile EF AF RF XFA RichMedia RichMediaContent RichMediaSettings 3DD
3DA Collection Requirements SpiderInfo URLS Ref OPI FS Metadata PieceInfo Thumb Legal Perms DSS
""")
_ACTING_NOTES = _names("RichMedia Movie Sound Screen 3D FileAttachment TrapNet PrinterMark Projection")
# Of a stream: its bytes would come from another file.
_OUTSIDE_STREAM = ("/F", "/FFilter", "/FDecodeParms")


def rebuilt(content: bytes) -> bytes:
    """The same pages, which nothing moves. Raises Refused for an encrypted or an empty document."""
    with _opened(content) as pdf:
        if pdf.is_encrypted:
            raise Refused(Refusal.LOCKED)
        if not len(pdf.pages):
            raise Refused(Refusal.UNREADABLE)
        for key in set(pdf.trailer.keys()) - _names("Root Size ID"):
            del pdf.trailer[key]
        # A mended document may lack it, and would be written without.
        pdf.trailer.Size = len(pdf.objects) + 1
        _keep_only(pdf.Root, _CATALOGUE)
        _keep_only(pdf.Root.get("/Names"), _NAMES)
        _keep_only(pdf.Root.get("/AcroForm"), _FORM)
        for thing in pdf.objects:
            _calm(thing)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False)
    return out.getvalue()


def _opened(content: bytes) -> Pdf:
    if not content.startswith(b"%PDF-"):
        raise Refused(Refusal.OTHER_CONTENT)
    try:
        return pikepdf.open(io.BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Refused(Refusal.LOCKED) from None
    except pikepdf.PdfError:
        raise Refused(Refusal.UNREADABLE) from None


def _keep_only(dictionary: Object | None, keys: frozenset[str]) -> None:
    if isinstance(dictionary, Dictionary):
        for key in set(dictionary.keys()) - keys:
            del dictionary[key]


def _calm(thing: Object) -> None:
    """Take out of one object, and of what is written inside it, all that acts; what it refers to has its own turn."""
    waiting = [thing]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Array):
            waiting += _inside(current)
        elif isinstance(current, Stream):
            _calm_stream(current)
            waiting += _inside(current.values())
        elif isinstance(current, Dictionary):
            _calm_dictionary(current)
            waiting += _inside(current.values())


def _inside(values) -> list[Object]:
    return [each for each in values if isinstance(each, Object) and not each.is_indirect]


def _calm_dictionary(dictionary: Object) -> None:
    keys = set(dictionary.keys())
    if _name(dictionary, "/S") in _ACTIONS:
        for key in keys:
            del dictionary[key]
        return
    for key in keys & _ACTING_KEYS:
        del dictionary[key]
    if "/Annots" in keys and isinstance(dictionary.Annots, Array):
        dictionary.Annots = Array([each for each in dictionary.Annots if _name(each, "/Subtype") not in _ACTING_NOTES])


def _calm_stream(stream: Object) -> None:
    keys = set(stream.keys())
    for key in keys & {*_ACTING_KEYS, *_OUTSIDE_STREAM}:
        del stream[key]
    if _name(stream, "/Subtype") == "/PS" or _name(stream, "/Type") in ("/EmbeddedFile", "/Metadata"):
        stream.write(b"")
    elif _is_photograph(stream):
        stream.write(
            without_metadata(stream.read_raw_bytes()), filter=Name.DCTDecode, decode_parms=stream.get("/DecodeParms")
        )


def _is_photograph(stream: Object) -> bool:
    """Whether its bytes are a JPEG as a telephone wrote it, perhaps with the place where it was taken."""
    chain = stream.get("/Filter")
    return chain == Name.DCTDecode or (isinstance(chain, Array) and [str(each) for each in chain] == ["/DCTDecode"])


def _name(thing: Object, key: str) -> str:
    """The name that stands under ``key``; "" where there is none."""
    value = thing.get(key) if isinstance(thing, (Dictionary, Stream)) else None
    return str(value) if isinstance(value, Name) else ""
