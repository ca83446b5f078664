from __future__ import annotations

from pathlib import Path

import pytest
import typer

from ng911risk.cli.writing import writer_for
from ng911risk.importers import read_inventory
from tests.cli.small import SITE_YAML


@pytest.mark.parametrize("name", ["a.yaml", "a.YML", "a.json", "a.xlsx"])
def test_what_is_written_can_be_read_again(name: str) -> None:
    inventory = read_inventory(SITE_YAML.encode(), file="site.yaml").inventory

    data = writer_for(Path(name), "OUT")(inventory)

    assert read_inventory(data, file=name).inventory == inventory


def test_an_unknown_ending_is_refused() -> None:
    with pytest.raises(typer.BadParameter):
        writer_for(Path("a.doc"), "OUT")
