"""Accepts TCP on every port named and hangs up: ``python listeners.py ADDRESS PORT...``."""

from __future__ import annotations

import asyncio
import sys


async def _hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def main(address: str, *ports: str) -> None:
    """Listen until killed."""
    servers = [await asyncio.start_server(_hang_up, address, int(port)) for port in ports]
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
