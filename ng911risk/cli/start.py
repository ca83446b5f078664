"""``ng911risk start``: an inventory from about 25 plain answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli.console import note, say
from ng911risk.cli.files import read_bytes, refuse_to_overwrite, write_bytes
from ng911risk.cli.writing import writer_for
from ng911risk.errors import NG911RiskError

if TYPE_CHECKING:
    from ng911risk.importers.start_answers import Answer
    from ng911risk.importers.start_questions import Question
    from ng911risk.model.inventory import Inventory

EXAMPLES = (
    "ng911risk start -o site.yaml",
    "ng911risk start -o site.yaml --save-answers answers.yaml",
    "ng911risk start --answers answers.yaml --template hosted -o site.yaml",
)


def start(
    answers: Annotated[
        Path | None, typer.Option(help="YAML file of answers; then nothing is asked.")
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(help="legacy, transitional, hosted or own-i3; else by your answers."),
    ] = None,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="Inventory to write: .yaml, .json or .xlsx."),
    ] = Path("site.yaml"),
    save_answers: Annotated[
        Path | None, typer.Option(help="Keep the answers too, to change them later.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that exist.")] = False,
) -> None:
    """
    Make an inventory from about 25 plain answers, in a quarter of an hour.

    Whatever you skip is assumed, marked as assumed, and widens the range of
    the result. Correct it later in the file that this writes.
    """
    from ng911risk.importers.start import build_inventory, read_answers

    write = writer_for(output, "--output")
    _check_template(template)
    for path in filter(None, (output, save_answers)):
        refuse_to_overwrite(path, force=force)
        _check_folder(path)
    given: Mapping[str, Answer]
    if answers:
        given = read_answers(read_bytes(answers), file=answers.name)
    else:
        given = _asked(save_answers)
    inventory = build_inventory(given, template)
    if save_answers:
        write_bytes(save_answers, answers_file(given))
        note(f"Written: {save_answers}")
    write_bytes(output, write(inventory))
    _tell(inventory, output)


def answers_file(answers: Mapping[str, Answer]) -> bytes:
    """Answers as the YAML file that ``--answers`` reads."""
    from ng911risk.importers.start_answers import AnswerFile
    from ng911risk.records import to_yaml

    return to_yaml(AnswerFile(answers=dict(answers)))


def _asked(save_answers: Path | None) -> Mapping[str, Answer]:
    """
    Ask every question; what was said so far is not lost when somebody stops.

    Raises:
        NG911RiskError: The answers ended early.
    """
    from ng911risk.importers.start import QUESTIONS

    say("Enter alone skips a question, 'unknown' is an answer, and ? says why it is asked.")
    given: dict[str, Answer] = {}
    try:
        for number, question in enumerate(QUESTIONS, start=1):
            say()
            answer = _answer_to(question, f"{number} of {len(QUESTIONS)}  ")
            if answer is not None:
                given[question.id] = answer
    except (EOFError, KeyboardInterrupt) as stop:
        kept = ""
        if save_answers and given:
            write_bytes(save_answers, answers_file(given))
            kept = f" What you said so far is in {save_answers}."
        if isinstance(stop, KeyboardInterrupt):
            note(kept.strip())
            raise
        raise NG911RiskError(f"The answers ended early; no inventory was made.{kept}") from None
    say()
    return given


def _answer_to(question: Question, count: str) -> Answer | None:
    """Ask until the answer fits; None when it was skipped."""
    from ng911risk.importers.start_answers import answer_to

    say(f"{count}{question.text}", style="bold")
    for line in _help_for(question):
        say(f"  {line}")
    while True:
        text = _read_line()
        if not text:
            return None
        if text == "?":
            say(f"  {question.why}")
            continue
        try:
            return answer_to(question, _picked(question, text))
        except ValueError as error:
            say(f"  {error}")


def _help_for(question: Question) -> Iterator[str]:
    """What may be answered, and what happens without an answer."""
    for number, choice in enumerate(question.choices, start=1):
        yield f"{number}  {choice.text}  ({choice.value})"
    words = "" if question.choices else ", ".join(question.allowed)
    assumed = f"else {question.default} is assumed" if question.default is not None else ""
    if words or assumed:
        yield "; ".join(filter(None, (words, assumed)))


def _picked(question: Question, text: str) -> str:
    """Word of the choice with the number `text`, or `text` itself."""
    if question.choices and text.isdecimal() and 1 <= int(text) <= len(question.choices):
        return question.choices[int(text) - 1].value
    return text


def _read_line() -> str:
    return input("> ").strip()


def _check_template(template: str | None) -> None:
    """
    Refuse a template that does not exist before anything is asked.

    Raises:
        typer.BadParameter: There is none of that name.
    """
    from ng911risk.importers.start import Template

    if template is not None and template not in set(Template):
        known = ", ".join(Template)
        raise typer.BadParameter(f"the templates are {known}", param_hint="--template")


def _check_folder(path: Path) -> None:
    """
    Refuse a place that cannot be written before anything is asked.

    Raises:
        NG911RiskError: There is no such folder, or the file is one.
    """
    if path.is_dir():
        raise NG911RiskError(f"{path} is a folder; name a file in it.")
    if not path.parent.is_dir():
        raise NG911RiskError(f"There is no folder {path.parent}.")


def _tell(inventory: Inventory, output: Path) -> None:
    note(
        f"Written: {output}: {len(inventory.assets)} lines; "
        f"{len(inventory.assumed)} fields are assumed until you confirm them."
    )
    note(f"Next: ng911risk assess {output} --out report")
