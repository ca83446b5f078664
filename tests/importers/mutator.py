"""
A seeded maker of broken inventories, for the importers, the command line and HTTP.

`whole_inventories` are the same inventory in every format and must read;
`broken_inventories` are copies with one thing wrong and must each end in a list of problems.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import openpyxl
import yaml

from ng911risk.importers.sheets.form import SHEETS, Layout
from ng911risk.importers.start import template_inventory
from ng911risk.importers.workbook.cells_of import Cell, rows_by_sheet
from ng911risk.model.inventory import Inventory
from ng911risk.records import to_json, to_tree, to_yaml

SEED = 911
Tree = dict[str, Any]
Pages = dict[str, list[list[Cell]]]
"""Name of a sheet to its rows, heads included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """One file and what was done to it."""

    damage: str
    file: str
    data: bytes


def whole_inventories() -> tuple[Broken, ...]:
    """One inventory in each format, with nothing wrong."""
    inventory = _base()
    pages = _pages(inventory)
    return (
        Broken(damage="none", file="site.yaml", data=to_yaml(inventory)),
        Broken(damage="none", file="site.json", data=to_json(inventory)),
        Broken(damage="none", file="site.xlsx", data=_xlsx(pages)),
        Broken(damage="none", file="site.csv", data=_csv(pages).encode()),
        Broken(damage="none", file="site.zip", data=_csv_zip(pages)),
    )


def broken_inventories(count: int = 200, seed: int = SEED) -> tuple[Broken, ...]:
    """`count` broken inventories, every kind of damage in every format in turn."""
    makers = _makers()
    return tuple(
        makers[number % len(makers)](Random(f"{seed}:{number}"))  # noqa: S311 - must repeat
        for number in range(count)
    )


# --- the inventory, in shapes that can be broken -----------------------------


@cache
def _base() -> Inventory:
    return template_inventory("transitional")


def _pages(inventory: Inventory) -> Pages:
    pages: Pages = {}
    rows = rows_by_sheet(inventory)
    for sheet in SHEETS:
        heads: list[Cell] = [column.header for column in sheet.columns]
        if sheet.layout is Layout.FIELDS:
            pages[sheet.name] = [
                [head, value] for head, value in zip(heads, rows[sheet.name][0], strict=True)
            ]
        else:
            pages[sheet.name] = [heads, *rows[sheet.name]]
    return pages


def _xlsx(pages: Pages) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in pages.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _sheet_csv(rows: list[list[Cell]]) -> str:
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    return held.getvalue()


def _csv(pages: Pages) -> str:
    return "".join(f"[{name}]\r\n{_sheet_csv(rows)}" for name, rows in pages.items())


def _csv_zip(pages: Pages) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, rows in pages.items():
            made.writestr(f"site/{name.lower()}.csv", _sheet_csv(rows))
    return held.getvalue()


# --- damage to values ----------------------------------------------------------


def _wrong_type(tree: Tree, random: Random) -> None:
    asset = random.choice(tree["assets"])
    asset[random.choice(["count", "kind", "zone", "owner"])] = random.choice(
        [True, {"a": 1}, ["x", "y"], 3.5]
    )


def _unknown_id(tree: Tree, random: Random) -> None:
    random.choice(tree["assets"])[random.choice(["zone", "owner"])] = "nowhere"


def _unknown_target(tree: Tree, random: Random) -> None:
    random.choice(tree["flows"])["target"] = f"thing-{random.randrange(10**6)}"


def _double_id(tree: Tree, random: Random) -> None:
    part = tree[random.choice(["assets", "zones", "owners"])]
    first, second = random.sample(part, 2)
    second["id"] = first["id"]


def _circle(tree: Tree, random: Random) -> None:
    first, second = random.sample([asset["id"] for asset in tree["assets"]], 2)
    relation = random.choice(["hosts", "powers", "carries"])
    tree["trusts"] += [
        {"source": first, "relation": relation, "targets": [second]},
        {"source": second, "relation": relation, "targets": [first]},
    ]


def _huge_count(tree: Tree, random: Random) -> None:
    random.choice(tree["assets"])["count"] = random.choice([10**6, 10**18, 10**30, -1, 0])


def _hidden_character(tree: Tree, random: Random) -> None:
    random.choice(tree["assets"])["name"] = f"CAD{random.choice(chr(0) + chr(8) + chr(0x202E))}1"


