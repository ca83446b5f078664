"""
What a check, and what it says, may contain: a list of what is allowed, read from the source.

In goes a parsed module; out comes everything in it that is not on the list. A list of what is
forbidden can be got round: the standard library lies in the names of other modules.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

Names = Mapping[str, frozenset[str]]

_REPOSITORY = Path(__file__).parents[2]

_FROM: Names = {
    "__future__": frozenset({"annotations"}),
    "collections.abc": frozenset({"Callable", "Iterable", "Iterator", "Mapping", "Sequence"}),
    "contextlib": frozenset({"ExitStack", "contextmanager"}),
    "dataclasses": frozenset({"dataclass", "field", "replace"}),
    "enum": frozenset({"IntEnum", "StrEnum"}),
    "ipaddress": frozenset({"IPv4Address", "IPv6Address", "ip_address"}),
    "types": frozenset({"MappingProxyType"}),
    "typing": frozenset({"Any", "Final", "Literal", "Protocol", "Self"}),
}
_WHOLE: Names = {
    "re": frozenset({"IGNORECASE", "MULTILINE", "compile", "escape", "findall", "match", "search"}),
    "secrets": frozenset({"randbelow", "randbits", "token_bytes", "token_hex"}),
    "struct": frozenset({"Struct", "pack", "unpack", "unpack_from"}),
}

# What messages need beyond that: scapy and cryptography as builders and readers of bytes.
_MESSAGES_FROM: Names = {
    **_FROM,
    "typing": _FROM["typing"] | {"TYPE_CHECKING"},
    "cryptography": frozenset({"x509"}),
    "cryptography.exceptions": frozenset({"UnsupportedAlgorithm"}),
    "cryptography.hazmat.primitives.asymmetric": frozenset({"ec", "ed25519", "ed448", "rsa"}),
    "cryptography.utils": frozenset({"CryptographyDeprecationWarning"}),
    "scapy.layers.tls": frozenset({"extensions", "handshake", "keyexchange_tls13", "record"}),
}
_MESSAGES_WHOLE: Names = {
    **_WHOLE,
    "logging": frozenset({"CRITICAL", "getLogger"}),
    "warnings": frozenset({"catch_warnings", "simplefilter"}),
}
_SCAPY = {"scapy.layers.inet", "scapy.layers.inet6", "scapy.layers.l2"}

# Rooms of ours that may be named; of each module what is defined in it, not what it imports.
_OURS = (
    "ng911risk.errors", "ng911risk.lab.check", "ng911risk.lab.checks", "ng911risk.lab.controls",
    "ng911risk.lab.exchanges", "ng911risk.lab.messages", "ng911risk.model",
)  # fmt: skip
_NOT_OURS = {"all_checks"}

_FORBIDDEN = {
    "breakpoint", "compile", "delattr", "dir", "eval", "exec", "exit", "getattr", "globals",
    "hasattr", "help", "input", "locals", "memoryview", "open", "print", "quit", "setattr",
    "type", "vars",
}  # fmt: skip
_FORBIDDEN_ATTRIBUTES = _FORBIDDEN | {
    "ag_frame", "bltns", "builtins", "conf", "connect", "connect_ex", "cr_frame", "f_builtins",
    "f_globals", "f_locals", "gi_code", "gi_frame", "modules", "mro", "sendall", "sendmsg",
    "sendp", "sendto", "tb_frame",
}  # fmt: skip
# Names of fields that are names of modules as well.
_FIELDS = {"code", "http", "profile"}

_CALLED_ON_IMPORT = {
    "Answer", "Burst", "CallFacts", "LabCheck", "MappingProxyType", "Origin", "Question", "Words",
    "bytes", "bytes.fromhex", "contextmanager", "dataclass", "field", "frozenset", "len",
    "malformed.malformed", "property", "range", "re.compile", "struct.Struct", "sum",
}  # fmt: skip
_DECORATORS = {"classmethod", "contextmanager", "dataclass", "property", "staticmethod"}
_OWN_METHODS = {"__init__"}
_SWALLOW_ALL = {"BaseException", "Exception", "Refused"}


def escapes(tree: ast.Module, *, messages: bool = False) -> list[str]:
    """Everything in a module that a check, or with `messages` a message, may not contain."""
    taken = _Taken(messages=messages)
    found = [one for node in ast.walk(tree) for one in taken.imported(node)]
    bases = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        found += _words(node)
        found += taken.used(node, bases)
    return found + [one for part in _on_import(tree.body) for one in _calls_on_import(part)]


class _Taken:
    """What a module imports, and what it does with it."""

    def __init__(self, *, messages: bool) -> None:
        self._from, self._whole = (_MESSAGES_FROM, _MESSAGES_WHOLE) if messages else (_FROM, _WHOLE)
        self._scapy = _SCAPY if messages else set()
        self._modules: dict[str, frozenset[str]] = {}

    def imported(self, node: ast.AST) -> Iterator[str]:
        """Imports that are not on the list; remembers the names of modules."""
        match node:
            case ast.Import(names=names):
                for one in names:
                    if one.name in self._whole:
                        self._modules[one.asname or one.name] = self._whole[one.name]
                    elif one.name not in self._scapy or one.asname:
                        yield f"import {one.name}"
            case ast.ImportFrom(module=module, names=names, level=level):
                for one in names:
                    if level or not self._may_take(module or "", one):
                        yield f"from {'.' * level}{module or ''} import {one.name}"

    def _may_take(self, module: str, one: ast.alias) -> bool:
        if module in self._from:
            return one.name in self._from[module]
        if not _is_ours(module) or one.name in _NOT_OURS or one.name.startswith("_"):
            return False
        inner = f"{module}.{one.name}"
        if _file(inner) is not None:
            self._modules[one.asname or one.name] = _defined(inner)
            return _is_ours(inner)
        return one.name in _defined(module)

    def used(self, node: ast.AST, bases: set[int]) -> Iterator[str]:
        """A module as a value, and what is taken out of it that is not on the list."""
        match node:
            case ast.Name(id=name) if name in self._modules and id(node) not in bases:
                yield f"{name}, a module, as a value"
            case ast.Attribute(value=ast.Name(id=name), attr=part) if name in self._modules:
                if part not in self._modules[name]:
                    yield f"{name}.{part}"
            case ast.Attribute(attr=part) if part in _FORBIDDEN_ATTRIBUTES:
                yield f".{part}"


def _words(node: ast.AST) -> Iterator[str]:
    """Names, attributes and texts that are on no list."""
    match node:
        case ast.Name(id=name) if name in _FORBIDDEN or name.startswith("__"):
            yield name
        case ast.Attribute():
            yield from _attribute(node)
        case ast.MatchClass(kwd_attrs=names):
            yield from (f".{one}" for one in names if one.startswith("_"))
        case ast.Constant(value=str(text)) if re.search(r"__\w+__|[{.]_\w", text):
            yield text
        case ast.FunctionDef(name=name) if name.startswith("__") and name not in _OWN_METHODS:
            yield f"def {name}"
        case ast.AsyncFunctionDef() | ast.Await() | ast.Global() | ast.Nonlocal():
            yield type(node).__name__
        case ast.ExceptHandler(type=kind):
            yield from _caught(kind)


def _attribute(node: ast.Attribute) -> Iterator[str]:
    name, inside = node.attr, isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
    if name.startswith("__") or (name.startswith("_") and not inside):
        yield f".{name}"
    if name in sys.stdlib_module_names - _FIELDS:
        yield f".{name}"
    if not isinstance(node.ctx, ast.Load) and not inside:
        yield f"a change of .{name}"


def _caught(kind: ast.expr | None) -> Iterator[str]:
    """Handlers that would take what the wire refuses."""
    if kind is None:
        yield "except"
        return
    names = {one.id for one in ast.walk(kind) if isinstance(one, ast.Name)}
    yield from (f"except {one}" for one in sorted(names & _SWALLOW_ALL))


def _on_import(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Everything that runs while the module is imported."""
    for node in body:
        match node:
            case ast.FunctionDef(args=args):
                yield from _decorated(node)
                yield from (*args.defaults, *(one for one in args.kw_defaults if one is not None))
            case ast.ClassDef(body=inner, bases=bases, keywords=keywords):
                yield from _decorated(node)
                yield from (*bases, *keywords)
                yield from _on_import(inner)
            case _:
                yield node


