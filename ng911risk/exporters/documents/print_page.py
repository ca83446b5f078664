"""Blocks -> one HTML page to read or to print: no script, nothing remote."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup, escape

from ng911risk.exporters.documents.paper import (
    Block,
    Box,
    Facts,
    Heading,
    Lines,
    Paper,
    Picture,
    Points,
    Table,
    Text,
)
from ng911risk.exporters.documents.plain_text import straight

_STYLE: Final = Path(__file__).resolve().parent.joinpath("print_page.css")


def html(paper: Paper) -> bytes:
    """The document as one page in UTF-8 that forbids itself all but its own style."""
    style = _STYLE.read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(f'{paper.title} - {paper.site}')}</title>\n<style>{style}</style>\n"
        "</head>\n<body>\n<main>\n"
    )
    return (head + _body(paper) + "</main>\n" + _foot(paper) + "</body>\n</html>\n").encode()


def fragment(paper: Paper) -> Markup:
    """The same as a part of a page that has styles and a policy of its own."""
    return Markup(_body(paper))  # noqa: S704 -- every text in it is escaped here


def _body(paper: Paper) -> str:
    parts = [f"<h1>{_text(paper.title)}</h1>"]
    if paper.subtitle:
        parts.append(f'<p class="faint">{_text(paper.subtitle)}</p>')
    if paper.draft:
        parts.append('<p class="marking">DRAFT, not sealed: the numbers may still move.</p>')
    parts += [_block(one) for one in paper.blocks]
    return "\n".join(parts) + "\n"


def _block(block: Block) -> str:
    return _WRITERS[type(block)](block)


def _heading(block: Heading) -> str:
    level = block.level + 1
    return f"<h{level}>{_text(block.text)}</h{level}>"


def _paragraph(block: Text) -> str:
    lead = f"<strong>{_text(block.lead)}</strong> " if block.lead else ""
    kind = ' class="faint"' if block.small else ""
    return f"<p{kind}>{lead}{_text(block.text)}</p>"


def _points(block: Points) -> str:
    tag = "ol" if block.numbered else "ul"
    items = "".join(f"<li>{_text(one)}</li>" for one in block.items)
    return f"<{tag}{' class=boxes' if block.boxes else ''}>{items}</{tag}>"


def _facts(block: Facts) -> str:
    items = "".join(f"<dt>{_text(label)}</dt><dd>{_text(text)}</dd>" for label, text in block.items)
    return f"<dl>{items}</dl>"


def _picture(block: Picture) -> str:
    data = b64encode(block.svg.encode()).decode()
    caption = f"<figcaption>{_text(block.caption)}</figcaption>" if block.caption else ""
    return (
        f'<figure><img src="data:image/svg+xml;base64,{data}" alt="{_text(block.alt)}">'
        f"{caption}</figure>"
    )


def _box(block: Box) -> str:
    lines = "".join(f"<p>{_text(one)}</p>" for one in block.lines)
    return f'<div class="box"><p><strong>{_text(block.title)}</strong></p>{lines}</div>'


def _lines(block: Lines) -> str:
    label = f"<p><strong>{_text(block.label)}</strong></p>" if block.label else ""
    return label + '<p class="pen"></p>' * block.number


def _table(block: Table) -> str:
    head = "".join(f'<th scope="col">{_text(one)}</th>' for one in block.header)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in block.rows
    )
    name = _text(block.caption or block.header[0])
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{name}"><table>'
        + (f"<caption>{_text(block.caption)}</caption>" if block.caption else "")
        + f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _foot(paper: Paper) -> str:
    day = f"{paper.at.astimezone(UTC):%-d %B %Y}"
    return (
        f'<footer><p class="marking">{_text(paper.marking)}</p>'
        f"<p>{_text(paper.site)}, {day}. {_text(paper.reference)}</p></footer>\n"
    )


def _text(text: str) -> Markup:
    return escape(straight(text))


_WRITERS: Final[Mapping[type, Callable[[Any], str]]] = {
    Heading: _heading,
    Text: _paragraph,
    Points: _points,
    Facts: _facts,
    Table: _table,
    Picture: _picture,
    Box: _box,
    Lines: _lines,
}
