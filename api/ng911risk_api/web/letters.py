"""Words to copy into a mail when questions go to somebody."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from ng911risk.questionnaire.asking import Ask
from ng911risk_api.web.render import day

BY_LINK: Final = (
    "No account is needed. What you answer is saved as you go, and you can come back. "
    "The link is for you; please do not pass it on outside your organisation."
)
BY_FILE: Final = (
    "Please open the attached file in a web browser. It works without a network and sends "
    "nothing by itself: save your answers with the button at its end, and mail back the file "
    "that it saves."
)


def first_letter(ask: Ask, *, centre: str, asker: str, how: str) -> str:
    """
    Letter that goes with a link or a file.

    Args:
        ask: What is asked.
        centre: Name of the site.
        asker: Who signs.
        how: What to open, `BY_LINK` after the address or `BY_FILE`.
    """
    count = len(ask.questions)
    what = "One question is for you." if count == 1 else f"{count} questions are for you."
    note = f"{ask.note}\n\n" if ask.note else ""
    return (
        f"Hello {ask.to_name},\n\n{centre} is checking how its 9-1-1 service could be stopped. "
        f"{what} Please answer by {day(ask.expires_at)}.\n\n{note}{how}\n\n"
        f'"I don\'t know" is a good answer: it says whom to ask next.\n\nThank you\n{asker}\n'
    )


def reminder(ask: Ask, *, centre: str, asker: str, replied: int) -> str:
    """Letter that reminds of what was sent; it has no link, as that is shown only once."""
    count = len(ask.questions)
    return (
        f"Hello {ask.to_name},\n\non {day(ask.at)} I sent you {count} "
        f"{'question' if count == 1 else 'questions'} from {centre}; {replied} of them "
        f"{'is' if replied == 1 else 'are'} answered so far. Please use the link or the file that "
        f"I sent then, until {day(ask.expires_at)}. If you no longer have it, tell me and I send "
        f"it again.\n\nThank you\n{asker}\n"
    )


def mailto(subject: str, text: str) -> str:
    """Address that opens a mail with these words."""
    return f"mailto:?subject={quote(subject)}&body={quote(text)}"
