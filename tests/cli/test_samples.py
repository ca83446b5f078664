from __future__ import annotations

from pathlib import Path

from ng911risk.cli.samples import samples


def test_samples_are_found_in_order_and_nothing_else_is(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "__pycache__").mkdir()
    for name in ("b.yaml", "a.yaml", "README.md", "state/c.yaml", "__pycache__/x.yaml"):
        (tmp_path / name).touch()

    assert [sample.name for sample in samples(tmp_path)] == ["a", "b", "state-c"]


def test_no_folder_has_no_samples(tmp_path: Path) -> None:
    assert samples(tmp_path / "nowhere") == ()


def test_the_package_has_samples_with_names_of_their_own() -> None:
    names = [sample.name for sample in samples()]

    assert len(names) >= 5
    assert len(set(names)) == len(names)
