"""``ng911risk lab``: check a lab network, judge captures, and turn claims into evidence."""

from __future__ import annotations

import typer

from ng911risk.cli import lab_capacity, lab_checks, lab_pcap, lab_run, lab_scope, lab_verify
from ng911risk.cli.examples import epilog

EXAMPLES = (
    "ng911risk lab checks",
    "ng911risk lab authorise --draft -o scope.yaml",
    "ng911risk lab pcap call.pcap --zone esinet",
)

_HELP = """
Check a lab network, judge captures: claims become evidence.

Nothing is sent without a scope that somebody signed, and never near real calls: only into private
networks, few packets, and a dry run unless you say --go.
"""

app = typer.Typer(
    help=_HELP,
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=epilog(*EXAMPLES),
)


@app.callback()
def lab() -> None:
    """Check a lab network, judge captures: claims become evidence."""


for _name, _command, _examples in (
    ("checks", lab_checks.checks, lab_checks.EXAMPLES),
    ("authorise", lab_scope.authorise, lab_scope.AUTHORISE_EXAMPLES),
    ("beacon", lab_scope.beacon, lab_scope.BEACON_EXAMPLES),
    ("targets", lab_scope.targets, lab_scope.TARGETS_EXAMPLES),
    ("run", lab_run.run, lab_run.EXAMPLES),
    ("verify", lab_verify.verify, lab_verify.EXAMPLES),
    ("pcap", lab_pcap.pcap, lab_pcap.EXAMPLES),
    ("capacity", lab_capacity.capacity, lab_capacity.EXAMPLES),
):
    app.command(_name, epilog=epilog(*_examples))(_command)
