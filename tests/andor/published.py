"""
Probabilities that others printed, with what they were printed for.

Each case says where the number stands and how it was checked again here, by a way that
has nothing to do with decision diagrams.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ng911risk.andor.graph import Kind, NodeSpec

Nodes = dict[str, NodeSpec]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One printed number."""

    source: str
    nodes: Nodes
    goal: str
    printed: float
    within: float
    """Half a unit of the last digit that is printed, or what its author allows."""

    independently: float | None = None
    """The same by a formula; None where every world is added up instead."""


def leaves(chances: Mapping[str, float]) -> Nodes:
    return {name: NodeSpec(Kind.LEAF, chance, ()) for name, chance in chances.items()}


def each(names: str, chance: float) -> Nodes:
    return leaves(dict.fromkeys(names.split(), chance))


def gate(kind: Kind, names: str, chance: float = 1.0) -> NodeSpec:
    return NodeSpec(kind, chance, tuple(names.split()))


def both(names: str, chance: float = 1.0) -> NodeSpec:
    return gate(Kind.AND, names, chance)


def either(names: str, chance: float = 1.0) -> NodeSpec:
    return gate(Kind.OR, names, chance)


def wired(wires: Iterable[tuple[str, str, float]], start: str) -> Nodes:
    """An undirected network: each wire works both ways or not at all."""
    nodes = {start: NodeSpec(Kind.LEAF, 1.0, ())}
    ways: dict[str, list[str]] = {}
    for number, (one, other, chance) in enumerate(wires):
        nodes[f"wire {number}"] = NodeSpec(Kind.LEAF, chance, ())
        for a, b in ((one, other), (other, one)):
            if b == start:
                continue
            nodes[f"{a} > {b}"] = NodeSpec(Kind.AND, 1.0, (a, f"wire {number}"))
            ways.setdefault(b, []).append(f"{a} > {b}")
    return nodes | {name: NodeSpec(Kind.OR, 1.0, tuple(into)) for name, into in ways.items()}


def steps(edges: Iterable[tuple[str, str, float]], start: str) -> Nodes:
    """A directed network: each edge works or does not."""
    nodes = {start: NodeSpec(Kind.LEAF, 1.0, ())}
    ways: dict[str, list[str]] = {}
    for one, other, chance in edges:
        nodes[f"{one} > {other}"] = NodeSpec(Kind.AND, chance, (one,))
        ways.setdefault(other, []).append(f"{one} > {other}")
    return nodes | {name: NodeSpec(Kind.OR, 1.0, tuple(into)) for name, into in ways.items()}


_SCRAM = "SCRAM (github.com/rakhimov/scram)"

_ABC = leaves({"a": 0.1, "b": 0.2, "c": 0.3})

_THREE_MOTOR = {
    **each("T3 S1 T4 T1 K2 T2 K5 K1 KT1i KT2i KT3i T1i T2i T3i T4i", 0.02),
    **each("KT1 KT2 KT3", 1.0),
    "E1": both("E2 E3"),
    "E2": either("K5 E4"),
    "E3": either("K2 E5"),
    "E4": both("E1t E6"),
    "E5": either("T1 E8"),
    "E6": either("T2 K5"),
    "E8": either("K1 E9"),
    "E9": either("E10 E11"),
    "E10": both("KT1 KT3 E12"),
    "E11": either("S1 T3"),
    "E12": either("KT2 T4"),
    "E1t": either("K1 E2t"),
    "E2t": either("E3t E4t"),
    "E3t": both("E5t E6t E7t"),
    "E4t": either("S1 T1i"),
    "E5t": either("KT1i T2i"),
    "E6t": either("KT2i T3i"),
    "E7t": either("KT3i T4i"),
}

_LIFT = {
    **each("LMD1 LMD11 DPD1 DM1 PS1 DOD1 DOD2 DMS1 CP1 DMS2 LMD2 LPD1 D1 W1", 1e-6),
    "door": either("start motion refuses other"),
    "start": either("LMD1 DPD1 both1 slow"),
    "both1": both("DM1 DPD1"),
    "slow": either("PS1 hindered"),
    "hindered": either("DOD1 D1"),
    "motion": either("DMS2 both2 both3"),
    "both2": both("uncommanded detector"),
    "uncommanded": either("W1 CP1 DMS2"),
    "detector": both("LMD1 LMD11"),
    "both3": both("CP1 detector"),
    "refuses": either("CP1 LMD2 LPD1 motor"),
    "motor": either("DM1 PS1"),
    "other": either("DOD1 DOD2 DMS1"),
}

_THREE_TRAINS = leaves(
    {f"{what}{n}": 0.08 for what in ("valve", "pump") for n in (1, 2, 3)}
    | {"all valves": 0.02, "all pumps": 0.02}
) | {
    **{
        f"train{n}": NodeSpec(Kind.OR, 1.0, (f"valve{n}", f"pump{n}", "all valves", "all pumps"))
        for n in (1, 2, 3)
    },
    "top": both("train1 train2 train3"),
}

