"""
Questions to somebody without an account, as one HTML file that opens without a network.

It can be read, printed and filled in by hand without any script. One small script,
the only one its policy admits, gathers the answers into a file to mail back; the
policy lets it reach nothing, so answers cannot go anywhere by themselves.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from ng911risk.questionnaire.asking import (
    NAME_MAX,
    NOTE_MAX,
    REPLY_WORDS,
    RETURN_FORMAT,
    AskedQuestion,
    label_of,
)

# Marks that turn the direction of a line make a reader read something else.
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForm:
    """What goes into the file, and nothing else of the site."""

    centre: str
    """Name of the centre that asks."""
    asker: str
    """Who asks there."""
    to_name: str
    """Who is asked."""
    note: str
    """Words to them."""
    questions: tuple[AskedQuestion, ...]
    ask: str
    """Id of the ask."""
    check: str
    """Code that must come back (`ng911risk.questionnaire.asking.check_of`)."""
    until: str
    """Day by which an answer is wanted, in words."""


def render(form: AskForm) -> bytes:
    """One self-contained page in UTF-8."""
    carried = {
        "format": RETURN_FORMAT,
        "ask": form.ask,
        "check": form.check,
        "questions": [label_of(number) for number in range(1, len(form.questions) + 1)],
    }
    page = _environment().get_template("form.html.j2")
    return page.render(
        form=form,
        carried=json.dumps(carried),
        answers=[(value.value, words) for value, words in REPLY_WORDS.items()],
        file_name=f"reply-{form.ask[:8]}.json",
        name_max=NAME_MAX,
        note_max=NOTE_MAX,
        **_head(),
    ).encode()


@cache
def _head() -> dict[str, object]:
    """Style sheet, script, and the policy that admits exactly these."""
    style, script = _source("form.css"), _source("form.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return {
        "style": Markup(style),  # noqa: S704 - a file of this package
        "script": Markup(script),  # noqa: S704 - a file of this package
        "policy": policy,
    }


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _source(name: str) -> str:
    return files("ng911risk.exporters.ask_form").joinpath(name).read_text("utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: _TURNING.sub("", value) if type(value) is str else value,
    )
