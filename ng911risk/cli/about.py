"""``ng911risk version``: what is installed, to the digest of the catalogue."""

from __future__ import annotations

import platform

from ng911risk.cli.assessing import tool_version
from ng911risk.cli.console import say

EXAMPLES = ("ng911risk version",)


def version() -> None:
    """Print the version, the catalogue and the Python behind it."""
    from ng911risk.content import load_catalog

    catalog = load_catalog()
    say(f"ng911risk {tool_version()}")
    say(f"catalogue {catalog.version}, digest {catalog.digest}")
    say(f"Python {platform.python_version()} on {platform.system()}")
