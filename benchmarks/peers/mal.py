"""
mal-toolbox: the attack graph of the same inventory in the Meta Attack Language.

mal-simulator steps through such a graph for the training of agents: one world
at a time, one surface of possible actions after the other. It was not made to
draw many worlds; that is said wherever its figure stands.

Sources: mal-toolbox and mal-simulator, from the Python Package Index
"""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ng911risk.model.inventory import Inventory
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Status

with TemporaryDirectory() as aside, chdir(aside):  # both leave logs where they are imported
    from malsim import MalSimulator
    from malsim.config.agent_settings import AttackerSettings
    from malsim.config.sim_settings import MalSimulatorSettings, TTCMode
    from maltoolbox.attackgraph import AttackGraph
    from maltoolbox.language import LanguageGraph
    from maltoolbox.model import Model

LANGUAGE = Path(__file__).parent / "network.mal"
ATTACKER = "stranger"


def language() -> LanguageGraph:
    """The language, read once."""
    return LanguageGraph.load_from_file(str(LANGUAGE))


def model_of(inventory: Inventory, lang: LanguageGraph) -> Model:
    """The inventory as mal-toolbox wants it: zones, flows, hosts, flaws, groups."""
    model = Model("network", lang)
    place = {asset.id: asset.zone for asset in inventory.assets}
    flows = sorted({(flow.source, place[flow.target]) for flow in inventory.flows})
    names = sorted({*place.values(), *(source for source, _ in flows)})
    zones = {name: model.add_asset("Zone", name) for name in names}
    for source, target in flows:
        flow = model.add_asset("Flow", f"{source} to {target}")
        flow.add_associated_assets("source", {zones[source]})
        flow.add_associated_assets("target", {zones[target]})
    hosts = _hosts(model, inventory, zones)
    for trust in inventory.trusts:
        group = model.add_asset("Group", trust.source)
        group.add_associated_assets("members", {hosts[name] for name in trust.targets})
    return model


def _hosts(model: Model, inventory: Inventory, zones: dict[str, Any]) -> dict[str, Any]:
    hosts = {}
    for asset in inventory.assets:
        if asset.kind is AssetKind.DIRECTORY:
            continue
        host = hosts[asset.id] = model.add_asset("Host", asset.id)
        host.add_associated_assets("zone", {zones[asset.zone]})
        for weakness in asset.weaknesses:
            if weakness.status is not Status.NO:
                kind = "AdminFlaw" if weakness.name.endswith("admin") else "UserFlaw"
                flaw = model.add_asset(kind, f"{weakness.name} of {asset.id}")
                flaw.add_associated_assets("host", {host})
    return hosts


def attack_graph(inventory: Inventory, lang: LanguageGraph) -> AttackGraph:
    """From the inventory to the attack graph."""
    return AttackGraph(lang, model_of(inventory, lang))


def edges(graph: AttackGraph) -> int:
    """How many edges it has."""
    return sum(len(node.children) for node in graph.nodes.values())


def simulator(graph: AttackGraph, entry: str, seed: int = 1) -> MalSimulator:
    """One attacker who starts at `entry`; all chances of a world are drawn when it begins."""
    attacker = AttackerSettings(name=ATTACKER, entry_points=frozenset({entry}))
    settings = MalSimulatorSettings(ttc_mode=TTCMode.PRE_SAMPLE, seed=seed)
    return MalSimulator(graph, (attacker,), sim_settings=settings)


def worlds(simulator_: MalSimulator, count: int) -> list[int]:
    """
    How many steps succeed in each of some worlds.

    The whole surface is tried at once until nothing is left: the quickest legal way.
    """
    found = []
    for _ in range(count):
        state = simulator_.reset()[ATTACKER]
        while state.action_surface:
            before = len(state.performed_nodes)
            state = simulator_.step({ATTACKER: list(state.action_surface)})[ATTACKER]
            if len(state.performed_nodes) == before:
                break
        found.append(len(state.performed_nodes))
    return found
