"""Random and published AND/OR graphs, and an evaluator that is too simple to be wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from ng911risk.engine import kernels
from ng911risk.engine.graph import AttackGraph, Coin, Node
from ng911risk.engine.growth import GraphBuilder
from ng911risk.model.scales import Band


@dataclass(frozen=True, slots=True)
class Plain:
    """Coins first, then gates, each with what it needs, by number."""

    chances: tuple[float, ...]
    gates: tuple[tuple[Node, tuple[int, ...]], ...]

    @property
    def size(self) -> int:
        return len(self.chances) + len(self.gates)

    def true_with(self, coins: Collection[int]) -> set[int]:
        """Which nodes are true when exactly these coins are: sweep until nothing changes."""
        true = set(coins)
        while True:
            more = {
                node
                for node, (kind, needs) in enumerate(self.gates, len(self.chances))
                if node not in true and _holds(kind, needs, true)
            }
            if not more:
                return true
            true |= more

    def grown(self) -> GraphBuilder:
        """The same in a builder; nodes are called n0, n1, ..."""
        grow = GraphBuilder()
        for number, chance in enumerate(self.chances):
            coin(grow, f"n{number}", chance)
        for number, (kind, needs) in enumerate(self.gates, len(self.chances)):
            if kind is Node.AND:
                grow.all_of(f"n{number}", needs)
            else:
                grow.any_of(f"n{number}", needs)
        return grow


def _holds(kind: Node, needs: tuple[int, ...], true: set[int]) -> bool:
    test: Callable[[Any], bool] = all if kind is Node.AND else any
    return test(need in true for need in needs)


def coin(grow: GraphBuilder, name: str, chance: float) -> int:
    """A coin whose chance is known exactly."""
    band = Band(low=chance, likely=chance, high=chance)
    return grow.coin(name, Coin(uniform=name, chance=band, inherent=band))


@st.composite
def plain_graphs(
    draw: st.DrawFn, *, cycles: bool, most_coins: int = 6, most_gates: int = 10
) -> Plain:
    """Graphs with or without cycles, with gates that need nothing, and needs named twice."""
    coins = draw(st.integers(1, most_coins))
    count = draw(st.integers(1, most_gates))
    gates = []
    for place in range(count):
        last = coins + count - 1 if cycles else coins + place - 1
        kind = draw(st.sampled_from((Node.AND, Node.OR)))
        gates.append((kind, tuple(draw(st.lists(st.integers(0, last), max_size=4)))))
    chances = draw(st.lists(st.floats(0.05, 1.0), min_size=coins, max_size=coins))
    return Plain(tuple(chances), tuple(gates))


def thrown(graph: AttackGraph, words: int, seed: int = 1) -> NDArray[np.uint64]:
    """A state with every coin thrown at its likely chance, and nothing settled."""
    rng = np.random.default_rng(seed)
    state = np.zeros((len(graph), words), dtype=np.uint64)
    rows = np.array(sorted(graph.coins), dtype=np.int64)
    uniforms = rng.integers(0, 2**64, rows.size, dtype=np.uint64)
    limits = limits_of([graph.coins[int(row)].chance.likely for row in rows])
    worlds = rng.integers(0, 2**64, words, dtype=np.uint64)
    kernels.throw(state, rows, uniforms, limits, worlds)
    return state


def limits_of(chances: Collection[float]) -> NDArray[np.uint64]:
    """Thresholds of some chances."""
    return np.array([round(chance * 2**32) for chance in chances], dtype=np.uint64)


def bits(row: NDArray[np.uint64]) -> list[bool]:
    """One truth value for each world, the lowest bit of the first word first."""
    return [bool(int(word) >> place & 1) for word in row for place in range(64)]


def ones(row: NDArray[np.uint64]) -> int:
    """In how many worlds a row is true."""
    return sum(int(word).bit_count() for word in row)


# --- published cases ----------------------------------------------------------------

Case = Mapping[str, tuple[str, float, tuple[str, ...]]]


def grown_from(case: Case) -> GraphBuilder:
    """
    A builder with a published case: name -> (LEAF, AND or OR; own chance; needs).

    A gate with a chance of its own becomes an AND with a coin.
    """
    grow = GraphBuilder()
    for name, (kind, chance, _) in case.items():
        if kind == "LEAF":
            coin(grow, name, chance)
        else:
            grow.any_of(name)
    for name, (kind, chance, needs) in case.items():
        if kind == "LEAF":
            continue
        before = [grow.index[need] for need in needs]
        inner = (
            grow.all_of(f"all {name}", before)
            if kind == "AND"
            else grow.any_of(f"any {name}", before)
        )
        grow.feed(
            grow.index[name], grow.all_of(f"try {name}", [inner, coin(grow, f"own {name}", chance)])
        )
    return grow


def _bridge(chance: float) -> Case:
    """Five undirected links s-a, s-b, a-b, a-t, b-t: each can be walked both ways."""
    links = {"1": ("s", "a"), "2": ("s", "b"), "3": ("a", "b"), "4": ("a", "t"), "5": ("b", "t")}
    case: dict[str, tuple[str, float, tuple[str, ...]]] = {"s": ("LEAF", 1.0, ())}
    into: dict[str, list[str]] = {"a": [], "b": [], "t": []}
    for name, ends in links.items():
        case[f"k{name}"] = ("LEAF", chance, ())
        for one, other in (ends, ends[::-1]):
            if other != "s":
                case[f"{one}>{other}"] = ("AND", 1.0, (one, f"k{name}"))
                into[other].append(f"{one}>{other}")
    return case | {name: ("OR", 1.0, tuple(ways)) for name, ways in into.items()}


PUBLISHED: Final[Mapping[str, tuple[Case, Mapping[str, float]]]] = {
    # whistlebee/harmat, tests/bayesian_test.py; prints 0.8019
    "HARMAT, four hosts": (
        {
            "A": ("LEAF", 1.0, ()),
            "h0": ("OR", 0.9, ("A",)),
            "h1": ("OR", 0.9, ("h0",)),
            "h2": ("OR", 0.9, ("h0", "h1")),
            "h3": ("OR", 0.9, ("h1", "h2")),
        },
        # h2 by hand: h0 and its own coin, for h1 adds nothing that h0 does not give
        {"h0": 0.9, "h1": 0.81, "h2": 0.81, "h3": 0.8019},
    ),
    # Poolsappasit, Dewri, Ray 2012, figure of the FTP server; prints 0.61
    "Poolsappasit 2012": (
        {
            "D": ("LEAF", 0.7, ()),
            "B": ("AND", 0.85, ("D",)),
            "C": ("AND", 0.7, ("D",)),
            "BA": ("AND", 0.65, ("B",)),
            "A": ("OR", 1.0, ("BA", "C")),
        },
        {"B": 0.595, "C": 0.49, "A": 0.606025},
    ),
    # Wang, Islam, Long, Singhal, Jajodia, DBSec 2008, three hosts; prints 0.087
    "Wang 2008, three hosts": (
        {
            "user0": ("LEAF", 1.0, ()),
            "ftp_rhosts01": ("AND", 0.8, ("user0",)),
            "rsh01": ("AND", 0.9, ("ftp_rhosts01", "user0")),
            "sshd_bof01": ("AND", 0.1, ("user0",)),
            "user1": ("OR", 1.0, ("rsh01", "sshd_bof01")),
            "ftp_rhosts12": ("AND", 0.8, ("user1",)),
            "rsh12": ("AND", 0.9, ("ftp_rhosts12", "user1")),
            "ftp_rhosts02": ("AND", 0.8, ("user0",)),
            "rsh02": ("AND", 0.9, ("ftp_rhosts02", "user0")),
            "user2": ("OR", 1.0, ("rsh12", "rsh02")),
            "root2": ("AND", 0.1, ("user2",)),
        },
        {"user1": 0.748, "user2": 0.8707968, "root2": 0.08707968},
    ),
    # antoine-cottineau/attack-graphs, homer.json; a product of marginals would say 0.207042
    "Homer, five propositions": (
        {
            "p0": ("LEAF", 1.0, ()),
            "p1": ("AND", 0.7, ("p0",)),
            "e2": ("AND", 0.3, ("p1",)),
            "e6": ("AND", 0.9, ("p0",)),
            "p2": ("OR", 1.0, ("e2", "e6")),
            "p3": ("AND", 0.4, ("p1",)),
            "e4": ("AND", 0.2, ("p2",)),
            "e5": ("AND", 0.1, ("p3",)),
            "p4": ("OR", 1.0, ("e4", "e5")),
        },
        {"p2": 0.921, "p3": 0.28, "p4": 0.206992},
    ),
    # the bridge, 2p^2 + 2p^3 - 5p^4 + 2p^5 in any book on reliability: cycles
    "bridge at 0.5": (_bridge(0.5), {"a": 0.65625, "t": 0.5}),
    "bridge at 0.9": (_bridge(0.9), {"a": 0.98829, "t": 0.97848}),
    # rakhimov/scram, theatre.xml; prints 0.00207
    "SCRAM, theatre": (
        {
            "mains": ("LEAF", 0.03, ()),
            "generator": ("LEAF", 0.02, ()),
            "relay": ("LEAF", 0.05, ()),
            "backup": ("OR", 1.0, ("generator", "relay")),
            "dark": ("AND", 1.0, ("mains", "backup")),
        },
        {"backup": 0.069, "dark": 0.00207},
    ),
}
