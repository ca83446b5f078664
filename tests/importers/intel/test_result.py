from __future__ import annotations

from ng911risk.importers.intel.result import line


def test_a_text_becomes_one_short_line_without_hidden_characters() -> None:
    assert line(" a\n b\tc ") == "a b c"
    assert line("a\u202eb\x1bc") == "a\\u202eb\\u001bc"
    assert line("e\u0301") == "\u00e9"
    assert len(line("x" * 1000)) == 300
