"""Nothing that was written in confidence can be read from a disk: a live run, and then every place is searched.

Real pages, a real worker, the real broker and database. Every sealed column of every table gets a token of its own, and
what a browser sends gets more: forms that are taken, forms that are refused, searches, a workbook brought in, another
taken out, a report. Then each place is searched for each token, as text, UTF-16, hexadecimal and base64:

- the dump of the database, the files of its data folder and its write-ahead log,
- everything in the broker, and its snapshot on disk,
- uploaded files, the temporary folder of the programs, what their open files hold, and what all programs logged.

The control is written into the same places in the open, and found in each of them.
"""

import base64
import re
import secrets
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from psycopg import sql

from calp.embedded import _wheel_programs
from calp.heartbeat import broker_client
from referrals.models import ExportRun, ImportRun
from reports.models import ReportRun
from tests.meta.matrix import LINES, OWN
from tests.meta.world import WITH_SEALED, World, _sealed_columns
from tests.plugins.browser import _session_cookie
from tests.plugins.database import as_owner, database_url
from tests.referrals.exchange_stories import sheet_of

pytestmark = [pytest.mark.slow, pytest.mark.security]
SENDERS = ("rosa", "celia", "milagros", "lidia")
WAIT_SECONDS = 90
# Where somebody careless leaves something too, and it must be found.
CARELESS = {
    "dump",
    "data folder",
    "write-ahead log",
    "broker",
    "broker's snapshot",
    "uploaded files",
    "temporary files",
}


class Tokens:
    """Words that stand nowhere else: a mark of this run, and a number."""

    def __init__(self):
        self.mark = "KNR" + secrets.token_hex(5).upper()
        self.count = 0

    def next(self) -> str:
        self.count += 1
        return f"{self.mark}{self.count:05d}X"

    @property
    def pattern(self) -> re.Pattern:
        """The mark, however it is written."""
        plain = self.mark.encode()
        wide = self.mark.encode("utf-16-le")
        folded = {stem for shift in range(3) for stem in _base64_stems(plain, shift)}
        ways = {plain, plain.lower(), wide, plain.hex().encode(), plain.hex().upper().encode(), *folded}
        return re.compile(b"|".join(re.escape(way) for way in ways))


