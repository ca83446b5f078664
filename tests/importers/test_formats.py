"""YAML and JSON round trips to the byte, and CSV in its two forms."""

from __future__ import annotations

import io
import zipfile

import pytest

from ng911risk.errors import InputError
from ng911risk.importers import read_inventory
from ng911risk.importers.start import Template, template_inventory
from ng911risk.model.scales import Stage
from ng911risk.records import to_json, to_yaml

CSV = """\
[Site];;
Name of the centre;Oak;
Stage;legacy;
Call-taking positions;4;
9-1-1 trunks;4;
Ten-digit trunks;2;
[Shifts]
From;To;Staff;9-1-1 calls per hour
0;24;2;1,500.5
[Owners]
Owner id;Class
psap;psap

[Zones]
Zone id
room
[Assets]
Asset id;Kind;Zone;Owner;Note
cad;Computer-aided dispatch;room;psap;"two
lines; and a semicolon"
"""


@pytest.mark.parametrize("name", Template)
def test_canonical_yaml_and_json_come_back_to_the_byte(name: str) -> None:
    inventory = template_inventory(name)
    yaml, json = to_yaml(inventory), to_json(inventory)

    assert to_yaml(read_inventory(yaml, file="a.yaml").inventory) == yaml
    assert to_json(read_inventory(json, file="a.json").inventory) == json


class TestCsv:
    def test_one_file_with_headings(self) -> None:
        read = read_inventory(CSV.encode(), file="site.csv")

        assert read.inventory.site.stage is Stage.LEGACY
        assert read.inventory.site.shifts[0].calls_per_hour == pytest.approx(1500.5)
        assert read.inventory.assets[0].note == "two\nlines; and a semicolon"
        assert read.place("assets[0].kind") == "site.csv:19:2"

    def test_as_older_programs_write_it(self) -> None:
        data = CSV.replace("Oak", "Ca\u00f1on").replace("\n", "\r\n").encode("cp1252")

        assert read_inventory(data, file="site.csv").inventory.site.name == "Ca\u00f1on"

    def test_a_problem_has_its_line(self) -> None:
        with pytest.raises(InputError, match=r"site\.csv:19:3: .*no zone has the id 'rom'"):
            read_inventory(CSV.replace("dispatch;room", "dispatch;rom").encode(), file="site.csv")

    def test_a_line_after_a_cell_of_two_lines_has_its_own_number(self) -> None:
        with pytest.raises(InputError, match=r"site\.csv:21:2: "):
            read_inventory((CSV + "x;nonsense;room;psap\n").encode(), file="site.csv")

    def test_text_before_the_first_heading_is_refused(self) -> None:
        with pytest.raises(InputError, match="belongs to no sheet"):
            read_inventory(b"Asset id,Kind\ncad,cad\n", file="assets.csv")

    def test_a_zip_file_with_one_file_for_each_sheet(self) -> None:
        data = _zipped(CSV)

        read = read_inventory(data, file="site.zip")

        assert read.inventory == read_inventory(CSV.encode(), file="site.csv").inventory
        assert read.place("assets[0].kind") == "site.zip assets.csv!B2"


def _zipped(text: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for part in text.split("[")[1:]:
            name, _, content = part.partition("]")
            made.writestr(f"inventory/{name.lower()}.csv", content.lstrip(";").lstrip("\n"))
    return held.getvalue()
