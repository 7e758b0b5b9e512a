"""The child that fills a letter's Word template: no database, no keys, no settings, no disk, little memory and time.

``python -m cases.letters.word_child``: on standard input come the length of the values (8 bytes), the values as JSON,
and the template; on standard output one line, ``OK BYTES`` or ``NO REASON [WORD]``, and after it the document.

A template is somebody's Word file with names in braces. Jinja in it would be a program: here the only things that are
understood are one of the names listed, a paragraph that is left out when one of them is empty, and one repeated for
each line of two of them. Everything else is refused before it runs, wherever in the document it stands.
"""

import io
import json
import re
import sys
from collections.abc import Iterator

from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from cases.attachments.kinds import KINDS, Refused
from cases.attachments.limits import limit_this_process
from cases.attachments.office import check_office

CPU_SECONDS = 20
WORDS = ("remitente", "sede", "numero", "lugar_y_fecha", "titulo", "asunto", "saludo", "despedida")
WORDS += ("firma", "cargo", "nota")
LINES = {"destinatario": "linea", "parrafos": "parrafo"}
NEEDED = "parrafos"
MOST_LOOPS = 12
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.For, nodes.If)


class Strange(Exception):
    """The template asks for something that letters do not know. ``word`` is what, where it is a plain name."""

    def __init__(self, reason: str, word: str = ""):
        super().__init__(reason)
        self.reason, self.word = reason, word


class LetterEnvironment(SandboxedEnvironment):
    """A sandbox in which nothing runs: every piece of text that is to be filled passes through ``_parse`` first."""

    def __init__(self):
        super().__init__(autoescape=True)
        self.seen: set[str] = set()
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def _parse(self, source, name, filename):
        tree = super()._parse(source, name, filename)
        _check(tree, self.seen)
        return tree


def _check(tree: nodes.Template, seen: set[str]) -> None:
    loops = 0
    for node in _every(tree):
        if not isinstance(node, _ALLOWED):
            raise Strange("CODE")
        if isinstance(node, nodes.For):
            loops += 1
            _check_loop(node)
        if isinstance(node, nodes.If) and not (isinstance(node.test, nodes.Name) and not node.elif_):
            raise Strange("CODE")
        if isinstance(node, nodes.Name) and node.ctx == "load":
            seen.add(node.name)
            if node.name not in {*WORDS, *LINES, *LINES.values()}:
                raise Strange("UNKNOWN", node.name)
    if loops > MOST_LOOPS:
        raise Strange("CODE")


def _check_loop(loop: nodes.For) -> None:
    """Only over one of the two lists, under its own name, and never inside another."""
    is_plain = isinstance(loop.iter, nodes.Name) and isinstance(loop.target, nodes.Name)
    if not is_plain or LINES.get(loop.iter.name) != loop.target.name or loop.else_ or loop.test or loop.recursive:
        raise Strange("CODE")
    if any(isinstance(inner, nodes.For) for child in loop.body for inner in _every(child)):
        raise Strange("CODE")


def _every(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _every(child)


def filled(template: bytes, values: dict) -> bytes:
    """The document. Raises Strange, Refused for a file that acts or fetches, and whatever its parsers raise."""
    check_office(template, KINDS["docx"].media_type)
    environment = LetterEnvironment()
    document = DocxTemplate(io.BytesIO(template))
    try:
        document.render(_cleaned(values), environment, autoescape=True)
    except TemplateError:
        raise Strange("CODE") from None
    if NEEDED not in environment.seen:
        raise Strange("EMPTY")
    out = io.BytesIO()
    document.save(out)
    check_office(out.getvalue(), KINDS["docx"].media_type)
    return out.getvalue()


def _cleaned(values: dict) -> dict:
    """Strings and lists of strings, by the names that templates know; without what XML cannot hold."""
    told = {name: _CONTROL.sub(" ", str(values.get(name, ""))) for name in WORDS}
    return told | {name: [_CONTROL.sub(" ", str(line)) for line in values.get(name, [])] for name in LINES}


def main() -> None:
    limit_this_process(cpu_seconds=CPU_SECONDS)
    data, out = sys.stdin.buffer.read(), sys.stdout.buffer
    length = int.from_bytes(data[:8], "big")
    try:
        document = filled(data[8 + length :], json.loads(data[8 : 8 + length]))
    except Strange as strange:
        word = strange.word if re.fullmatch(r"\w{1,40}", strange.word) else ""
        out.write(f"NO {strange.reason} {word}\n".encode())
    except Refused as refusal:
        out.write(f"NO {refusal.reason.value}\n".encode())
    except MemoryError:
        out.write(b"NO TOO_LARGE\n")
    except Exception:  # the parsers of somebody's file raise anything
        out.write(b"NO UNREADABLE\n")
    else:
        out.write(b"OK %d\n" % len(document))
        out.write(document)
    out.flush()


if __name__ == "__main__":
    main()
