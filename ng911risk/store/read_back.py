"""
Whether what was brought in can be shown: everything of a site, read as the pages read it.

A copy is made of rows, and a row that fits its table may still say what no page can show:
an answer that is none, an owner that nobody knows. Reading all of it through the
repositories asks exactly what the pages will ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ng911risk.store.seal import require_seal

if TYPE_CHECKING:
    from ng911risk.store.session import Rooms


def read_back(rooms: Rooms, site: str) -> None:
    """
    Read every version of everything of `site`.

    Args:
        rooms: With every permission, in the transaction that brought it in.
        site: Site id.

    Raises:
        NG911RiskError, ValueError, KeyError, TypeError: Something cannot be shown.
    """
    rooms.sites.get(site)
    _read_inputs(rooms, site)
    _read_work(rooms, site)
    for head in rooms.assessments.of_site(site):
        sealed = rooms.assessments.get(head.id)
        require_seal(sealed)
        _ = sealed.report, sealed.inventory, sealed.evidence, sealed.places, sealed.intelligence


def _read_inputs(rooms: Rooms, site: str) -> None:
    for version in rooms.inventories.of_site(site):
        stored = rooms.inventories.get(version.id)
        _ = stored.inventory, stored.places
    for record in rooms.evidence.of_site(site):
        for file in record.files:
            rooms.files.get(file)
    rooms.observations.of_site(site)
    for attached in rooms.files.of_site(site):
        rooms.files.get(attached.id)


def _read_work(rooms: Rooms, site: str) -> None:
    for subject in rooms.answers.standing(site):
        rooms.answers.of_subject(site, subject)
    for ask in rooms.asks.of_site(site):
        rooms.asks.replies.of_ask(ask)
        rooms.asks.replies.undecided(ask)
    rooms.acceptances.of_site(site)
    rooms.observations.of_site(site)
    for action in rooms.tracked.of_site(site):
        rooms.tracked.versions(site, action.mitigation)
