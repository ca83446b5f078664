"""
Nothing leaves but through the door, read from the source itself.

Import contracts see modules, not calls: here every file of both packages is parsed. What may
open a connection stands in a table, each with its reason.
"""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from ng911risk.model import lab as lab_model
from tests.house.check_rules import escapes

DOOR = "ng911risk/lab/door/"

# Modules outside the door that import something that can reach a network, each with the reason.
_REACHES_OUT = {
    "api/ng911risk_api/auth/single_sign_on.py": "asks the provider of identity that was set up",
    "api/ng911risk_api/impatient.py": "cuts slow visitors off: names of types only",
    "api/ng911risk_api/serve.py": "the web server: it answers",
    "ng911risk/executors.py": "asks once whether the cluster that the user names is there",
}
_NETWORK = {
    "_socket", "aiohttp", "asyncio", "ctypes", "distributed", "ftplib", "http.client",
    "http.server", "httpx", "httpx2", "imaplib", "multiprocessing.connection", "poplib",
    "requests", "smtplib", "socket", "socketserver", "ssl", "telnetlib", "urllib.request",
    "urllib3", "uvicorn", "websockets", "xmlrpc",
}  # fmt: skip
_OPENS = {"socket", "create_connection", "create_server", "fromfd", "socketpair", "SocketType"}
_SENDS = {"connect", "connect_ex", "send", "sendall", "sendfile", "sendmsg", "sendto"}
_ASKS = {"take", "take_frame", "_take"}

# Functions of the door that send without asking the governor themselves, each with the reason.
_SENDS_UNASKED = {
    "ng911risk/lab/door/beacon.py:found": "through a line of the wire, which asks",
    "ng911risk/lab/door/beacon.py:serve": "one answer, never longer than the question",
    "ng911risk/lab/door/tap.py:send": "called by FramePorts.send alone, which asks",
}

# What a module of a check may call when it is imported, before anything holds it: makers of values.
_ON_IMPORT = {
    "Answer", "Burst", "CallFacts", "LabCheck", "MappingProxyType", "Origin", "Question", "Words",
    "bytes.fromhex", "dataclass", "field", "frozenset", "len", "malformed.malformed", "range",
    "re.compile", "struct.Struct", "sum", "tuple",
}  # fmt: skip


# --- reading the source -----------------------------------------------------------------


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _modules(repository: Path, *below: str) -> dict[str, ast.Module]:
    """Every module below some folders of the checkout, parsed, by its path."""
    files = (file for one in below for file in sorted((repository / one).rglob("*.py")))
    return {file.relative_to(repository).as_posix(): _parsed(file) for file in files}


def _product(repository: Path) -> dict[str, ast.Module]:
    return _modules(repository, "ng911risk", "api/ng911risk_api")


