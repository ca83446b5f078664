"""For contributors: everything that the loader would refuse, and what a reviewer would."""

from __future__ import annotations

from importlib.resources.abc import Traversable

from ng911risk.content.draft import in_order, read_draft
from ng911risk.content.honesty import empty_claims
from ng911risk.content.locate import content_or_builtin
from ng911risk.content.references import broken_references
from ng911risk.content.states import broken_chains
from ng911risk.content.wording import poor_wording
from ng911risk.errors import Problem


def check_content(
    threat_catalog: Traversable | None = None, mitigations: Traversable | None = None
) -> tuple[Problem, ...]:
    """
    Every problem of the content, in the order of an editor; empty when there is none.

    Args:
        threat_catalog: A folder of that form; left out, the one of the package.
        mitigations: A folder of that form; left out, the one of the package.
    """
    draft = read_draft(content_or_builtin(threat_catalog, mitigations))
    return in_order(
        (
            *draft.problems,
            *broken_references(draft),
            *broken_chains(draft),
            *empty_claims(draft),
            *poor_wording(draft),
        )
    )
