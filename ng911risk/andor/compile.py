"""
A graph made ready to run: variables, and rules that make them true.

Two thirds of the nodes of an attack graph are coins that only one step looks
at, and steps that lead to one state. They vanish here: a rule is a step with
all of its own coins in one gate, and says "its head is true where its gate
opens and every variable of its body is true". Variables of one site stand
together, so that a site fits into the processor's cache while it is worked on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor import kernels
from ng911risk.andor.fixpoint import NEVER, derived
from ng911risk.andor.graph import AndOrGraph, Kind
from ng911risk.andor.ragged import Ragged

NONE = -1
"""Instead of a variable or rule: there is none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CompiledGraph:
    """Variables and rules of one graph. Never changed once made."""

    node: NDArray[np.int32]
    """[variables] The node that each stands for."""

    chance: NDArray[np.float64]
    """[variables] Chance of each coin; for what rules make true, 0."""

    stream: NDArray[np.uint64]
    """[variables] Key of the random numbers of each coin."""

    site_start: NDArray[np.int64]
    """[sites + 1] First variable of each site."""

    head: NDArray[np.int32]
    """[rules] Variable that each makes true; rules of one head stand together."""

    gate: NDArray[np.float64]
    """[rules] Chance that the gate opens."""

    gate_stream: NDArray[np.uint64]
    """[rules] Key of the random numbers of each gate."""

    body: Ragged
    """What each rule needs, by variable; never empty."""

    uses: Ragged
    """Rules that need each variable."""

    variable_of: NDArray[np.int32]
    """[nodes] Variable of each node, or NONE: folded into a gate, or never true."""

    rule_of: NDArray[np.int32]
    """[nodes] Rule whose gate holds the coin of this node, or NONE."""

    def __len__(self) -> int:
        """Return the number of variables."""
        return self.node.size

    @cached_property
    def site_of(self) -> NDArray[np.int32]:
        """[variables] Site of each."""
        sizes = np.diff(self.site_start)
        return np.repeat(np.arange(sizes.size, dtype=np.int32), sizes)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that decides a result."""
        found = sha256()
        for part in (
            self.chance,
            self.stream,
            self.site_start,
            self.head,
            self.gate,
            self.gate_stream,
            self.body.start,
            self.body.items,
        ):
            found.update(np.ascontiguousarray(part).data)
        return found.hexdigest()


def compile_graph(
    graph: AndOrGraph,
    watched: NDArray[np.int64] | None = None,
    given: NDArray[np.int64] | None = None,
) -> CompiledGraph:
    """
    Fold a graph into variables and rules.

    Args:
        graph: Any.
        watched: Nodes that somebody will ask about: each that can be true gets a variable of
            its own, and what does not lead to any of them is left out. By default all nodes.
        given: Leaves of chance 0 that are told from outside while worlds are drawn.
    """
    coins = graph.chance > 0.0
    if given is not None:
        coins[given] = True
    kept = derived(graph, coins) != NEVER
    asked = np.ones(len(graph), dtype=np.bool_)
    if watched is not None:
        kept &= leading_to(graph, watched)
        asked = np.zeros(len(graph), dtype=np.bool_)
        asked[watched] = True
    if given is not None:
        asked[given] = True
    shape = _Shape.of(graph, kept, asked)
    return _written(graph, kept, shape)


def leading_to(graph: AndOrGraph, nodes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """[nodes] Which nodes have some way to one of `nodes`."""
    found = np.zeros(len(graph), dtype=np.bool_)
    kernels.closure(graph.before.start, graph.before.items, nodes.astype(np.int64), found)
    return found


@dataclass(frozen=True, kw_only=True, eq=False)
class _Shape:
    """What becomes of each node."""

    private: NDArray[np.bool_]
    """Coins that go into the gate of the one step that looks at them."""

    inline: NDArray[np.bool_]
    """Steps that are a rule of the one state they lead to."""

    root: NDArray[np.bool_]
    """Nodes that are decided by their coin alone."""

    gate: NDArray[np.float64]
    """Chance of each step with its private coins."""

    @classmethod
    def of(cls, graph: AndOrGraph, kept: NDArray[np.bool_], asked: NDArray[np.bool_]) -> _Shape:
        leaf, step = graph.kind == Kind.LEAF, graph.kind == Kind.AND
        followers, only = np.zeros(len(graph), np.int32), np.full(len(graph), NONE, np.int32)
        kernels.followers(graph.before.start, graph.before.items, kept, followers, only)
        alone = kept & ~asked & (followers == 1)
        to_step = alone & step[only]
        private = leaf & to_step
        gate, needs = graph.chance.copy(), np.zeros(len(graph), dtype=np.int32)
        kernels.fold_private(graph.before.start, graph.before.items, kept, private, gate, needs)
        root = kept & ~private & (leaf | step & (needs == 0))
        inline = step & alone & ~root & (graph.kind[only] == Kind.OR)
        return cls(private=private, inline=inline, root=root, gate=gate)


def _written(graph: AndOrGraph, kept: NDArray[np.bool_], shape: _Shape) -> CompiledGraph:
    """Number the variables, then write the rules."""
    nodes = np.flatnonzero(kept & ~shape.private & ~shape.inline)
    nodes = nodes[np.argsort(graph.site[nodes], kind="stable")]
    # the coin of a state with a chance of its own is one more variable, which all its rules need
    own = (graph.kind[nodes] == Kind.OR) & (graph.chance[nodes] < 1.0)
    places = np.repeat(np.arange(nodes.size), 1 + own)
    is_own = np.zeros(places.size, dtype=np.bool_)
    is_own[1:] = places[1:] == places[:-1]
    node = nodes[places].astype(np.int32)
    variable_of = np.full(len(graph), NONE, dtype=np.int32)
    variable_of[node[~is_own]] = np.flatnonzero(~is_own)
    coin_of = np.full(len(graph), NONE, dtype=np.int32)
    coin_of[node[is_own]] = np.flatnonzero(is_own)
    root = shape.root[node] | is_own
    sites = int(graph.site.max(initial=0)) + 1
    rules = kernels.write_rules(
        graph.kind,
        graph.before.start,
        graph.before.items,
        kept,
        shape.private,
        shape.inline,
        node[~root],
        variable_of,
        coin_of,
    )
    head, step, body_start, body, rule_of = rules
    has_gate = step != NONE
    return CompiledGraph(
        node=node,
        chance=np.where(root, np.where(is_own, graph.chance[node], shape.gate[node]), 0.0),
        stream=graph.stream[node],
        site_start=np.searchsorted(graph.site[node], np.arange(sites + 1)),
        head=head,
        gate=np.where(has_gate, shape.gate[step], 1.0),
        gate_stream=np.where(has_gate, graph.stream[step], np.uint64(0)),
        body=Ragged(start=body_start, items=body),
        uses=Ragged(start=body_start, items=body).turned(node.size),
        variable_of=variable_of,
        rule_of=rule_of,
    )