def _long_text(tree: Tree, random: Random) -> None:
    random.choice(tree["assets"])["note"] = "x" * random.randrange(20_000, 30_000)


def _unknown_field(tree: Tree, random: Random) -> None:
    random.choice(tree["assets"])[random.choice(["colour", "knd", "__class__"])] = "red"


def _missing_field(tree: Tree, random: Random) -> None:
    del random.choice(tree["assets"])[random.choice(["id", "kind", "zone", "owner"])]


def _no_site(tree: Tree, random: Random) -> None:
    del tree["site"]


def _bad_hours(tree: Tree, random: Random) -> None:
    random.choice(tree["site"]["shifts"])["to_hour"] = random.choice([-1, 0, 25, 5])


def _null(tree: Tree, random: Random) -> None:
    tree[random.choice(["site", "owners", "zones", "assets", "flows"])] = None


_TREE_DAMAGE: tuple[Callable[[Tree, Random], None], ...] = (
    _wrong_type,
    _unknown_id,
    _unknown_target,
    _double_id,
    _circle,
    _huge_count,
    _hidden_character,
    _long_text,
    _unknown_field,
    _missing_field,
    _no_site,
    _bad_hours,
    _null,
)


# --- damage to bytes of text ------------------------------------------------------


def _zero_byte(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + b"\0" + data[at:]


def _utf16(data: bytes, random: Random) -> bytes:
    return data.decode().encode(random.choice(["utf-16", "utf-16-le", "utf-32"]))


def _not_utf8(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + random.choice([b"\xff", b"\xc3\x28", b"\xed\xa0\x80"]) + data[at:]


def _cut_off(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(10, 200)]


def _nothing(data: bytes, random: Random) -> bytes:
    return random.choice([b"", b" ", b"\n\n", b"\xef\xbb\xbf"])


def _noise(data: bytes, random: Random) -> bytes:
    return random.randbytes(2_000)


def _deep(data: bytes, random: Random) -> bytes:
    return b"[" * random.randrange(1_000, 100_000)


def _yaml_bomb(data: bytes, random: Random) -> bytes:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join([*lines, "site: *a11"]).encode()


def _yaml_object(data: bytes, random: Random) -> bytes:
    return b"site: !!python/object/apply:os.system ['true']\n" + data


def _double_key(data: bytes, random: Random) -> bytes:
    return data + b"assets: []\n"


def _two_documents(data: bytes, random: Random) -> bytes:
    return data + b"---\n" + data


def _many_values(data: bytes, random: Random) -> bytes:
    return b"assets: [" + b"1," * 300_000 + b"1]"


def _json_double_key(data: bytes, random: Random) -> bytes:
    return data.rstrip().removesuffix(b"}") + b', "assets": []}'


def _json_not_a_number(data: bytes, random: Random) -> bytes:
    return data.replace(b'"positions": 4', b'"positions": ' + random.choice([b"NaN", b"1e999"]), 1)


def _larger_than_allowed(data: bytes, random: Random) -> bytes:
    return data + b"\n" * (11 * 1024 * 1024)


_Bytes = Callable[[bytes, Random], bytes]
_TEXT_DAMAGE: tuple[_Bytes, ...] = (
    _zero_byte,
    _utf16,
    _not_utf8,
    _cut_off,
    _nothing,
    _noise,
    _deep,
)
_YAML_DAMAGE: tuple[_Bytes, ...] = (
    *_TEXT_DAMAGE,
    _yaml_bomb,
    _yaml_object,
    _double_key,
    _two_documents,
    _many_values,
    _larger_than_allowed,
)
_JSON_DAMAGE: tuple[_Bytes, ...] = (
    *_TEXT_DAMAGE,
    _json_double_key,
    _json_not_a_number,
    _larger_than_allowed,
)


# --- damage to sheets ----------------------------------------------------------------


def _row(pages: Pages, sheet: str, random: Random) -> list[Cell]:
    return random.choice(pages[sheet][1:])


def _sheet_wrong_type(pages: Pages, random: Random) -> None:
    _row(pages, "Assets", random)[random.choice([2, 5])] = random.choice(
        ["many", "x", "2026-13-45"]
    )


def _sheet_unknown_id(pages: Pages, random: Random) -> None:
    _row(pages, "Assets", random)[random.choice([3, 4])] = "nowhere"


def _sheet_double_id(pages: Pages, random: Random) -> None:
    pages["Assets"].append(list(_row(pages, "Assets", random)))


def _sheet_circle(pages: Pages, random: Random) -> None:
    first, second = (str(row[0]) for row in random.sample(pages["Assets"][1:], 2))
    relation = random.choice(["hosts", "powers", "carries"])
    pages["Trusts"] += [[first, relation, second, None], [second, relation, first, None]]


def _sheet_huge_count(pages: Pages, random: Random) -> None:
    huge: tuple[Cell, ...] = (10**6, 10**15, -1, 0, "1e400")
    _row(pages, "Assets", random)[5] = random.choice(huge)


def _sheet_unknown_column(pages: Pages, random: Random) -> None:
    for number, row in enumerate(pages[random.choice(["Assets", "Flows", "Zones"])]):
        row.append("red" if number else random.choice(["Colour", "Kid", "=1+1"]))


def _sheet_missing_column(pages: Pages, random: Random) -> None:
    at = random.choice([0, 2, 3, 4])
    for row in pages["Assets"]:
        del row[at]


def _sheet_double_column(pages: Pages, random: Random) -> None:
    for row in pages["Assets"]:
        row.append(row[2])


def _sheet_empty(pages: Pages, random: Random) -> None:
    pages[random.choice(["Site", "Assets", "Zones", "Owners", "Shifts"])] = []


def _sheet_missing(pages: Pages, random: Random) -> None:
    del pages[random.choice(["Site", "Assets", "Zones", "Owners", "Shifts"])]


def _sheet_unknown(pages: Pages, random: Random) -> None:
    pages[random.choice(["Asets", "Notes", "Budget 2026"])] = [["What", "When"], ["x", 1]]


def _sheet_missing_cell(pages: Pages, random: Random) -> None:
    _row(pages, "Assets", random)[random.choice([0, 2, 3, 4])] = None


def _sheet_no_heading(pages: Pages, random: Random) -> None:
    _row(pages, "Owners", random).extend(["left", "over"])


def _sheet_orphan(pages: Pages, random: Random) -> None:
    pages["Software"].append(["nowhere", "Product", "1", None, None, None])


def _sheet_bad_date(pages: Pages, random: Random) -> None:
    asset = _row(pages, "Assets", random)[0]
    pages["Software"].append(
        [asset, "Product", "1", None, random.choice(["soon", "31/12/2026"]), None]
    )


def _sheet_long_text(pages: Pages, random: Random) -> None:
    _row(pages, "Assets", random)[9] = "x" * 12_000


_SHEET_DAMAGE: tuple[Callable[[Pages, Random], None], ...] = (
    _sheet_wrong_type,
    _sheet_unknown_id,
    _sheet_double_id,
    _sheet_circle,
    _sheet_huge_count,
    _sheet_unknown_column,
    _sheet_missing_column,
    _sheet_double_column,
    _sheet_empty,
    _sheet_missing,
    _sheet_unknown,
    _sheet_missing_cell,
    _sheet_no_heading,
    _sheet_orphan,
    _sheet_bad_date,
    _sheet_long_text,
)
_CSV_DAMAGE: tuple[_Bytes, ...] = (_zero_byte, _utf16, _cut_off, _nothing)


# --- damage to workbooks and zip files --------------------------------------------------


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return held.getvalue()


@cache
def _bomb(name: str) -> bytes:
    return _packed({name: bytes(64 * 1024 * 1024)})


def _zip_bomb(data: bytes, random: Random) -> bytes:
    return _bomb("xl/worksheets/sheet1.xml")


def _ratio_bomb(data: bytes, random: Random) -> bytes:
    return _packed({**_parts(data), "xl/media/image1.png": bytes(8 * 1024 * 1024)})


def _many_parts(data: bytes, random: Random) -> bytes:
    return _packed({f"part{number}": b"x" for number in range(2_000)})


def _lying_size(data: bytes, random: Random) -> bytes:
    """The list of parts at the end of the file says other sizes than there are."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 24] + (5).to_bytes(4, "little") + data[at + 28 :]


def _half(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(100, len(data) - 100)]


def _not_a_zip(data: bytes, random: Random) -> bytes:
    return b"Asset id,Kind\ncad,cad\n"


def _only_magic(data: bytes, random: Random) -> bytes:
    return b"PK\x03\x04" + random.randbytes(500)


def _protected(data: bytes, random: Random) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")


def _other_zip(data: bytes, random: Random) -> bytes:
    return _packed({"readme.txt": b"hello"})


def _far_cells(data: bytes, random: Random) -> bytes:
    """Two cells at the ends of a sheet: a dense reader wants memory for all between them."""
    parts = _parts(data)
    far = b'<c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c>'
    row = b'<row r="1048576">' + far + b"</row></sheetData>"
    name = "xl/worksheets/sheet5.xml"
    return _packed({**parts, name: parts[name].replace(b"</sheetData>", row)})


def _entities(data: bytes, random: Random) -> bytes:
    parts = _parts(data)
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    head += b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10) for n in range(9)
    )
    name = "xl/workbook.xml"
    broken = head + b"]>" + parts[name].replace(b"Assets", b"&a8;")
    return _packed({**parts, name: broken})


def _damaged_part(data: bytes, random: Random) -> bytes:
    parts = _parts(data)
    name = random.choice(["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
    return _packed({**parts, name: parts[name][: len(parts[name]) // 2]})


def _failed_formula(data: bytes, random: Random) -> bytes:
    parts = _parts(data)
    name = "xl/worksheets/sheet5.xml"
    broken = parts[name].replace(b'<c r="B2"', b'<c r="B2" x="', 1)
    start = broken.index(b'<c r="B2"')
    end = broken.index(b"</c>", start) + 4
    cell = b'<c r="B2" t="e"><f>Zones!Z9</f><v>#REF!</v></c>'
    return _packed({**parts, name: broken[:start] + cell + broken[end:]})


_XLSX_DAMAGE: tuple[_Bytes, ...] = (
    _zip_bomb,
    _ratio_bomb,
    _many_parts,
    _half,
    _not_a_zip,
    _only_magic,
    _protected,
    _other_zip,
    _far_cells,
    _entities,
    _damaged_part,
    _failed_formula,
    _nothing,
    _noise,
    _larger_than_allowed,
)
_ZIP_DAMAGE: tuple[_Bytes, ...] = (
    _zip_bomb,
    _many_parts,
    _lying_size,
    _half,
    _only_magic,
    _other_zip,
    _nothing,
)


# --- every damage in every format ---------------------------------------------------------

_Maker = Callable[[Random], Broken]


def _of_tree(damage: Callable[[Tree, Random], None], ending: str) -> _Maker:
    def make(random: Random) -> Broken:
        tree = json.loads(json.dumps(to_tree(_base())))
        damage(tree, random)
        dumped = json.dumps(tree) if ending == "json" else yaml.safe_dump(tree, sort_keys=False)
        return Broken(damage=damage.__name__, file=f"site.{ending}", data=dumped.encode())

    return make


def _of_bytes(damage: _Bytes, file: str, whole: Callable[[], bytes]) -> _Maker:
    def make(random: Random) -> Broken:
        return Broken(damage=damage.__name__, file=file, data=damage(whole(), random))

    return make


def _of_pages(damage: Callable[[Pages, Random], None], ending: str) -> _Maker:
    writers: dict[str, Callable[[Pages], bytes]] = {
        "xlsx": _xlsx,
        "csv": lambda pages: _csv(pages).encode(),
        "zip": _csv_zip,
    }

    def make(random: Random) -> Broken:
        pages = _pages(_base())
        damage(pages, random)
        return Broken(damage=damage.__name__, file=f"site.{ending}", data=writers[ending](pages))

    return make


@cache
def _whole(file: str) -> bytes:
    return next(one.data for one in whole_inventories() if one.file == file)


def _makers() -> tuple[_Maker, ...]:
    """Every damage in every format it fits, formats in turn."""
    by_format: list[list[_Maker]] = [
        [_of_tree(one, "yaml") for one in _TREE_DAMAGE],
        [_of_tree(one, "json") for one in _TREE_DAMAGE],
        [_of_pages(one, "xlsx") for one in _SHEET_DAMAGE],
        [_of_pages(one, "csv") for one in _SHEET_DAMAGE],
        [_of_pages(one, "zip") for one in _SHEET_DAMAGE],
    ]
    for file, damages in (
        ("site.yaml", _YAML_DAMAGE),
        ("site.json", _JSON_DAMAGE),
        ("site.xlsx", _XLSX_DAMAGE),
        ("site.csv", _CSV_DAMAGE),
        ("site.zip", _ZIP_DAMAGE),
    ):
        by_format.append([_of_bytes(one, file, lambda file=file: _whole(file)) for one in damages])  # type: ignore[misc]
    return tuple(
        makers[number]
        for number in range(max(map(len, by_format)))
        for makers in by_format
        if number < len(makers)
    )
