"""A location service as an `Element`: a front that may refuse or limit, and a parser behind it."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import ClientIdentity, Target
from ng911risk.model.kinds import AssetKind
from tests.lab.element import Element, context, http_answer
from tests.lab.fake_wire import target
from tests.lab_network.servers import location


@dataclass
class Front:
    """What stands before the parser."""

    strict: bool = True
    """Whether the parser refuses what it should."""

    only: frozenset[ClientIdentity | None] = frozenset({*ClientIdentity, None})
    """Who is served; None: who comes without TLS. Others get 400."""

    limit: int | None = None
    """After so many good answers it says 429, until it is waited for."""

    closes: bool = False
    """Whether it ends every connection after an answer."""

    largest: int = 1_000_000
    """Longest body that it takes, in bytes."""

    asked: int = 0

    def says(self, data: bytes, client: ClientIdentity | None) -> bytes:
        """What comes back."""
        self.asked += 1
        if client not in self.only:
            return self._answer(400, "no certificate was sent")
        if self.limit is not None and self.asked > self.limit:
            return self._answer(429, "")
        body = data.partition(b"\r\n\r\n")[2]
        if len(body) > self.largest:
            return self._answer(413, "")
        status, _, text = location.answer(body, strict=self.strict)
        return self._answer(status, text)

    def _answer(self, status: int, text: str) -> bytes:
        return http_answer(status, text, closes=self.closes)

    def element(self, *, clear: bool = False) -> Element:
        """Port 443 with TLS, and port 80 without where it is `clear`."""
        return Element(
            clear=frozenset({80} if clear else ()), secure={443: context()}, says=self.says
        )


def ecrf(**fields: object) -> Target:
    """A target that answers LoST at the usual ports."""
    about: dict[str, object] = {"kind": AssetKind.ECRF, "sip": None, "http": 80, "https": 443}
    return target(**(about | fields))  # type: ignore[arg-type]  # as a test wants
