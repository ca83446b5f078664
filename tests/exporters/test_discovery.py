from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from ng911risk.errors import NotFoundError
from ng911risk.exporters import formats, render
from ng911risk.exporters.discovery import exporters
from tests.exporters.sample_report import SAMPLE

_HASH_ALL = """
import hashlib
from ng911risk.exporters import formats, render
from tests.exporters.sample_report import SAMPLE
for name in formats():
    for public in (False, True):
        print(name, public, hashlib.sha256(render(SAMPLE, name, public=public)).hexdigest())
"""


def test_the_formats_are_found_by_looking() -> None:
    assert formats() == ("csv", "html", "json", "text")


def test_every_format_says_how_it_is_served_and_stored() -> None:
    for name, exporter in exporters().items():
        assert exporter.FORMAT.name == name
        assert exporter.FORMAT.ending.startswith(".")
        assert "/" in exporter.FORMAT.media_type


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(NotFoundError, match="csv, html, json, text"):
        render(SAMPLE, "pdf")


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("name", ["csv", "html", "json", "text"])
def test_an_empty_report_renders_everywhere(name: str, public: bool) -> None:
    empty = replace(
        SAMPLE,
        zones=(),
        services=(),
        shifts=(),
        floods=(),
        paths=(),
        findings=(),
        actions=(),
        unknowns=(),
        working=(),
        programmes=(),
        sources=(),
        warnings=(),
        backup="",
    )

    assert render(empty, name, public=public)


def test_hash_seeds_do_not_change_a_byte(repository: os.PathLike[str]) -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", _HASH_ALL],
            cwd=repository,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.fspath(repository)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "4242")
    }

    assert len(outputs) == 1
    assert outputs.pop().count("\n") == 8
