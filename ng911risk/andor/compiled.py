"""How loops are compiled: numba with its cache on disk, or without where nothing can be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound="Callable[..., Any]")


def compiled(function: F) -> F:
    """Compile with numba, and keep the result beside its file where that can be written."""
    try:
        return cast("F", njit(cache=True, nogil=True)(function))
    except RuntimeError:  # a zip archive, or a folder without write access and no home
        return cast("F", njit(nogil=True)(function))
