"""
Files in the checkout that are made from the types and the content.

``python -m ng911risk.content.generated`` in the checkout writes them again.
"""

from __future__ import annotations

from pathlib import Path

from ng911risk.content.load import load_catalog
from ng911risk.content.reference import catalogue_page
from ng911risk.content.schemas import content_schemas
from ng911risk.model.catalog import Catalog
from ng911risk.records.published import published_schemas


def generated_files(catalog: Catalog) -> dict[str, bytes]:
    """Path below the checkout -> bytes."""
    return {
        **content_schemas(),
        **published_schemas(),
        "docs/reference/catalogue.md": catalogue_page(catalog),
    }


def write_generated(checkout: Path) -> None:
    """Write every generated file below `checkout` from the content of that checkout."""
    catalog = load_catalog(checkout / "threat_catalog", checkout / "mitigations")
    for path, data in generated_files(catalog).items():
        (checkout / path).parent.mkdir(parents=True, exist_ok=True)
        (checkout / path).write_bytes(data)


if __name__ == "__main__":
    write_generated(Path.cwd())
