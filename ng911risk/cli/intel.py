"""``ng911risk intel``: what others say and what was seen here, for and from security teams."""

from __future__ import annotations

import typer

from ng911risk.cli import intel_feeds, intel_seen
from ng911risk.cli.examples import epilog

EXAMPLES = (
    "ng911risk intel import enterprise-attack.json known_exploited_vulnerabilities.json",
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
    ("import", intel_feeds.import_, intel_feeds.IMPORT_EXAMPLES),
    ("show", intel_feeds.show, intel_feeds.SHOW_EXAMPLES),
    ("forget", intel_feeds.forget, intel_feeds.FORGET_EXAMPLES),
    ("observe", intel_seen.observe, intel_seen.OBSERVE_EXAMPLES),
    ("seen", intel_seen.seen, intel_seen.SEEN_EXAMPLES),
    ("promote", intel_seen.promote, intel_seen.PROMOTE_EXAMPLES),
    ("withdraw", intel_seen.withdraw, intel_seen.WITHDRAW_EXAMPLES),
):
    app.command(_name, epilog=epilog(*_examples))(_command)
