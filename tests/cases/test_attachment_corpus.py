"""Hundreds of hostile files: none is served active, none tells where it was made, none ends a worker."""

import io
import re
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from cases.attachments import examiner
from cases.attachments.examination import examine
from cases.attachments.kinds import KINDS, Group, Refusal, Refused
from tests.cases.hostile_files import GOOD, MARK, SCRIPT, Hostile, corpus, picture
from tests.security.sizes import only_long

pytestmark = pytest.mark.security
SAMPLE = 4
# What a PDF may not hold anywhere, said again and otherwise than in cases/attachments/pdfs.py.
ACTING = re.compile(
    r"/(OpenAction|AA|JS|JavaScript|EmbeddedFiles?|EF|AF|XFA|RichMedia\w*|Launch|URI|GoTo[RE]|SubmitForm|ImportData"
    r"|Collection|Metadata|PieceInfo|Movie|Sound|Rendition|Screen|FileAttachment|3D|Info|Encrypt)$"
)


@pytest.fixture(scope="module")
def hostile() -> list[Hostile]:
    return corpus()


def looked_at(file: Hostile) -> tuple[str, bytes]:
    """What becomes of it in this process: the word, and what is served."""
    try:
        made = examiner.examined(io.BytesIO(file.content), KINDS[file.extension])
    except Refused as refusal:
        return refusal.reason, b""
    except Exception:  # as examiner.main says it
        return Refusal.UNREADABLE, b""
    return "OK", made or file.content


def looked_at_by_a_child(file: Hostile) -> tuple[str, bytes]:
    made = bytearray()
    try:
        examine([file.content], file.extension, made.extend)
    except Refused as refusal:
        return refusal.reason, b""
    return "OK", bytes(made) or file.content


def problems_of(file: Hostile, word: str, served: bytes) -> list[str]:
    """What is wrong with what became of it."""
    if word != "OK":
        return [f"{file}: refused ({word})"] if file.refused is False else []
    if file.refused:
        return [f"{file}: taken"]
    check = {Group.IMAGE: _image, Group.PDF: _document}.get(KINDS[file.extension].group, _as_it_came)
    return [f"{file}: {problem}" for problem in check(file, served)]


def _image(file: Hostile, served: bytes):
    if MARK in served or SCRIPT in served:
        yield "the mark is served"
    with Image.open(io.BytesIO(served)) as image:
        if Image.MIME[image.format] != KINDS[file.extension].media_type:
            yield f"served as {image.format}"
        if image.getexif() or set(image.info) & {"exif", "xmp", "photoshop", "icc_profile", "comment", "gps"}:
            yield f"tells {sorted(image.info)}"
        if getattr(image, "n_frames", 1) > 1:
            yield "more than one picture"
    if re.search(rb"Exif\0|ns\.adobe\.com|8BIM|GPS|tEXt|iTXt|zTXt|eXIf|EXIF|XMP |ICCP", served):
        yield "a note is left in it"


def _document(file: Hostile, served: bytes):
    reader = PdfReader(io.BytesIO(served), strict=False)
    if MARK in served:
        yield "the mark is served"
    yield from sorted(set(_acting(reader.trailer)))
    for thing in _all_objects(reader):
        yield from sorted(set(_acting(thing)))
        if isinstance(thing, StreamObject):
            content = thing._data if thing.get("/Filter") == "/DCTDecode" else thing.get_data()
            if MARK in content:
                yield "the mark is in a stream"


def _all_objects(reader: PdfReader):
    for number in range(1, 1 + reader.trailer["/Size"]):
        thing = reader.get_object(IndirectObject(number, 0, reader))
        if thing is not None:
            yield thing


def _acting(thing):
    """Names of acting keys and values in one object and in what is written inside it."""
    if isinstance(thing, DictionaryObject):
        for key, value in thing.items():
            if ACTING.search(key):
                yield f"holds {key}"
            yield from _acting(value)
    elif isinstance(thing, ArrayObject):
        for value in thing:
            yield from _acting(value)
    elif isinstance(thing, str) and not isinstance(thing, IndirectObject) and ACTING.search(thing):
        yield f"holds {thing}"
    elif isinstance(thing, str) and MARK.decode() in thing:
        yield "the mark is in a text"


