"""Every module in `pages/` that has a `router` is part of the site: no list to edit."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from fastapi import APIRouter

from ng911risk_api.web import pages


def page_routers() -> Iterator[APIRouter]:
    """Routers of all pages, by name of their module."""
    for module in sorted(pkgutil.iter_modules(pages.__path__), key=lambda one: one.name):
        router = getattr(import_module(f"{pages.__name__}.{module.name}"), "router", None)
        if isinstance(router, APIRouter):
            yield router