def _base64_stems(plain: bytes, shift: int) -> Iterator[bytes]:
    """What is always there of ``plain`` when it stands ``shift`` bytes after a multiple of three."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        whole = encode(b"\0" * shift + plain)
        first, last = -(-shift * 8 // 6), (shift + len(plain)) * 8 // 6
        yield whole[first:last]


class CanaryWorld(World):
    """The world whose every sealed text is a token of this run."""

    def __init__(self, tokens: Tokens):
        super().__init__()
        self.canaries = tokens

    def _token(self, tag, column):
        token = self.canaries.next()
        self.tokens[token] = tag
        self.places[token] = f"{column} of {tag}"
        return token


# The desk ------------------------------------------------------------------------------------------------------


class Forms(HTMLParser):
    """The forms of a page that are sent: (address, [(name, value)])."""

    def __init__(self, html: str, text, today: str):
        super().__init__()
        self.text, self.today = text, today
        self.forms, self.inside, self.select = [], False, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.forms.append((given.get("action", ""), []))
            self.inside = True
        if self.inside and (name := given.get("name")):
            self._control(tag, name, given)
        if tag == "option" and self.select and given.get("value") and self.select not in self._names():
            self.forms[-1][1].append((self.select, given["value"]))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        if tag == "select":
            self.select = None

    def _names(self):
        return {name for name, _value in self.forms[-1][1]}

    def _control(self, tag, name, given):
        values, kind = self.forms[-1][1], given.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            values.append((name, self.text()))
        elif tag == "input" and kind in ("hidden",):
            values.append((name, given.get("value", "")))
        elif tag == "input" and kind in ("radio", "checkbox"):
            if name not in self._names() or kind == "checkbox":
                values.append((name, given.get("value", "on")))
        elif tag == "input" and (kind == "number" or given.get("inputmode") == "numeric"):
            values.append((name, "16"))
        elif tag == "input" and (kind == "date" or "fecha" in given.get("class", "")):
            values.append((name, self.today))
        elif tag == "input" and kind in ("text", "search", "tel", "email", "password"):
            # A code that somebody gives to a place is made to be said aloud.
            values.append((name, "CAR-9" if name == "code" else self.text()))


class Visitor:
    """Somebody's browser, as far as forms go."""

    def __init__(self, site, user):
        cookie = _session_cookie(user, site.url)
        self.cookies = {cookie["name"]: cookie["value"]}
        self.url = site.url

    def ask(
        self, path: str, body: bytes | None = None, kind: str = "application/x-www-form-urlencoded"
    ) -> tuple[int, str]:
        request = urllib.request.Request(urllib.parse.urljoin(self.url, path), data=body)
        request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if body is not None:
            request.add_header("Content-Type", kind)
        try:
            with OPENER.open(request, timeout=60) as response:
                return self._kept(response)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return self._kept(refusal)

    def _kept(self, response) -> tuple[int, str]:
        for line in response.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";", 1)[0].split("=", 1)
            self.cookies[name] = value
        return response.status, response.read().decode("utf-8", "replace")

    def send(self, path: str, values: list[tuple[str, str]]) -> int:
        return self.ask(path, urllib.parse.urlencode(values).encode())[0]

    def upload(self, path: str, name: str, content: bytes) -> int:
        """Send the first form of a page with a file in it."""
        page = self.ask(path)[1]
        values = Forms(page[page.index('enctype="multipart') - 200 :], str, "").forms[0][1]
        edge = secrets.token_hex(16)
        head = f'--{edge}\r\nContent-Disposition: form-data; name="'
        parts = [f'{head}{name}"\r\n\r\n{value}\r\n'.encode() for name, value in values]
        parts += [f'{head}file"; filename="{name}"\r\n\r\n'.encode(), content, f"\r\n--{edge}--\r\n".encode()]
        return self.ask(path, b"".join(parts), f"multipart/form-data; boundary={edge}")[0]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments, **_more):
        return None


OPENER = urllib.request.build_opener(_Stay)


def fill_every_form(site, world, tokens: Tokens) -> dict[int, int]:
    """Each form about people, filled with tokens by whoever may; how often it was answered with which status.

    Not those of accounts and catalogues: what is written there is no secret.
    """
    today, answers = timezone.localdate().strftime("%d/%m/%Y"), {}
    for name in SENDERS:
        person = world.people[name]
        visitor = Visitor(site, person)
        for line in LINES:
            if not (line.get and line.post and person.role in line.get.roles) or line.name.startswith(
                ("accounts:", "directory:")
            ):
                continue
            path = world.address(line.name, line.record, OWN)
            status, page = visitor.ask(path)
            if status != 200:
                continue
            for action, values in Forms(page, tokens.next, today).forms:
                if "cerrar-sesion" in action or "salir" in action:
                    continue
                status = visitor.send(urllib.parse.urljoin(path, action), values)
                answers[status] = answers.get(status, 0) + 1
    return answers


