"""Where the content lies: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

THREAT_CATALOG: Final = "threat_catalog"
MITIGATIONS: Final = "mitigations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The two folders that people contribute to."""

    threat_catalog: Traversable
    """Vectors, actors, recovery times, weaknesses, crosswalk."""

    mitigations: Traversable
    """Mitigations and programmes."""


def builtin_content() -> Content:
    """
    Content that came with the package: editable checkout, installed wheel or zipped wheel.

    Raises:
        FileNotFoundError: The installation lost its content.
    """
    return content_of(files("ng911risk"))


def content_or_builtin(
    threat_catalog: Traversable | None, mitigations: Traversable | None
) -> Content:
    """Folders as given, and those of the package for what was left out."""
    if threat_catalog is not None and mitigations is not None:
        return Content(threat_catalog=threat_catalog, mitigations=mitigations)
    builtin = builtin_content()
    return Content(
        threat_catalog=threat_catalog or builtin.threat_catalog,
        mitigations=mitigations or builtin.mitigations,
    )


def content_of(package: Traversable) -> Content:
    """
    Content of the package in the folder `package`.

    Raises:
        FileNotFoundError: There is none, neither inside nor beside it.
    """
    inside = package / "_content"
    home = inside if inside.is_dir() or not isinstance(package, Path) else package.parent
    content = Content(threat_catalog=home / THREAT_CATALOG, mitigations=home / MITIGATIONS)
    if not (content.threat_catalog.is_dir() and content.mitigations.is_dir()):
        raise FileNotFoundError(
            f"this installation of ng911risk has no {THREAT_CATALOG} or no {MITIGATIONS}; "
            "install it again"
        )
    return content