def _imports(tree: ast.AST) -> Iterator[str]:
    """Dotted names of what is imported, anywhere in the file: ``socket``, ``socket.socket``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{one.name}" for one in node.names)


def _within(name: str, rooms: set[str]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def _called(node: ast.Call) -> str:
    """Last part of the name of what is called."""
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


# --- what is refused --------------------------------------------------------------------


def reaches_out(tree: ast.Module) -> list[str]:
    """What a module imports that can reach a network by itself."""
    return sorted({name for name in _imports(tree) if _within(name, _NETWORK)})


def opens_sockets(tree: ast.Module) -> list[str]:
    """Calls that make a socket."""
    return sorted(ast.unparse(call.func) for call in _calls(tree) if _called(call) in _OPENS)


def sends_unasked(tree: ast.Module) -> list[str]:
    """Functions that send, or connect, before they have asked the governor."""
    found = []
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        asked = [call.lineno for call in _calls(function) if _called(call) in _ASKS]
        sent = [call.lineno for call in _calls(function) if _called(call) in _SENDS]
        if sent and not (asked and min(asked) < min(sent)):
            found.append(function.name)
    return found


def runs_on_import(tree: ast.Module) -> list[str]:
    """Calls and loops that run when a module is imported, but for those that make a value."""
    return [one for one in _on_import(tree) if one not in _ON_IMPORT]


def _on_import(tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                given = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
                yield from _on_import(ast.Tuple(elts=given))
                # a decorator is called, with or without brackets
                for one in getattr(node, "decorator_list", []):
                    if not (isinstance(one, ast.Name) and one.id in _DECORATORS):
                        yield ast.unparse(one)
                continue
            case ast.Call():
                yield ast.unparse(node.func)
            case ast.While() | ast.With() | ast.Try():
                yield type(node).__name__
        yield from _on_import(node)


_DECORATORS = {"property", "contextmanager", "staticmethod", "classmethod"}


@cache
def _scapy_senders() -> frozenset[str]:
    """Every function and class of scapy that sends or listens by itself."""
    names = {"L2Socket", "L3RawSocket", "L3socket", "L2socket", "L2listen", "SuperSocket"}
    for module in ("scapy.sendrecv", "scapy.layers.l2", "scapy.layers.inet", "scapy.ansmachine"):
        spec = importlib.util.find_spec(module.partition(".")[0])
        assert spec is not None
        assert spec.origin is not None
        file = Path(spec.origin).parent.joinpath(*module.split(".")[1:]).with_suffix(".py")
        tree = ast.parse(file.read_text("utf-8"))
        names |= {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
    return frozenset(names)


def sends_by_scapy(tree: ast.Module) -> list[str]:
    """Names by which a module that imports scapy would send."""
    names = [name for name in _imports(tree) if _within(name, {"scapy"})]
    if not names:
        return []
    wrong = {name for name in names if not _within(name, {"scapy.layers", "scapy.utils"})}
    wrong |= {name for name in names if name.rpartition(".")[2] in _scapy_senders()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _scapy_senders():
            wrong.add(node.attr)
    return sorted(wrong)


# --- the product ------------------------------------------------------------------------


def test_only_the_door_and_a_few_named_modules_can_reach_a_network(repository: Path) -> None:
    found = {
        name
        for name, tree in _product(repository).items()
        if reaches_out(tree) and not name.startswith(DOOR)
    }

    assert found == set(_REACHES_OUT)


def test_sockets_are_made_in_the_door_only(repository: Path) -> None:
    found = {
        name: opened
        for name, tree in _product(repository).items()
        if (opened := opens_sockets(tree)) and not name.startswith(DOOR)
    }

    assert found == {"ng911risk/executors.py": ["socket.create_connection"]}


def test_what_the_door_sends_is_asked_of_the_governor_first(repository: Path) -> None:
    raw = {
        name: tree
        for name, tree in _modules(repository, DOOR).items()
        if any(one == "socket" or one.endswith(".Tap") for one in _imports(tree))
    }
    found = {f"{name}:{one}" for name, tree in raw.items() for one in sends_unasked(tree)}

    assert len(raw) > 3
    assert found == set(_SENDS_UNASKED)


def test_a_packet_socket_sends_for_the_frame_ports_alone(repository: Path) -> None:
    makers = {
        name: list(_senders_of_taps(tree))
        for name, tree in _product(repository).items()
        if any(one.endswith(".Tap") for one in _imports(tree))
    }

    assert [name for name, senders in makers.items() if senders] == [f"{DOOR}frames.py"]


def _senders_of_taps(tree: ast.Module) -> Iterator[str]:
    """Functions in which `send` of a tap is called: of ``self._taps[...]``, or any ``tap``."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for call in _calls(function):
                if _called(call) == "send" and "tap" in ast.unparse(call.func).lower():
                    yield function.name


def test_nobody_sends_by_scapy(repository: Path) -> None:
    product = _product(repository)
    importers = [name for name, tree in product.items() if _within_any(tree, "scapy")]
    wrong = {name: names for name, tree in product.items() if (names := sends_by_scapy(tree))}

    assert importers
    assert all(name.startswith("ng911risk/lab/") for name in importers)
    assert wrong == {}


def _within_any(tree: ast.Module, room: str) -> bool:
    return any(_within(name, {room}) for name in _imports(tree))


@pytest.mark.parametrize("folder", ["checks", "exchanges", "messages"])
def test_a_check_reaches_nothing_but_its_wire(repository: Path, folder: str) -> None:
    modules = _modules(repository, f"ng911risk/lab/{folder}")
    wrong = {
        name: found
        for name, tree in modules.items()
        if (found := escapes(tree, messages=folder == "messages"))
    }

    assert len(modules) > 2
    assert wrong == {}


@pytest.mark.parametrize("folder", ["checks", "exchanges", "messages"])
def test_a_check_does_nothing_when_it_is_imported(repository: Path, folder: str) -> None:
    modules = _modules(repository, f"ng911risk/lab/{folder}")
    wrong = {name: found for name, tree in modules.items() if (found := runs_on_import(tree))}

    assert wrong == {}


def test_the_controls_reach_nothing_but_their_wire(repository: Path) -> None:
    assert escapes(_parsed(repository / "ng911risk/lab/controls.py")) == []


