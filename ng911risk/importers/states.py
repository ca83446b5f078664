"""States and territories of the United States: what people write -> the two letters."""

from __future__ import annotations

from typing import Final

_NAMES: Final = (
    "AL Alabama;AK Alaska;AZ Arizona;AR Arkansas;CA California;CO Colorado;CT Connecticut;"
    "DE Delaware;DC District of Columbia;FL Florida;GA Georgia;HI Hawaii;ID Idaho;IL Illinois;"
    "IN Indiana;IA Iowa;KS Kansas;KY Kentucky;LA Louisiana;ME Maine;MD Maryland;"
    "MA Massachusetts;MI Michigan;MN Minnesota;MS Mississippi;MO Missouri;MT Montana;"
    "NE Nebraska;NV Nevada;NH New Hampshire;NJ New Jersey;NM New Mexico;NY New York;"
    "NC North Carolina;ND North Dakota;OH Ohio;OK Oklahoma;OR Oregon;PA Pennsylvania;"
    "RI Rhode Island;SC South Carolina;SD South Dakota;TN Tennessee;TX Texas;UT Utah;"
    "VT Vermont;VA Virginia;WA Washington;WV West Virginia;WI Wisconsin;WY Wyoming;"
    "AS American Samoa;GU Guam;MP Northern Mariana Islands;PR Puerto Rico;VI Virgin Islands"
)
_LETTERS: Final = {
    name.casefold(): letters
    for letters, _, name in (one.partition(" ") for one in _NAMES.split(";"))
}


def letters_of(text: str) -> str:
    """Two letters of a state: ``Kansas`` and ``ks`` are ``KS``; what is none stays as it is."""
    words = " ".join(text.replace(".", "").casefold().split()).removeprefix("state of ")
    if words.upper() in _LETTERS.values():
        return words.upper()
    return _LETTERS.get(words, text)
