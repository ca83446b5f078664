"""Two hundred ways to break a bundle, each from a number."""

from __future__ import annotations

import json
from random import Random
from typing import Any

_ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**70, 1.5, "", "x", "2.0", "2026-13-40T99:00:00Z", "\u202e", "\u0000",
    [], {}, [[]], [None], {"a": {}}, "indicator--1", "[a:b", "[file:name = 'x']" * 3,
)  # fmt: skip
_WIDE = ("utf-16", "utf-16-le", "utf-32", "latin-1", "cp037", "utf-8-sig")
_SPLICED = (
    b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b'"\\ud800"', b'"\\x"', b"[" * 100, b"{" * 100,
    b"\x00", b"\xff\xfe", b",,", b'{"a":1,"a":2}', b"]}", b"//", b"'", b"\\", b'"', b"\xe2\x80",
)  # fmt: skip


def mangled(data: bytes, seed: int) -> bytes:
    """`data`, broken in the way that belongs to `seed`."""
    random = Random(seed)  # noqa: S311 - chance that can be repeated
    if seed % 2:
        return _bytes(data, random)
    tree = json.loads(data)
    for _ in range(random.randint(1, 3)):
        _tree(tree, random)
    return json.dumps(tree, ensure_ascii=random.random() < 0.5).encode("utf-8", "replace")


def _bytes(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data))
    to = min(len(data), at + random.randint(1, 40))
    spliced = random.choice(_SPLICED)
    value = data.find(b": ", at)
    ways = [
        data[:at],
        data[:at] + data[to:],
        data[:at] + data[at:to] * 2 + data[to:],
        data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :],
        data.decode().encode(random.choice(_WIDE), "replace"),
        data[:at] + spliced + data[at:],
        data[: value + 2] + spliced + data[data.find(b"\n", value) :],
    ]
    return random.choice(ways)


def _tree(tree: Any, random: Random) -> None:  # noqa: ANN401 - plain values of any shape
    """Change one place of a tree."""
    holder, key = random.choice(_places(tree))
    kind = random.randrange(6)
    if kind == 0:
        del holder[key]
    elif kind == 1:
        holder[key] = random.choice(_ODD)
    elif kind == 2:
        holder[key] = [holder[key]]
    elif kind == 3:
        holder[key] = {"value": holder[key]}
    elif kind == 4:
        other, name = random.choice(_places(tree))
        holder[key], other[name] = other[name], json.loads(json.dumps(holder[key]))
    elif isinstance(holder, dict):
        holder[f"{key}"[::-1]] = holder.pop(key)
    else:
        holder.append(json.loads(json.dumps(holder[key])))


def _places(tree: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - plain values of any shape
    """Every (list or mapping, position or name) of a tree, the outermost first."""
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting:
        one = waiting.pop(0)
        keys = list(one) if isinstance(one, dict) else range(len(one))
        for key in keys:
            found.append((one, key))
            if isinstance(one[key], dict | list):
                waiting.append(one[key])
    return found