def _decorated(node: ast.FunctionDef | ast.ClassDef) -> Iterator[ast.AST]:
    for one in node.decorator_list:
        if not (isinstance(one, ast.Name) and one.id in _DECORATORS):
            yield one if isinstance(one, ast.Call) else ast.Call(one, [], [])


def _calls_on_import(part: ast.AST) -> Iterator[str]:
    allowed = ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign | ast.Pass | ast.Expr
    if isinstance(part, ast.If):
        if ast.unparse(part.test) != "TYPE_CHECKING":
            yield "if, on import"
    elif isinstance(part, ast.stmt) and not isinstance(part, allowed):
        yield f"{type(part).__name__}, on import"
    for node in ast.walk(part):
        if isinstance(node, ast.Call) and ast.unparse(node.func) not in _CALLED_ON_IMPORT:
            yield f"{ast.unparse(node.func)}(), on import"
        if isinstance(node, ast.keyword) and node.arg == "metaclass":
            yield "a metaclass"


# --- our own modules --------------------------------------------------------------------


def _is_ours(module: str) -> bool:
    return any(module == one or module.startswith(f"{one}.") for one in _OURS)


def _file(module: str) -> Path | None:
    """Its file in the checkout; None: there is no such module."""
    path = _REPOSITORY.joinpath(*module.split("."))
    for one in (path.with_suffix(".py"), path / "__init__.py"):
        if one.is_file():
            return one
    return None


@cache
def _defined(module: str) -> frozenset[str]:
    """Names that a module of ours defines itself, at its top."""
    file = _file(module)
    tree = ast.parse(file.read_text("utf-8")) if file else ast.Module(body=[], type_ignores=[])
    found: set[str] = set()
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
            case ast.Assign(targets=targets):
                found |= {
                    one.id
                    for target in targets
                    for one in ast.walk(target)
                    if isinstance(one, ast.Name)
                }
    return frozenset(name for name in found if not name.startswith("_"))
