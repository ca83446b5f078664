"""Blocks -> a Word document that can be edited: real headings, lists, tables, page numbers."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from ng911risk.errors import NG911RiskError
from ng911risk.exporters.documents import typeset
from ng911risk.exporters.documents.paper import (
    Block,
    Box,
    Facts,
    Heading,
    Lines,
    Paper,
    Picture,
    Points,
    Size,
    Table,
    Text,
)
from ng911risk.exporters.documents.plain_text import straight
from ng911risk.exporters.documents.settled import settled

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.table import Table as WordTable
    from docx.text.paragraph import Paragraph

_MM: Final = 36_000
"""English metric units in a millimetre, as Office counts."""

_SHEETS: Final = {Size.LETTER: (216, 279, 19), Size.CARD: (105, 148, 8)}
"""Width, height and margin in mm."""

_POINT: Final = 12_700
"""The same units in a point."""

_NAVY: Final = "1F3A5F"
_FAINT: Final = "4A5058"
_RED: Final = "8A1F11"
_SOFT: Final = "F0F4F8"
_PEN_LINE: Final = "_" * 60


def docx(paper: Paper) -> bytes:
    """
    The document for Word and its relatives; same blocks, same bytes.

    Raises:
        NG911RiskError: The library is not installed.
    """
    try:
        from docx import Document  # noqa: PLC0415 -- slow, and most commands never need it
    except ImportError:
        raise NG911RiskError(
            "Word documents need python-docx: install ng911risk with its 'documents' part."
        ) from None
    word = Document()
    _properties(word, paper)
    _sheet(word, paper)
    _styles(word, paper)
    _foot(word, paper)
    word.add_paragraph(straight(paper.title), style="Title")
    if paper.subtitle:
        _coloured(word.add_paragraph(straight(paper.subtitle)), _FAINT)
    if paper.draft:
        line = word.add_paragraph("DRAFT, not sealed: the numbers may still move.")
        _coloured(line, _RED)
    writer = _Writer(word, paper)
    for block in paper.blocks:
        writer.add(block)
    held = io.BytesIO()
    word.save(held)
    return settled(held.getvalue(), paper.at)


class _Writer:
    """Puts one block after the other."""

    def __init__(self, word: Word, paper: Paper) -> None:
        self._word, self._paper = word, paper
        width, _, margin = _SHEETS[paper.size]
        self._room = (width - 2 * margin) * _MM

    def add(self, block: Block) -> None:
        """Put `block` at the end."""
        write: Mapping[type, Callable[[Any], None]] = {
            Heading: self._heading,
            Text: self._text,
            Points: self._points,
            Facts: self._facts,
            Table: self._table,
            Picture: self._picture,
            Box: self._box,
            Lines: self._lines,
        }
        write[type(block)](block)

    def _heading(self, block: Heading) -> None:
        line = self._word.add_heading(straight(block.text), level=block.level)
        line.paragraph_format.page_break_before = block.new_page

    def _box(self, block: Box) -> None:
        self._text(Text(text="", lead=block.title))
        for line in block.lines:
            self._text(Text(text=line))

    def _lines(self, block: Lines) -> None:
        if block.label:
            self._text(Text(text="", lead=block.label))
        for _ in range(block.number):
            self._word.add_paragraph(_PEN_LINE)

    def _text(self, block: Text) -> None:
        line = self._word.add_paragraph()
        if block.lead:
            line.add_run(straight(block.lead) + (" " if block.text else "")).bold = True
        line.add_run(straight(block.text))
        if block.small:
            _coloured(line, _FAINT)
        line.paragraph_format.keep_with_next = block.keep or None

    def _points(self, block: Points) -> None:
        style = "List Number" if block.numbered else "List Bullet"
        for number, item in enumerate(block.items, start=1):
            if block.boxes:
                self._word.add_paragraph(f"\u2610 {straight(item)}")
            elif block.numbered:
                # Numbers of our own: those of Word go on from one list into the next.
                line = self._word.add_paragraph(f"{number}. {straight(item)}")
                line.paragraph_format.left_indent = 6 * _MM
                line.paragraph_format.first_line_indent = -6 * _MM
            else:
                self._word.add_paragraph(straight(item), style=style)

    def _facts(self, block: Facts) -> None:
        last = len(block.items)
        for number, (label, text) in enumerate(block.items, start=1):
            keep = block.keep and number < last
            self._text(Text(text=text, lead=f"{label.rstrip(':')}:", keep=keep))

    def _table(self, block: Table) -> None:
        if block.caption:
            _coloured(self._word.add_paragraph(straight(block.caption)), _FAINT)
        table = self._word.add_table(rows=0, cols=len(block.header))
        table.style = "Table Grid"
        table.autofit = False
        widths = [self._room * one // sum(block.widths) for one in block.widths]
        for number, row in enumerate((block.header, *block.rows)):
            self._row(table, row, widths, head=number == 0, fill=block.fill and number > 0)
        self._word.add_paragraph()

    def _row(
        self,
        table: WordTable,
        texts: tuple[str, ...],
        widths: list[int],
        *,
        head: bool,
        fill: bool,
    ) -> None:
        row: Any = table.add_row()  # type: ignore[no-untyped-call] # the library leaves it out
        marks = row._tr.get_or_add_trPr()  # noqa: SLF001 -- python-docx has no other way to say it
        marks.append(_element("w:cantSplit"))
        if head:
            marks.append(_element("w:tblHeader"))
        if fill:
            row.height = 9 * _MM
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            line = cell.paragraphs[0]
            line.paragraph_format.space_after = 0
            run = line.add_run(straight(text))
            run.font.size = int(self._paper.points * 0.88 * _POINT)
            if head:
                run.bold = True
                shade = _element("w:shd", val="clear", color="auto", fill=_SOFT)
                cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 -- as above

    def _picture(self, block: Picture) -> None:
        if not block.alt:
            raise NG911RiskError("A picture of a document has no description.")
        held = io.BytesIO(typeset.png(block.svg))
        shape = self._word.add_picture(held, width=self._room)
        said = shape._inline.docPr  # noqa: SLF001 -- python-docx has no other way to say it
        said.set("descr", straight(block.alt))
        said.set("title", straight(block.caption or "Picture"))
        if block.caption:
            _coloured(self._word.add_paragraph(straight(block.caption)), _FAINT)


def _properties(word: Word, paper: Paper) -> None:
    core = word.core_properties
    core.title = straight(f"{paper.title} - {paper.site}")[:250]
    core.subject = straight(paper.marking)[:250]
    core.author = core.last_modified_by = "ng911risk"
    core.comments = core.keywords = ""
    core.language = "en-US"
    core.created = core.modified = paper.at.astimezone(UTC).replace(tzinfo=None)


def _sheet(word: Word, paper: Paper) -> None:
    width, height, margin = _SHEETS[paper.size]
    section: Any = word.sections[0]
    section.page_width, section.page_height = width * _MM, height * _MM
    section.left_margin = section.right_margin = margin * _MM
    section.top_margin = section.bottom_margin = margin * _MM
    section.footer_distance = margin * _MM // 2


def _styles(word: Word, paper: Paper) -> None:
    sizes = {"Normal": 1.0, "Title": 1.9, "Heading 1": 1.4, "Heading 2": 1.15, "Heading 3": 1.0}
    for name, scale in sizes.items():
        style: Any = word.styles[name]
        style.font.name = "Arial"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for one in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(_qn(one), "Arial")
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(_qn(theme), None)
        style.font.size = int(paper.points * scale * _POINT)
        if name != "Normal":
            style.font.color.rgb = _rgb(_NAVY)
    normal: Any = word.styles["Normal"]
    normal.paragraph_format.space_after = int(paper.points * 0.55 * _POINT)


def _foot(word: Word, paper: Paper) -> None:
    lines = (
        paper.marking + (". DRAFT, not sealed" if paper.draft else ""),
        f"{paper.site}, {paper.at.astimezone(UTC):%-d %B %Y}   {paper.reference}   Page ",
    )
    footer = word.sections[0].footer
    first = footer.paragraphs[0]
    first.add_run(straight(lines[0])).bold = True
    _coloured(first, _RED)
    second = footer.add_paragraph()
    second.add_run(straight(lines[1]))
    _field(second, "PAGE")
    second.add_run(" of ")
    _field(second, "NUMPAGES")
    _coloured(second, _FAINT)
    for line in (first, second):
        for run in line.runs:
            run.font.size = (6 if paper.size is Size.CARD else 8) * _POINT


def _field(line: Paragraph, code: str) -> None:
    """A number that Word works out."""
    run = line.add_run()._r  # noqa: SLF001 -- python-docx has no fields
    begin, end = (_element("w:fldChar", fldCharType=one) for one in ("begin", "end"))
    text = _element("w:instrText")
    text.text = code
    for part in (begin, text, end):
        run.append(part)


def _coloured(line: Paragraph, colour: str) -> None:
    for run in line.runs:
        run.font.color.rgb = _rgb(colour)


def _rgb(colour: str) -> Any:  # noqa: ANN401 -- a class of a library that is loaded late
    from docx.shared import RGBColor  # noqa: PLC0415 -- as in `docx`

    return RGBColor.from_string(colour)


def _element(name: str, **attributes: str) -> Any:  # noqa: ANN401 -- an element of lxml
    from docx.oxml import OxmlElement  # noqa: PLC0415 -- as in `docx`

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(_qn(f"w:{key}"), value)
    return made


def _qn(name: str) -> str:
    from docx.oxml.ns import qn  # noqa: PLC0415 -- as in `docx`

    return str(qn(name))
