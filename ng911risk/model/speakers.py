"""Which organisation stands behind an answer, as far as the words for who said so tell it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ng911risk.model.inventory import Inventory, Owner, OwnerClass

NOT_NAMED: Final = "a person of the centre or unknown (name left out)"
"""Where the words name no organisation."""

_WORDS: Final = {
    OwnerClass.PSAP: "the centre",
    OwnerClass.COUNTY_IT: "the county IT department",
    OwnerClass.CARRIER: "a carrier",
    OwnerClass.NGCS_PROVIDER: "a 9-1-1 provider",
    OwnerClass.VENDOR: "a vendor",
    OwnerClass.AUTHORITY: "the 9-1-1 authority",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """Organisations that one text names."""

    owners: tuple[Owner, ...]
    """Owners of the inventory, named by name or id."""

    kinds: tuple[OwnerClass, ...]
    """Of those owners, and kinds that are named as such: "CAD vendor"."""

    @property
    def others(self) -> bool:
        """Whether anybody but the centre is named."""
        return any(kind is not OwnerClass.PSAP for kind in self.kinds)

    @property
    def words(self) -> str:
        """For people: the kinds, and no name."""
        return " and ".join(_WORDS[kind] for kind in self.kinds) or NOT_NAMED


def speakers(text: str, inventory: Inventory) -> Speakers:
    """
    Return who is named by what somebody wrote for who said so.

    Args:
        text: For instance "CAD vendor" or "Pat of Northern Telephone".
        inventory: Its owners are known by name.
    """
    told = text.casefold()
    owners = tuple(
        one for one in inventory.owners if any(_named(name, told) for name in (one.id, one.name))
    )
    kinds = {one.owner_class for one in owners}
    kinds |= {
        kind
        for kind in OwnerClass
        if any(_named(name, told) for name in _names_of(kind, inventory.site.name))
    }
    return Speakers(owners=owners, kinds=tuple(kind for kind in OwnerClass if kind in kinds))


def _names_of(kind: OwnerClass, centre: str) -> tuple[str, ...]:
    """Words for a kind; those for the centre are "You", which is no name."""
    return (kind.value, centre if kind is OwnerClass.PSAP else kind.words)


def _named(name: str, text: str) -> bool:
    """Whether `text` has `name` as words of its own: "it" is not in "Smith"."""
    pattern = rf"(?<!\w){re.escape(name.casefold())}(?!\w)"
    return bool(name) and re.search(pattern, text) is not None
