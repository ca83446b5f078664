from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.cli.reading import (
    read_evidence_file,
    read_folder,
    read_inventory_bytes,
    read_inventory_file,
)
from ng911risk.content import load_catalog
from ng911risk.errors import InputError
from tests.cli.small import SITE_YAML

_EVIDENCE = """\
evidence:
  - mitigation: exercises
    scope: [cad]
    verdict: effective
    observed: The exercise of June was attended by all.
    method: document
    on: 2026-06-30
"""


def test_an_inventory_is_read(site: Path) -> None:
    read = read_inventory_file(site, load_catalog())

    assert read.inventory.site.name == "Elm County 9-1-1"
    assert read.file == "site.yaml"


def test_what_the_catalogue_does_not_know_is_refused_at_its_line(site: Path) -> None:
    spoiled = SITE_YAML.replace("mitigation: exercises", "mitigation: exercizes")

    with pytest.raises(InputError) as caught:
        read_inventory_bytes(spoiled.encode(), load_catalog(), file="site.yaml")

    [problem] = caught.value.problems
    assert problem.row == len(SITE_YAML.splitlines())
    assert problem.field == "controls[0].mitigation"
    assert problem.hint == "Did you mean 'exercises'?"


def test_who_wants_the_good_rows_hears_what_counts_for_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoiled = SITE_YAML.replace("mitigation: exercises", "mitigation: exercizes")

    read_inventory_bytes(spoiled.encode(), load_catalog(), file="s.yaml", good_rows_only=True)

    assert "Left out: s.yaml:" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["yaml", "json"])
def test_evidence_is_read(site: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"evidence.{ending}"
    text = _EVIDENCE if ending == "yaml" else '{"evidence": []}'
    path.write_text(text, "utf-8")
    catalog = load_catalog()

    evidence = read_evidence_file(path, catalog, read_inventory_file(site, catalog))

    assert [one.mitigation for one in evidence] == (["exercises"] if ending == "yaml" else [])


def test_without_a_file_there_is_no_evidence(site: Path) -> None:
    catalog = load_catalog()

    assert read_evidence_file(None, catalog, read_inventory_file(site, catalog)) == ()


def test_evidence_about_nothing_is_refused_at_its_line(site: Path, tmp_path: Path) -> None:
    path = tmp_path / "evidence.yaml"
    path.write_text(_EVIDENCE.replace("[cad]", "[cat]"), "utf-8")
    catalog = load_catalog()

    with pytest.raises(InputError) as caught:
        read_evidence_file(path, catalog, read_inventory_file(site, catalog))

    [problem] = caught.value.problems
    assert (problem.file, problem.row, problem.hint) == ("evidence.yaml", 3, "Did you mean 'cad'?")


def test_a_folder_is_one(tmp_path: Path) -> None:
    assert read_folder(tmp_path) == tmp_path
    with pytest.raises(InputError):
        read_folder(tmp_path / "nowhere")