_PATHS = steps(
    (
        ("1", "2", 0.6),
        ("1", "3", 0.1),
        ("2", "5", 0.4),
        ("2", "6", 0.3),
        ("3", "4", 0.3),
        ("4", "5", 0.8),
        ("5", "6", 0.2),
    ),
    start="1",
)

_SMOKERS = leaves({f"stress {who}": 0.3 for who in ("angelika", "joris", "jonas", "dimitar")}) | {
    "joris by jonas": both("jonas", 0.2),
    "joris by angelika": both("angelika", 0.2),
    "joris by dimitar": both("dimitar", 0.2),
    "angelika by jonas": both("jonas", 0.2),
    "jonas": NodeSpec(Kind.OR, 1.0, ("stress jonas",)),
    "dimitar": NodeSpec(Kind.OR, 1.0, ("stress dimitar",)),
    "angelika": NodeSpec(Kind.OR, 1.0, ("stress angelika", "angelika by jonas")),
    "joris": NodeSpec(
        Kind.OR, 1.0, ("stress joris", "joris by jonas", "joris by angelika", "joris by dimitar")
    ),
}

_TWO_SMOKERS = leaves({"stress 1": 0.5, "stress 2": 0.5}) | {
    "2 moves 1": both("2", 0.51),
    "1 moves 2": both("1", 0.56),
    "1": NodeSpec(Kind.OR, 1.0, ("stress 1", "2 moves 1")),
    "2": NodeSpec(Kind.OR, 1.0, ("stress 2", "1 moves 2")),
}

_HOSTS = {
    "attacker": NodeSpec(Kind.LEAF, 1.0, ()),
    "h0": either("attacker", 0.9),
    "h1": either("h0", 0.9),
    "h2": either("h0 h1", 0.9),
    "h3": either("h1 h2", 0.9),
}

_FTP = leaves({"D": 0.7}) | {
    "B": both("D", 0.85),
    "C": both("D", 0.7),
    "by B": both("B", 0.65),
    "A": NodeSpec(Kind.OR, 1.0, ("by B", "C")),
}

_THREE_HOSTS = {
    **each("user0 ftp01 ftp02 ftp12 sshd01", 1.0),
    "trust10": both("user0 ftp01", 0.8),
    "rsh01": both("trust10 user0", 0.9),
    "sshd": both("sshd01 user0", 0.1),
    "user1": either("rsh01 sshd"),
    "trust21": both("user1 ftp12", 0.8),
    "rsh12": both("trust21 user1", 0.9),
    "trust20": both("user0 ftp02", 0.8),
    "rsh02": both("trust20 user0", 0.9),
    "user2": either("rsh12 rsh02"),
    "root2": both("user2", 0.1),
}

_HOMER = leaves({"p0": 1.0}) | {
    "p1": both("p0", 0.7),
    "p2 by p1": both("p1", 0.3),
    "p2 by p0": both("p0", 0.9),
    "p2": NodeSpec(Kind.OR, 1.0, ("p2 by p1", "p2 by p0")),
    "p3": both("p1", 0.4),
    "p4 by p2": both("p2", 0.2),
    "p4 by p3": both("p3", 0.1),
    "p4": NodeSpec(Kind.OR, 1.0, ("p4 by p2", "p4 by p3")),
}

_TWO_TRAINS = leaves({"v1": 0.5, "v2": 0.5, "u1": 0.7, "u2": 0.7}) | {
    "one": either("v1 u1"),
    "two": either("v2 u2"),
    "top": both("one two"),
}

_THEATRE = leaves({"mains": 0.03, "generator": 0.02, "relay": 0.05}) | {
    "spare": either("generator relay"),
    "dark": both("mains spare"),
}


def bridge(p: float) -> Nodes:
    """Five wires; the middle one is used in both directions."""
    return wired((("s", "a", p), ("s", "b", p), ("a", "b", p), ("a", "t", p), ("b", "t", p)), "s")


