"""Every module has its test file where a stranger looks for it."""

from __future__ import annotations

from pathlib import Path

# Modules without a test file of their own, each with the reason.
_WAIVED: dict[str, str] = {}

# An Alembic revision is tested as a step of the whole history, in tests/store.
_UNMIRRORED_FOLDERS = ("ng911risk/store/migrations",)


def _modules(repository: Path) -> list[str]:
    """Modules of both packages, as paths below the checkout."""
    found = [
        path.relative_to(repository).as_posix()
        for package in ("ng911risk", "api/ng911risk_api")
        for path in (repository / package).rglob("*.py")
        if not path.stem.startswith("__")
    ]
    return sorted(name for name in found if not name.startswith(_UNMIRRORED_FOLDERS))


def _mirrors(module: str) -> tuple[str, ...]:
    """Test files that count for `module`: its own, or that of a room that encloses it."""
    parts = Path(module).with_suffix("").parts
    room = ("api", *parts[2:]) if parts[0] == "api" else parts[1:]
    own = "/".join(("tests", *room[:-1], f"test_{room[-1].lstrip('_')}.py"))
    enclosing = (
        "/".join(("tests", *room[:depth], f"test_{room[depth]}.py"))
        for depth in range(1, len(room) - 1)
    )
    return (own, *enclosing)


def test_every_module_has_its_test_file(repository: Path) -> None:
    missing = [
        f"{module} -> {_mirrors(module)[0]}"
        for module in _modules(repository)
        if module not in _WAIVED
        and not any((repository / mirror).is_file() for mirror in _mirrors(module))
    ]

    assert missing == []


def test_no_waiver_outlives_its_reason(repository: Path) -> None:
    modules = _modules(repository)
    stale = [
        module
        for module in _WAIVED
        if module not in modules
        or any((repository / mirror).is_file() for mirror in _mirrors(module))
    ]

    assert stale == []
