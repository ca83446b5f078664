"""A file of evidence -> observations that fit the site and the catalogue, or every problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ng911risk.errors import InputError, Problem
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence, EvidenceFile
from ng911risk.model.inventory import Inventory
from ng911risk.model.references import evidence_unknown_to
from ng911risk.records import Located, read_record

RECORDS_MAX: Final = 500
"""Most observations in one file."""

LONGEST: Final[Mapping[str, int]] = {
    "observed": 4_000,
    "method": 200,
    "reviewer": 200,
    "period": 200,
    "sample": 500,
}
"""Longest text of each field, in characters."""


def read_evidence(
    data: bytes, catalog: Catalog, inventory: Inventory, *, file: str
) -> tuple[Evidence, ...]:
    """
    Evidence in the bytes of a YAML or JSON file; the ending of its name says which.

    Args:
        data: The bytes as they came.
        catalog: Where mitigations are looked up.
        inventory: Where zones, assets and owners are looked up.
        file: Name of the file as its author knows it.

    Raises:
        InputError: It cannot be used; carries every problem.
    """
    located = read_record(
        EvidenceFile,
        data,
        file=file,
        format="json" if file.lower().endswith(".json") else "yaml",
    )
    evidence = located.value.evidence
    if len(evidence) > RECORDS_MAX:
        message = f"more than {RECORDS_MAX} observations"
        raise InputError([Problem(file=file, message=message, hint="Split the file.")])
    problems = [_problem(located, *one) for one in faults_of(evidence, catalog, inventory)]
    if problems:
        raise InputError(problems)
    return evidence


def faults_of(
    evidence: tuple[Evidence, ...], catalog: Catalog, inventory: Inventory
) -> Iterator[tuple[str, str]]:
    """
    Everything that does not fit the site or the catalogue, or is too long.

    Yields:
        (field path below ``evidence``, message).
    """
    yield from evidence_unknown_to(catalog, inventory, evidence)
    for i, item in enumerate(evidence):
        for name, longest in LONGEST.items():
            if len(getattr(item, name)) > longest:
                yield f"evidence[{i}].{name}", f"longer than {longest:,} characters"
        if not item.observed.strip():
            yield f"evidence[{i}].observed", "say what was seen"


def _problem(located: Located[EvidenceFile], field: str, message: str) -> Problem:
    what, _, guess = message.partition("; did you mean ")
    row, column = located.position(field)
    return Problem(
        file=located.file,
        row=row,
        column=column,
        field=field,
        message=what,
        hint=f"Did you mean {guess}" if guess else "",
    )