CASES = {
    "abc": Published(
        source=f"{_SCRAM}, tests/bench_core_tests.cc, ABC",
        nodes=_ABC | {"top": either("a b c")},
        goal="top",
        printed=0.496,
        within=1e-15,
    ),
    "ab or bc": Published(
        source=f"{_SCRAM}, tests/bench_core_tests.cc, AB_BC",
        nodes=_ABC | {"ab": both("a b"), "bc": both("b c"), "top": either("ab bc")},
        goal="top",
        printed=0.074,
        within=1e-15,
    ),
    "two of three": Published(
        source=f"{_SCRAM}, tests/bench_core_tests.cc, ATLEAST",
        nodes=_ABC
        | {"ab": both("a b"), "bc": both("b c"), "ac": both("a c"), "top": either("ab bc ac")},
        goal="top",
        printed=0.098,
        within=1e-15,
    ),
    "ne574": Published(
        source=f"{_SCRAM}, tests/bench_ne574_tests.cc; a lecture at UW-Madison",
        nodes=leaves({"B": 0.1, "C": 0.3, "D": 0.5, "F": 0.7, "G": 0.2, "H": 0.4, "I": 0.8})
        | {
            "A": either("F G"),
            "E": both("H I"),
            "one": either("A B C"),
            "two": either("C D E"),
            "top": both("one two"),
        },
        goal="top",
        printed=0.662208,
        within=1e-6,
    ),
    "three motors": Published(
        source=f"{_SCRAM}, tests/bench_three_motor_tests.cc; first in OpenFTA",
        nodes=_THREE_MOTOR,
        goal="E1",
        printed=0.0211538,
        within=1e-5,
        # The timers are reset for sure: K5, or T2 and what keeps K1 closed.
        independently=1 - 0.98 * (1 - 0.02 * (1 - 0.98**3 * (1 - (1 - 0.98**2) ** 3))),
    ),
    "lift": Published(
        source=f"{_SCRAM}, tests/bench_lift_tests.cc; first in OpenFTA",
        nodes=_LIFT,
        goal="door",
        printed=1.19999e-5,
        within=1e-10,
        # Twelve single causes; what else there is contains one of them.
        independently=1 - (1 - 1e-6) ** 12,
    ),
    "three trains, causes in common": Published(
        source=f"{_SCRAM}, tests/bench_core_tests.cc, BetaFactorCCF: 0.1 each, a fifth in common",
        nodes=_THREE_TRAINS,
        goal="top",
        printed=0.04308,
        within=1e-5,
        independently=1 - 0.98**2 + 0.98**2 * (1 - 0.92**2) ** 3,
    ),
    "two trains": Published(
        source=f"{_SCRAM}, tests/bench_two_train_tests.cc",
        nodes=_TWO_TRAINS,
        goal="top",
        printed=0.7225,
        within=1e-15,
    ),
    "theatre": Published(
        source=f"{_SCRAM}, tests/bench_theatre_tests.cc",
        nodes=_THEATRE,
        goal="dark",
        printed=0.00207,
        within=1e-15,
    ),
    "paths to 5": Published(
        source="ProbLog tutorial, basic, probabilistic graphs: path(1,5)",
        nodes=_PATHS,
        goal="5",
        printed=0.25824,
        within=1e-12,
    ),
    "paths to 6": Published(
        source="ProbLog tutorial, basic, probabilistic graphs: path(1,6)",
        nodes=_PATHS,
        goal="6",
        printed=0.2167296,
        within=1e-12,
    ),
    "smokers, angelika": Published(
        source="ProbLog tutorial, smokers: smokes(angelika)",
        nodes=_SMOKERS,
        goal="angelika",
        printed=0.342,
        within=1e-12,
    ),
    "smokers, joris": Published(
        source="ProbLog tutorial, smokers: smokes(joris)",
        nodes=_SMOKERS,
        goal="joris",
        printed=0.42301296,
        within=1e-9,
    ),
    "smokers in a circle": Published(
        source="cplint (github.com/friguzzi/cplint), issue 43: smokes(1), which moves itself",
        nodes=_TWO_SMOKERS,
        goal="1",
        printed=0.6275,
        within=1e-12,
    ),
    "HARMAT": Published(
        source="HARMAT (github.com/whistlebee/harmat), tests/bayesian_test.py",
        nodes=_HOSTS,
        goal="h3",
        printed=0.8019,
        within=1e-12,
    ),
    "FTP": Published(
        source="Poolsappasit, Dewri, Ray, IEEE TDSC 9 (2012), as coded in paolokoelio/MultiGraph",
        nodes=_FTP,
        goal="A",
        printed=0.61,
        within=5e-3,
        independently=0.7 * (1 - (1 - 0.85 * 0.65) * (1 - 0.7)),
    ),
    "three hosts": Published(
        source="Wang, Islam, Long, Singhal, Jajodia, DBSec 2008",
        nodes=_THREE_HOSTS,
        goal="root2",
        printed=0.087,
        within=5e-4,
    ),
    "homer": Published(
        source="antoine-cottineau/attack-graphs, homer.json; RiskQuantifier",
        nodes=_HOMER,
        goal="p4",
        printed=0.206992,
        within=1e-12,
    ),
    **{
        f"bridge at {p}": Published(
            source="the bridge of every reliability textbook",
            nodes=bridge(p),
            goal="t",
            printed=printed,
            within=1e-12,
            independently=2 * p**2 + 2 * p**3 - 5 * p**4 + 2 * p**5,
        )
        for p, printed in ((0.5, 0.5), (0.9, 0.97848))
    },
}
