"""One module per format of intelligence; each offers a `FORMAT` and is found by being here."""

from __future__ import annotations
