"""``ng911risk intel``: what others say and what was seen here, for and from security teams."""

from __future__ import annotations

import typer

from ng911risk.cli import intel_seen
from ng911risk.cli.examples import epilog

EXAMPLES = (
    "ng911risk intel observe trunk.pcap --inventory site.yaml -o seen.json",
    "ng911risk intel seen seen.json",
)

app = typer.Typer(
    help="Read captures and threat feeds; decide what others may be told.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=epilog(*EXAMPLES),
)


@app.callback()
def intel() -> None:
    """Read captures and threat feeds; decide what others may be told."""


for _name, _command, _examples in (
    ("observe", intel_seen.observe, intel_seen.OBSERVE_EXAMPLES),
    ("seen", intel_seen.seen, intel_seen.SEEN_EXAMPLES),
    ("promote", intel_seen.promote, intel_seen.PROMOTE_EXAMPLES),
    ("withdraw", intel_seen.withdraw, intel_seen.WITHDRAW_EXAMPLES),
):
    app.command(_name, epilog=epilog(*_examples))(_command)