def _as_it_came(file: Hostile, served: bytes):
    """Sound and documents leave as they came: then they must be nothing that acts."""
    if served != file.content:
        yield "changed"
    elif KINDS[file.extension].group == Group.OFFICE:
        with zipfile.ZipFile(io.BytesIO(served)) as archive:
            if any(MARK in archive.read(name) for name in archive.namelist()):
                yield "the mark is served"
    elif MARK in served or SCRIPT in served:
        yield "the mark is served"


# The corpus ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_there_are_enough_of_them_and_of_every_kind(hostile):
    assert len(hostile) >= 200
    assert {file.extension for file in hostile} == set(KINDS)
    assert len({(file.what, file.name) for file in hostile}) > 0.9 * len(hostile)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_taken(name):
    word, served = looked_at(Hostile("good", name, GOOD[name]))
    assert word == "OK" and served


@pytest.mark.slow
def test_a_sample_of_the_corpus_is_served_harmless_or_not_at_all(hostile):
    asked = [file for number, file in enumerate(hostile) if number % SAMPLE == 0 and not file.is_bomb]
    assert [problem for file in asked for problem in problems_of(file, *looked_at(file))] == []


@pytest.mark.slow
@only_long
def test_the_whole_corpus_is_served_harmless_or_not_at_all(hostile, capsys):
    """Each in a child of its own, bombs too; the worker's side never raises anything but a refusal."""
    words, problems = Counter(), []
    with ThreadPoolExecutor(2) as workers:
        for file, (word, served) in zip(hostile, workers.map(looked_at_by_a_child, hostile), strict=True):
            words[str(word)] += 1
            problems += problems_of(file, word, served)
    with capsys.disabled():
        print(f"\n{len(hostile)} hostile files: {dict(words)}; served active 0 expected, {len(problems)} found")
    assert problems == []
    assert words["OK"] > 50, "what can be made harmless is not refused"


# The child's limits ----------------------------------------------------------------------------------------------


def test_a_child_that_dies_is_a_file_that_cannot_be_read(monkeypatch):
    monkeypatch.setattr("cases.attachments.examination.SECONDS", 0)
    with pytest.raises(Refused) as refused:
        examine([GOOD["foto.jpg"]], "jpg", bytearray().extend)
    assert refused.value.reason == Refusal.UNREADABLE


def test_the_child_has_none_of_the_workers_surroundings(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secreto")
    code = "import os, sys; sys.stdout.write('NO ' + ('KIND' if 'SECRET_KEY' in os.environ else 'LOCKED') + chr(10))"
    monkeypatch.setattr("cases.attachments.examination._COMMAND", ("-c", code))
    with pytest.raises(Refused) as refused:
        examine([b"x"], "jpg", bytearray().extend)
    assert refused.value.reason == Refusal.LOCKED


@pytest.mark.slow
def test_the_child_can_write_no_file_and_take_no_more_memory(monkeypatch, tmp_path):
    wrong = tmp_path / "wrong"
    tries = {
        "memory": "bytearray(2 * 1024**3)",
        "file": f"open({str(wrong)!r}, 'wb', 0).write(b'x' * 10)",
    }
    for what, code in tries.items():
        whole = (
            "from cases.attachments import examiner, images\n"
            f"images.rebuilt = lambda *_: [{code}, b'made'][1]\n"
            "examiner.main()"
        )
        monkeypatch.setattr("cases.attachments.examination._COMMAND", ("-c", whole))
        with pytest.raises(Refused):
            examine([GOOD["foto.jpg"]], "jpg", bytearray().extend)
        assert not wrong.exists() or wrong.stat().st_size == 0, what


@pytest.mark.slow
def test_a_telephones_largest_photo_passes():
    content = picture("JPEG", (8160, 6120))
    made = bytearray()
    assert examine([content], "jpg", made.extend) == len(made) > 0
    with Image.open(io.BytesIO(made)) as image:
        assert image.size == (8160, 6120)


def test_a_photo_stays_upright_without_saying_how_it_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6
    _word, served = looked_at(Hostile("turned", "foto.jpg", picture("JPEG", (60, 40), exif=exif.tobytes())))
    with Image.open(io.BytesIO(served)) as image:
        assert image.size == (40, 60) and not image.getexif()
