"""
Nothing leaves but through the door, read from the source itself.

Import contracts see modules, not calls: here every file of both packages is parsed. What may
open a connection stands in a table, each with its reason.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from ng911risk.model import lab as lab_model

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

# What a check, and what it says, may import: a list of what is allowed, not of what is not.
_CHECKS_IMPORT = {
    "__future__", "base64", "binascii", "collections", "contextlib", "dataclasses", "datetime",
    "enum", "functools", "hashlib", "ipaddress", "itertools", "json", "math", "re",
    "secrets", "statistics", "string", "struct", "types", "typing", "zlib",
    "ng911risk.errors", "ng911risk.lab.check", "ng911risk.lab.checks", "ng911risk.lab.controls",
    "ng911risk.lab.exchanges", "ng911risk.lab.messages", "ng911risk.model",
}  # fmt: skip
_MESSAGES_IMPORT = _CHECKS_IMPORT | {"cryptography", "logging", "scapy.layers", "warnings"}
# Modules of the standard library lie in the names of others: dataclasses.sys is sys.
_BY_WAY_OF = {
    "_socket", "_thread", "builtins", "codecs", "ctypes", "importlib", "io", "multiprocessing",
    "os", "pathlib", "posix", "select", "selectors", "shutil", "socket", "ssl", "subprocess",
    "sys", "tempfile", "threading",
}  # fmt: skip
_FORBIDDEN_NAMES = {
    "__builtins__", "__import__", "__loader__", "__spec__", "breakpoint", "compile", "delattr",
    "eval", "exec", "exit", "globals", "input", "locals", "open", "print", "quit", "setattr",
    "vars",
}  # fmt: skip
_FORBIDDEN_ATTRIBUTES = {
    "__bases__", "__base__", "__builtins__", "__code__", "__dict__", "__globals__", "__loader__",
    "__mro__", "__spec__", "__subclasses__", "f_globals", "gi_frame", "modules", "open",
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


def escapes(tree: ast.Module, allowed: set[str]) -> list[str]:
    """How a module could get at files, processes, sockets or other modules."""
    names = list(_imports(tree))
    found = [name for name in names if not _within(name, allowed)]
    found += [name for name in names if name.rpartition(".")[2] in _BY_WAY_OF]
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in _FORBIDDEN_NAMES:
                found.append(name)
            case ast.Attribute(attr=name) if name in _FORBIDDEN_ATTRIBUTES | _BY_WAY_OF:
                found.append(name)
            case ast.Constant(value=str(text)) if re.search(r"__[a-z]+__", text):
                found.append(text)
            case ast.Call(func=ast.Name(id="getattr"), args=[_, asked, *_]):
                if not isinstance(asked, ast.Constant):
                    found.append("getattr of what is not written down")
    return found


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


@pytest.mark.parametrize(
    ("folder", "allowed"),
    [
        ("ng911risk/lab/checks", _CHECKS_IMPORT),
        ("ng911risk/lab/exchanges", _CHECKS_IMPORT),
        ("ng911risk/lab/messages", _MESSAGES_IMPORT),
    ],
)
def test_a_check_reaches_nothing_but_its_wire(
    repository: Path, folder: str, allowed: set[str]
) -> None:
    modules = _modules(repository, folder)
    wrong = {name: found for name, tree in modules.items() if (found := escapes(tree, allowed))}

    assert len(modules) > 2
    assert wrong == {}


def test_the_controls_reach_nothing_but_their_wire(repository: Path) -> None:
    tree = _parsed(repository / "ng911risk/lab/controls.py")

    assert escapes(tree, _CHECKS_IMPORT) == []


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
    "a file": (lambda tree: escapes(tree, _CHECKS_IMPORT), "x = open('f')"),
    "a name for open": (lambda tree: escapes(tree, _CHECKS_IMPORT), "f = open"),
    "a hidden import": (lambda tree: escapes(tree, _CHECKS_IMPORT), "__import__('socket')"),
    "importlib": (lambda tree: escapes(tree, _CHECKS_IMPORT), "import importlib"),
    "the door": (lambda tree: escapes(tree, _CHECKS_IMPORT),
                 "from ng911risk.lab.door.sockets import UdpLine"),
    "by way of a class": (lambda tree: escapes(tree, _CHECKS_IMPORT), "().__class__.__mro__"),
    "a computed name": (lambda tree: escapes(tree, _CHECKS_IMPORT), "getattr(x, 'o' + 'pen')"),
    "a module inside another": (lambda tree: escapes(tree, _CHECKS_IMPORT),
                                "import dataclasses\ndataclasses.sys.exit()"),
    "the same, imported": (lambda tree: escapes(tree, _CHECKS_IMPORT), "from json import codecs"),
    "a name in a text": (lambda tree: escapes(tree, _CHECKS_IMPORT), "getattr(x, '__globals__')"),
    "a relative import": (lambda tree: escapes(tree, _CHECKS_IMPORT), "from ..door import wire"),
}  # fmt: skip


@pytest.mark.parametrize("name", _BROKEN)
def test_a_rule_sees_who_breaks_it(name: str) -> None:
    rule, source = _BROKEN[name]

    assert rule(ast.parse(source)) != []


def test_who_asks_first_may_send() -> None:
    source = "def f(x, g):\n    g.take('x', 1)\n    x.sendto(b'', 1)"

    assert sends_unasked(ast.parse(source)) == []