def test_the_contract_that_keeps_the_server_from_packets_has_no_exception(
    repository: Path,
) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))
    contracts = {one["id"]: one for one in project["tool"]["importlinter"]["contracts"]}

    for name, sources, forbidden in (
        ("no-packets", {"ng911risk_api", "ng911risk.store"}, {"ng911risk.lab", "scapy"}),
        ("checks-hold-no-socket", {"ng911risk.lab.checks"}, {"ng911risk.lab.door", "socket"}),
    ):
        contract = contracts[name]
        assert set(contract["source_modules"]) >= sources
        assert set(contract["forbidden_modules"]) >= forbidden
        assert not contract.keys() & {"ignore_imports", "allow_indirect_imports"}


def test_the_server_does_not_name_the_lab_in_any_other_way(repository: Path) -> None:
    named = {
        (name, node.value)
        for name, tree in _modules(repository, "api/ng911risk_api").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and ("ng911risk.lab" in node.value or "scapy" in node.value)
    }

    assert named == set()


def test_a_server_that_has_started_has_neither_the_lab_nor_scapy_in_memory() -> None:
    code = (
        "import sys, pkgutil, importlib, ng911risk_api\n"
        "for one in pkgutil.walk_packages(ng911risk_api.__path__, 'ng911risk_api.'):\n"
        "    if not one.name.endswith('__main__'): importlib.import_module(one.name)\n"
        "print([n for n in sys.modules if n.startswith(('ng911risk.lab', 'scapy'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stdout.strip() == "[]", done.stderr[-2000:]


def test_ceilings_are_what_was_promised() -> None:
    assert lab_model.PACKETS_PER_SECOND_MAX == 200
    assert lab_model.ADDRESSES_MAX == 256
    assert lab_model.HOURS_MAX == 24


# --- the rules themselves, each broken on purpose -----------------------------------------


def _messages(tree: ast.Module) -> list[str]:
    return escapes(tree, messages=True)


_BROKEN: dict[str, tuple[Callable[[ast.Module], list[str]], str]] = {
    "a socket": (opens_sockets, "import socket\nsocket.socket()"),
    "a socket by another name": (opens_sockets, "import socket as s\ns.fromfd(1, 2, 3)"),
    "a network library inside a function": (reaches_out, "def f():\n    import http.client"),
    "from a network library": (reaches_out, "from urllib.request import urlopen"),
    "a datagram": (sends_unasked, "def f(x):\n    x.sendto(b'', ('x', 1))"),
    "a datagram, asked too late": (sends_unasked, "def f(x, g):\n    x.send(1)\n    g.take()"),
    "a loop of frames": (sends_unasked, "def f(x):\n    while True:\n        x.send(b'')"),
    "scapy's send": (sends_by_scapy, "from scapy.sendrecv import sendp"),
    "scapy's send by way of a layer": (sends_by_scapy, "import scapy.layers.l2 as l2\nl2.sendp(1)"),
    "scapy's own attack": (sends_by_scapy, "from scapy.layers.l2 import arpcachepoison"),
    "all of scapy": (sends_by_scapy, "import scapy.all"),
    "a file": (escapes, "x = open('f')"),
    "a name for open": (escapes, "f = open"),
    "a hidden import": (escapes, "__import__('socket')"),
    "importlib": (escapes, "import importlib"),
    "the door": (escapes,
                 "from ng911risk.lab.door.sockets import UdpLine"),
    "by way of a class": (escapes, "().__class__.__mro__"),
    "a computed name": (escapes, "getattr(x, 'o' + 'pen')"),
    "a module inside another": (escapes,
                                "import dataclasses\ndataclasses.sys.exit()"),
    "the same, imported": (escapes, "from json import codecs"),
    "a name in a text": (escapes, "getattr(x, '__globals__')"),
    "a call on import": (runs_on_import, "import re\nre.sub('a', 'b', 'c')"),
    "a call in a class": (runs_on_import, "class A:\n    x = look()"),
    "a call in a default": (runs_on_import, "def f(x=look()):\n    pass"),
    "a decorator of one's own": (runs_on_import, "@look\ndef f():\n    pass"),
    "a call in a condition": (runs_on_import, "if look():\n    pass"),
    "a relative import": (escapes, "from ..door import wire"),
    "what enum has in it": (escapes, "import enum\nenum.bltns.exec('1')"),
    "the same, imported from it": (escapes, "from enum import bltns"),
    "the same, by way of re": (escapes, "import re\nre.enum.bltns"),
    "re, by another name": (escapes, "import re\nr = re"),
    "re, as something else": (escapes, "import re as r\nr.enum"),
    "sys, in collections": (escapes, "import collections\ncollections._sys"),
    "sys, imported from it": (escapes, "from collections import _sys"),
    "sys, in the abstract ones": (escapes, "from collections.abc import sys"),
    "the socket of a line": (escapes, "def look(t, line):\n    line._line.sendto(b'', t)"),
    "the same, in an own field": (escapes, "def f(self):\n    self._line._line.sendto(b'', 1)"),
    "the governor's limit": (escapes, "def look(t, w):\n    w._governor._limit = 10**9"),
    "the governor, by a pattern": (escapes, "match w:\n    case Door(_governor=g):\n        pass"),
    "a public field of the wire": (escapes, "def look(t, w):\n    w.packets_per_second = 10**9"),
    "another's constant": (escapes, "from ng911risk.lab import controls\ncontrols.PACE_S = 0"),
    "a module of ours as a bag": (escapes, "from ng911risk.lab.messages import sip\nsip.re"),
    "what ours imports": (escapes, "from ng911risk.lab.messages.sip import re"),
    "all checks": (escapes, "from ng911risk.lab.check import all_checks"),
    "importlib, in a module of ours": (escapes, "from ng911risk.lab.check import importlib"),
    "all of a module": (escapes, "from ng911risk.lab.check import *"),
    "eval": (escapes, "eval('1')"),
    "exec, as an attribute": (escapes, "x.exec('1')"),
    "compile": (escapes, "compile('1', '', 'eval')"),
    "compile of something else": (escapes, "x.compile('1')"),
    "getattr": (escapes, "getattr(x, 'y')"),
    "setattr": (escapes, "setattr(x, 'y', 1)"),
    "globals": (escapes, "globals()['x']"),
    "vars": (escapes, "vars(x)"),
    "type": (escapes, "type(x)"),
    "builtins": (escapes, "__builtins__['open']"),
    "the frame of a generator": (escapes, "x.gi_frame.f_globals"),
    "a text that reaches in": (escapes, "'{0._governor}'.format(w)"),
    "a call while it is imported": (escapes, "def f(): pass\nf()"),
    "one in a default": (escapes, "def f(): pass\ndef g(x=f()): pass"),
    "one in a class": (escapes, "class A:\n    x = f()"),
    "one by a decorator": (escapes, "@f\ndef g(): pass"),
    "one by a metaclass": (escapes, "class A(metaclass=f): pass"),
    "one by a hook": (escapes, "class A:\n    def __init_subclass__(cls): pass"),
    "a loop while it is imported": (escapes, "for x in y:\n    pass"),
    "who takes every no": (escapes, "def f():\n    try:\n        g()\n    except:\n        pass"),
    "who takes the door's no": (escapes, "try:\n    g()\nexcept (ValueError, Refused):\n    f"),
    "a message that logs to a file": (_messages, "import logging\nlogging.FileHandler('f')"),
    "a message that has os by way of scapy": (_messages,
                                              "import scapy.layers.l2\nscapy.layers.l2.os"),
    "a message that has a process": (_messages, "import subprocess"),
}  # fmt: skip


@pytest.mark.parametrize("name", _BROKEN)
def test_a_rule_sees_who_breaks_it(name: str) -> None:
    rule, source = _BROKEN[name]

    assert rule(ast.parse(source)) != []


def test_a_check_as_it_should_be_is_let_through() -> None:
    source = (
        "from __future__ import annotations\n"
        "import re\n"
        "from dataclasses import dataclass\n"
        "from ng911risk.lab.check import LabCheck, Refused\n"
        "from ng911risk.lab.messages import sip\n"
        "CHECK = LabCheck(id='X', kinds=frozenset())\n"
        "_WORD = re.compile('x')\n"
        "@dataclass(frozen=True)\nclass Facts:\n    x: int\n"
        "class Own:\n    def __init__(self, wire):\n        self._wire = wire\n"
        "    def ask(self):\n        return sip.status(self._wire.udp())\n"
        "def look(target, wire):\n    raise Refused('no')\n"
    )

    assert escapes(ast.parse(source)) == []


def test_who_asks_first_may_send() -> None:
    source = "def f(x, g):\n    g.take('x', 1)\n    x.sendto(b'', 1)"

    assert sends_unasked(ast.parse(source)) == []
