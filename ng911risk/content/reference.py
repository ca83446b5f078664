"""The catalogue as one page: every vector and every mitigation, with a link to its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from types import MappingProxyType
from typing import Final

from ng911risk.model.catalog import Catalog, Category, Mitigation, ThreatVector
from ng911risk.model.inventory import ServiceKind

_CATEGORIES: Final = MappingProxyType(
    {
        Category.CALL_FLOOD: "Call floods",
        Category.CALL_INTEGRITY: "False or misdirected calls",
        Category.CONFIDENTIALITY: "Secrets read, evidence changed",
        Category.INTRUSION: "Break-ins",
        Category.INFRASTRUCTURE: "Names, certificates, radio, alerting and gateways",
        Category.RESILIENCE: "Faults, outages and places",
    }
)
_FUNCTIONS: Final = MappingProxyType(
    {
        "GV": "Govern",
        "ID": "Identify",
        "PR": "Protect",
        "DE": "Detect",
        "RS": "Respond",
        "RC": "Recover",
    }
)
_UP: Final = "../.."


def catalogue_page(catalog: Catalog) -> bytes:
    """Markdown of docs/reference/catalogue.md, the same bytes each time."""
    lines = (
        "# Catalogue",
        "",
        f"{len(catalog.vectors)} threat vectors and {len(catalog.mitigations)} mitigations, made",
        "from `threat_catalog/` and `mitigations/`; `make generated` writes this page again.",
        "Likelihoods and effects are judgement unless the file names a source that carries the",
        "number.",
        "",
        "## Threat vectors",
        *_vectors(catalog),
        "",
        "## Mitigations",
        *_mitigations(catalog),
    )
    return ("\n".join(lines) + "\n").encode()


def _vectors(catalog: Catalog) -> Iterator[str]:
    for category, heading in _CATEGORIES.items():
        yield from ("", f"### {heading}", "")
        yield from _header("Code", "Vector", "Hurts", "Steps", "Answered by")
        chosen = [item for item in catalog.vectors.items() if item[1].category is category]
        for name, vector in sorted(chosen, key=lambda item: item[1].code):
            answers = {mitigation for mitigation, _ in catalog.answers_to(name)}
            yield _row(
                vector.code,
                f"[{vector.title}]({_UP}/threat_catalog/{name}.yaml)",
                _hurt(vector),
                str(len(vector.steps)),
                _codes(catalog.mitigations[one] for one in answers),
            )


def _mitigations(catalog: Catalog) -> Iterator[str]:
    def function(item: tuple[str, Mitigation]) -> str:
        return item[1].code.split("-")[1]

    in_code_order = sorted(catalog.mitigations.items(), key=lambda item: item[1].code)
    in_order = sorted(in_code_order, key=lambda item: list(_FUNCTIONS).index(function(item)))
    for short, group in groupby(in_order, function):
        yield from ("", f"### {_FUNCTIONS[short]}", "")
        yield from _header("Code", "Mitigation", "Who", "First year, small centre", "Answers")
        for name, mitigation in group:
            yield _row(
                mitigation.code,
                f"[{mitigation.title}]({_UP}/mitigations/{name}.yaml)",
                ", ".join(owner.value for owner in mitigation.who),
                _cost(mitigation),
                _answered(catalog, mitigation),
            )


def _hurt(vector: ThreatVector) -> str:
    hurt = {harm.service for harm in vector.harms}
    return ", ".join(service.value for service in ServiceKind if service in hurt)


def _cost(mitigation: Mitigation) -> str:
    band = mitigation.cost.small
    days = f"{band.days_low:g} to {band.days_high:g} days"
    return f"${band.dollars_low:,} to ${band.dollars_high:,}, {days}"


def _answered(catalog: Catalog, mitigation: Mitigation) -> str:
    if mitigation.programme_wide:
        return "keeps the others alive"
    named = {answer.vector for answer in mitigation.answers}
    return _codes(catalog.vectors[name] for name in named) or "keeps services going"


def _codes(records: Iterable[ThreatVector | Mitigation]) -> str:
    return ", ".join(sorted(record.code for record in records))


def _header(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield _row(*("---" for _ in names))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