def sign_in_wrongly(site, tokens: Tokens) -> int:
    """A password typed into the wrong field is a secret too."""
    stranger = Visitor.__new__(Visitor)
    stranger.url, stranger.cookies = site.url, {}
    _status, page = stranger.ask("/entrar/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
    typed = [("csrfmiddlewaretoken", token), ("username", tokens.next()), ("password", tokens.next())]
    return stranger.send("/entrar/", typed)


def wait_for_jobs() -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if not any(_waiting(model) for model in (ImportRun, ExportRun, ReportRun)):
            return
        time.sleep(0.3)
    pytest.fail("jobs did not end")


def _waiting(model) -> bool:
    return model.objects.filter(
        status__in=["QUEUED", "UPLOADED", "CHECKING", "IMPORTING", "RUNNING", "MAKING"]
    ).exists()


# The places ----------------------------------------------------------------------------------------------------


def dump() -> bytes:
    """The whole database as pg_dump writes it, by the role that may read everything."""
    url = database_url(connection.settings_dict["NAME"], "calp_backup")
    done = subprocess.run([_wheel_programs() / "pg_dump", "--format=plain", url], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def postmaster() -> psutil.Process:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return psutil.Process(cursor.fetchone()[0]).parent()


def flush_to_disk() -> None:
    """A copy of a database by its files begins with a checkpoint; nobody special may ask for one by name."""
    name = f"{connection.settings_dict['NAME']}_flush"
    with psycopg.connect(database_url("postgres"), autocommit=True) as server:
        server.execute("SET ROLE NONE")
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 STRATEGY FILE_COPY").format(sql.Identifier(name)))
        server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def data_files(folder: Path) -> list[Path]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (oid,) = cursor.fetchone()
    base = [path for path in (folder / "base" / str(oid)).rglob("*") if path.is_file()]
    assert base
    return base + [path for path in (folder / "base").glob("pgsql_tmp/**/*") if path.is_file()]


def broker_contents(client) -> bytes:
    """Every key of every kind, and what is in it."""
    parts = []
    for key in client.scan_iter():
        read = {
            b"string": client.get,
            b"list": lambda key: client.lrange(key, 0, -1),
            b"set": client.smembers,
            b"hash": client.hgetall,
            b"zset": lambda key: client.zrange(key, 0, -1, withscores=True),
        }.get(client.type(key), client.dump)
        parts.append(repr((key, read(key))).encode())
    return b"\n".join(parts)


def broker_snapshot(client) -> bytes:
    """What the broker would leave on a disk, uncompressed."""
    kept = client.config_get("rdbcompression")["rdbcompression"]
    client.config_set("rdbcompression", "no")
    try:
        client.save()
    finally:
        client.config_set("rdbcompression", kept)
    told = client.config_get("d*")
    return (Path(told["dir"]) / told["dbfilename"]).read_bytes()


def open_files(processes: list[psutil.Process]) -> Iterator[bytes]:
    """What the programs hold open on disks, also where its name is gone already."""
    for process in processes:
        for handle in Path(f"/proc/{process.pid}/fd").iterdir():
            with suppress(OSError):
                target = handle.readlink()
                if handle.is_file() and (str(target).startswith(tempfile.gettempdir()) or "(deleted)" in str(target)):
                    yield handle.read_bytes()


def log_of(process: psutil.Process) -> bytes:
    """What a service wrote to a file instead of to us; nothing when it wrote to a pipe."""
    found = b""
    for number in (1, 2):
        with suppress(OSError):
            handle = Path(f"/proc/{process.pid}/fd/{number}")
            found += handle.read_bytes() if handle.is_file() else b""
    return found


def own_temporary_files(since: float) -> Iterator[bytes]:
    """Files of the temporary folder that were written during the run."""
    ours = re.compile(r"pytest-of|playwright|pagesafe|bash_jobs")
    for path in Path(tempfile.gettempdir()).iterdir():
        with suppress(OSError):
            if path.is_file() and path.stat().st_mtime >= since and not ours.search(path.name):
                yield path.read_bytes()


def places(site, since: float) -> dict[str, bytes]:
    """What each place holds now."""
    server = postmaster()
    folder = Path(server.cmdline()[server.cmdline().index("-D") + 1])
    flush_to_disk()
    programs = [each for each in psutil.Process().children(recursive=True) if each.is_running()]
    with broker_client(settings.BROKER_URL) as client:
        broker, snapshot = broker_contents(client), broker_snapshot(client)
    return {
        "dump": dump(),
        "data folder": b"".join(path.read_bytes() for path in data_files(folder)),
        "write-ahead log": _written_since(folder / "pg_wal", since),
        "broker": broker,
        "broker's snapshot": snapshot,
        "uploaded files": b"".join(
            path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()
        ),
        "temporary files": b"".join(own_temporary_files(since)),
        "open files": b"".join(open_files(programs)),
        "logs": site.log().encode() + log_of(server),
    }


def _written_since(folder: Path, since: float) -> bytes:
    found = []
    for path in sorted(folder.iterdir()):
        with suppress(OSError):
            if path.is_file() and path.stat().st_mtime >= since:
                found.append(path.read_bytes())
    return b"".join(found)


def searched(tokens: Tokens, found: dict[str, bytes]) -> dict[str, list[bytes]]:
    """Where the mark stands, with what is around it."""
    hits = {}
    for place, content in found.items():
        for hit in list(tokens.pattern.finditer(content))[:5]:
            hits.setdefault(place, []).append(content[max(0, hit.start() - 80) : hit.end() + 40])
    return hits


# The run -------------------------------------------------------------------------------------------------------


def leave_in_the_open(control: Tokens) -> list[Path]:
    """The control: in each place, as somebody careless would have left it."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE careless (note text)")
        cursor.execute("GRANT SELECT ON careless TO calp_backup")
        cursor.execute("INSERT INTO careless VALUES (%s)", [control.next()])
    with broker_client(settings.BROKER_URL) as client:
        client.rpush("careless", control.next())
    left = [Path(settings.MEDIA_ROOT) / "careless.txt", Path(tempfile.gettempdir()) / f"careless-{control.mark}.txt"]
    left[0].parent.mkdir(parents=True, exist_ok=True)
    for path in left:
        path.write_bytes(base64.b64encode(b"!" + control.next().encode()))
    return left


def test_the_mark_is_found_however_it_is_written():
    tokens = Tokens()
    word = tokens.next()
    for way in (
        word.encode(),
        word.encode("utf-16-le"),
        word.encode().hex().encode(),
        *(base64.b64encode(b"a" * shift + word.encode()) for shift in range(4)),
    ):
        assert tokens.pattern.search(b"xx" + way + b"yy")
    assert not tokens.pattern.search(Tokens().next().encode())


def test_nothing_written_in_confidence_is_anywhere_in_the_open(live_site, catalogues):
    since, tokens, control = time.time() - 1, Tokens(), Tokens()
    world = CanaryWorld(tokens).build(marked=True)
    answers = fill_every_form(live_site, world, tokens)
    assert sign_in_wrongly(live_site, tokens) in (422, 429)
    celia = Visitor(live_site, world.people["celia"])
    row = {"prs_FirstName": tokens.next(), "cco_CaseComment": tokens.next(), tokens.next(): tokens.next()}
    assert celia.upload(reverse("referrals:imports"), f"{tokens.next()}.xlsx", sheet_of([row])) == 302
    wait_for_jobs()
    left = leave_in_the_open(control)
    try:
        found = places(live_site, since)
    finally:
        for path in left:
            path.unlink(missing_ok=True)
        with broker_client(settings.BROKER_URL) as client:
            client.delete("careless")
    columns = {f"{model.__name__}.{column.name}" for model in WITH_SEALED for column in _sealed_columns(model)}
    empty = columns - columns_with(tokens)
    print(f"{tokens.count} tokens × {len(found)} places; in {len(columns - empty)} of {len(columns)} sealed columns")
    print(f"forms answered {answers}; without a token: {sorted(empty)}")
    print({place: f"{len(content):,} bytes" for place, content in found.items()})
    hits = searched(tokens, found)
    print(*(f"{place}: {hit!r}\n" for place, around in hits.items() for hit in around))
    assert hits == {}
    assert searched(control, found).keys() >= CARELESS
    assert len(empty) <= len(columns) // 10
    assert sum(answers.values()) > 60 and answers.get(302, 0) > 10


def columns_with(tokens: Tokens) -> set[str]:
    """The sealed columns in which a token is read when they are opened."""
    found = set()
    for model in WITH_SEALED:
        for row in model.objects.select_related("key"):
            for column in _sealed_columns(model):
                if tokens.mark in str(getattr(row, column.attname)):
                    found.add(f"{model.__name__}.{column.name}")
    return found
