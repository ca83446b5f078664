from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

import ng911risk.cli.convert as command
from ng911risk.importers import read_inventory
from ng911risk.model.inventory import Inventory
from tests.cli.conftest import Run


def test_the_way_round_loses_nothing(run: Run, site: Path, tmp_path: Path) -> None:
    digest = read_inventory(site.read_bytes(), file="site.yaml").digest
    chain = [site, tmp_path / "a.xlsx", tmp_path / "b.json", tmp_path / "c.yaml"]

    for source, target in pairwise(chain):
        assert run("convert", source, target).exit_code == 0

    assert read_inventory(chain[-1].read_bytes(), file="c.yaml").digest == digest


def test_what_exists_is_kept_unless_forced(run: Run, site: Path) -> None:
    target = site.with_name("there.json")
    target.write_text("mine", "utf-8")

    refused = run("convert", site, target)

    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert target.read_text("utf-8") == "mine"
    assert run("convert", site, target, "--force").exit_code == 0
    assert target.read_text("utf-8") != "mine"


def test_a_result_that_says_something_else_is_not_kept(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = site.read_bytes().replace(b"positions: 4", b"positions: 5")

    def lossy(_: Inventory) -> bytes:
        return other

    monkeypatch.setattr(command, "writer_for", lambda *_: lossy)

    result = run("convert", site, site.with_name("b.yaml"))

    assert result.exit_code == 1
    assert not site.with_name("b.yaml").exists()


@pytest.mark.parametrize(
    ("words", "code"), [(("nowhere.yaml", "b.json"), 2), (("nowhere.yaml", "b.doc"), 2)]
)
def test_wrong_names_are_told(run: Run, words: tuple[str, str], code: int) -> None:
    assert run("convert", *words).exit_code == code
