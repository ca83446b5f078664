from __future__ import annotations

from collections import Counter

import pytest

from ng911risk.model.kinds import AssetKind, Interface, KindGroup, Protocol


def test_no_word_means_two_kinds() -> None:
    words = Counter(
        word.casefold()
        for kind in AssetKind
        for word in {kind.value, kind.title.casefold(), *kind.aliases}
    )

    assert [word for word, times in words.items() if times > 1] == []


def test_aliases_are_written_as_they_are_looked_up() -> None:
    for kind in AssetKind:
        for alias in kind.aliases:
            assert alias == alias.casefold().strip()
        assert len(set(kind.aliases)) == len(kind.aliases)


@pytest.mark.parametrize("group", list(KindGroup))
def test_every_group_has_kinds(group: KindGroup) -> None:
    assert any(kind.group is group for kind in AssetKind)


def test_a_word_of_a_file_finds_its_kind() -> None:
    assert {kind.value: kind for kind in AssetKind}["esrp"] is AssetKind.ESRP
    assert AssetKind.CAD.title == "Computer-aided dispatch"


@pytest.mark.parametrize("interface", list(Interface))
def test_every_interface_is_spoken_by_some_protocol(interface: Interface) -> None:
    assert any(protocol.interface is interface for protocol in Protocol)


def test_protocols_are_all_different() -> None:
    assert len({protocol.value for protocol in Protocol}) == len(Protocol.__members__)
    assert len({kind.value for kind in AssetKind}) == len(AssetKind.__members__)
