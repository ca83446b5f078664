"""Whether the catalogue at hand can describe what another one assessed."""

from __future__ import annotations

from typing import Final

from ng911risk.errors import ConflictError
from ng911risk.model.catalog import Catalog
from ng911risk.model.report import RiskReport

_NAMED_MOST: Final = 5


def differs(report: RiskReport, catalog: Catalog) -> str:
    """
    Say what an export with a catalogue other than that of the report means.

    Numbers come from the report; only what vectors and mitigations are called, and what
    they point to, comes from the catalogue. So another version will do as long as it knows
    everything that the report speaks of.

    Returns:
        A sentence for people; empty where it is the same catalogue.

    Raises:
        ConflictError: The catalogue at hand does not know something that the report names.
    """
    if report.catalog_digest == catalog.digest:
        return ""
    used, here = report.catalog_version, catalog.version
    vectors = {one.vector for one in report.findings} - set(catalog.vectors)
    mitigations = {one.mitigation for one in report.actions} | {
        one.mitigation for one in report.working
    }
    if missing := sorted(vectors | (mitigations - set(catalog.mitigations))):
        named = ", ".join(missing[:_NAMED_MOST])
        more = " and others" if len(missing) > _NAMED_MOST else ""
        raise ConflictError(
            f"The assessment was made with another catalogue ({used}); the one at hand ({here}) "
            f"does not know {named}{more}. Assess again, and export that."
        )
    return (
        f"The assessment was made with another edition of the catalogue ({used}, "
        f"{report.catalog_digest[:12]}): its numbers are as they were, names and references are "
        f"those of the catalogue at hand ({here}, {catalog.digest[:12]})."
    )
