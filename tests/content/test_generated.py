from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ng911risk.content import load_catalog
from ng911risk.content.generated import generated_files, write_generated

FILES = generated_files(load_catalog())


@pytest.mark.parametrize("path", sorted(FILES))
def test_the_committed_file_is_in_step(path: str, repository: Path) -> None:
    assert (repository / path).read_bytes() == FILES[path], "make generated"


def test_writing_uses_the_content_of_that_checkout(tmp_path: Path, repository: Path) -> None:
    for folder in ("threat_catalog", "mitigations"):
        shutil.copytree(repository / folder, tmp_path / folder)
    path = tmp_path / "threat_catalog" / "ransomware.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("title: Dispatch systems", "title: Other systems"), "utf-8")

    write_generated(tmp_path)

    page = (tmp_path / "docs" / "reference" / "catalogue.md").read_text("utf-8")
    assert "[Other systems encrypted" in page
    assert (tmp_path / "mitigations" / "schema.json").read_bytes() == FILES[
        "mitigations/schema.json"
    ]
