"""The command tree: which commands there are, in the order a newcomer meets them."""

from __future__ import annotations

import typer
from typer import rich_utils

from ng911risk.cli import (
    about,
    assess,
    audit,
    backup,
    catalog,
    check,
    content,
    convert,
    demo,
    explain,
    export,
    graph,
    graph_cuts,
    graph_paths,
    intel,
    lab,
    people,
    plan,
    replay,
    report,
    schema,
    serve,
    sign,
    site,
    start,
    template,
    tokens,
    verify,
)
from ng911risk.cli.console import coloured
from ng911risk.cli.examples import epilog
from ng911risk.cli.guard import GuardedGroup

_DESCRIBE = "Describe your centre"
_ASSESS = "Assess it"
_LOOK_UP = "Look things up"
_LOOK_AFTER = "Look after assessments"

app = typer.Typer(
    cls=GuardedGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=epilog(
        "ng911risk demo --out demo-out        look at made-up centres",
        "ng911risk start -o site.yaml         describe yours in about 25 answers",
        "ng911risk assess site.yaml --out report",
    ),
)


@app.callback()
def ng911risk() -> None:
    """
    Work out how a 9-1-1 centre could be stopped, and what to do first.

    Everything stays on this machine. An inventory and its report describe
    how to hurt an emergency service: keep them as you would keep the keys.
    """
    _calm_colours()


def _calm_colours() -> None:
    """Help that can be read on dark and light terminals; no colour at all where unwelcome."""
    rich_utils.STYLE_HELPTEXT = ""
    rich_utils.STYLE_OPTION_DEFAULT = ""
    rich_utils.STYLE_REQUIRED_LONG = "red"
    if not coloured():
        rich_utils.COLOR_SYSTEM = None


_calm_colours()

for _panel, _name, _module, _command in (
    (_DESCRIBE, "start", start, start.start),
    (_DESCRIBE, "template", template, template.template),
    (_DESCRIBE, "check", check, check.check),
    (_DESCRIBE, "convert", convert, convert.convert),
    (_ASSESS, "assess", assess, assess.assess),
    (_ASSESS, "explain", explain, explain.explain),
    (_ASSESS, "plan", plan, plan.plan),
    (_ASSESS, "report", report, report.report),
    (_ASSESS, "export", export, export.export),
    (_ASSESS, "replay", replay, replay.replay),
    (_ASSESS, "demo", demo, demo.demo),
    (_LOOK_AFTER, "serve", serve, serve.serve),
    (_LOOK_AFTER, "sign", sign, sign.sign),
    (_LOOK_AFTER, "verify", verify, verify.verify),
    (_LOOK_AFTER, "backup", backup, backup.backup),
    (_LOOK_UP, "schema", schema, schema.schema),
    (_LOOK_UP, "version", about, about.version),
):
    app.command(_name, rich_help_panel=_panel, epilog=epilog(*_module.EXAMPLES))(_command)

app.command("restore", rich_help_panel=_LOOK_AFTER, epilog=epilog(*backup.RESTORE_EXAMPLES))(
    backup.restore
)
app.add_typer(site.app, name="site", rich_help_panel=_LOOK_AFTER)
app.add_typer(intel.app, name="intel", rich_help_panel=_LOOK_AFTER)
app.add_typer(lab.app, name="lab", rich_help_panel=_ASSESS)
app.add_typer(audit.app, name="audit", rich_help_panel=_LOOK_AFTER)
app.add_typer(tokens.app, name="token", rich_help_panel=_LOOK_AFTER)
app.add_typer(people.app, name="people", rich_help_panel=_LOOK_AFTER)
app.add_typer(catalog.app, name="catalog", rich_help_panel=_LOOK_UP)
app.add_typer(content.app, name="content", rich_help_panel=_LOOK_UP)
graph.app.command("cuts", epilog=epilog(*graph_cuts.EXAMPLES))(graph_cuts.cuts)
graph.app.command("paths", epilog=epilog(*graph_paths.EXAMPLES))(graph_paths.paths)
app.add_typer(graph.app, name="graph", rich_help_panel=_LOOK_UP)
