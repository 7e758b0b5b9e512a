"""The template that letters for Word begin with where the office has none of its own: made here, word by word.

It is also what an administrator takes home to put the office's letterhead in.
"""

import io
from functools import cache

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

_INK = RGBColor(0x0B, 0x3D, 0x4A)
_LEFT, _RIGHT, _CENTRE, _BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


@cache
def base_template() -> bytes:
    """A page of A4 with every name that a letter fills in."""
    document = Document()
    _set_page(document)
    head = document.sections[0].header.paragraphs[0]
    _run(head, "{{ remitente }}", size=16, bold=True)
    _run(head, "   Sede {{ sede }}", size=10)
    _only_if(document, "titulo", "{{ titulo }}", _CENTRE, size=15, bold=True)
    _line(document, "{{ numero }}", bold=True)
    _line(document, "{{ lugar_y_fecha }}", _RIGHT, after=14)
    _each(document, "destinatario", "linea", after=0)
    _line(document, "", after=6)
    _only_if(document, "asunto", "Asunto: {{ asunto }}", bold=True, after=10)
    _only_if(document, "saludo", "{{ saludo }}", after=8)
    _each(document, "parrafos", "parrafo", _BOTH, after=8)
    _only_if(document, "despedida", "{{ despedida }}", after=40)
    _line(document, "_______________________________", after=0)
    _only_if(document, "firma", "{{ firma }}", bold=True, after=0)
    _only_if(document, "cargo", "{{ cargo }}", after=0)
    _only_if(document, "firma", "{{ remitente }}, sede {{ sede }}", after=20)
    foot = document.sections[0].footer.paragraphs[0]
    _run(foot, "{{ nota }}", size=8)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_page(document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    told = document.core_properties
    told.title = told.subject = told.comments = told.author = told.last_modified_by = ""
    told.language = "es-PE"


def _line(document, text: str, align=_LEFT, *, size: float = 11, bold: bool = False, after: float = 6) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment, paragraph.paragraph_format.space_after = align, Pt(after)
    _run(paragraph, text, size=size, bold=bold)


def _run(paragraph, text: str, *, size: float, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    if size > 11:
        run.font.color.rgb = _INK


def _only_if(document, word: str, text: str, align=_LEFT, **looks) -> None:
    """A paragraph that is left out where ``word`` is empty."""
    document.add_paragraph(f"{{%p if {word} %}}")
    _line(document, text, align, **looks)
    document.add_paragraph("{%p endif %}")


def _each(document, lines: str, line: str, align=_LEFT, **looks) -> None:
    """A paragraph for each of ``lines``."""
    document.add_paragraph(f"{{%p for {line} in {lines} %}}")
    _line(document, f"{{{{ {line} }}}}", align, **looks)
    document.add_paragraph("{%p endfor %}")
