"""Compiled functions work as their source does, with and without a cache on disk."""

from __future__ import annotations

from ng911risk.andor.compiled import compiled


def _twice(number: int) -> int:
    return 2 * number


def test_a_compiled_function_does_what_its_source_does() -> None:
    assert compiled(_twice)(21) == _twice(21)


def test_source_without_a_file_is_compiled_too() -> None:
    space: dict[str, object] = {}
    exec("def thrice(number):\n    return 3 * number", space)  # noqa: S102 -- no file on purpose

    assert compiled(space["thrice"])(2) == 6  # type: ignore[type-var,operator]
