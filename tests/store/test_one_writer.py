from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ng911risk.errors import StoreError
from ng911risk.store.one_writer import OneWriter

HOLD = """
import sys
from pathlib import Path
from ng911risk.store.one_writer import OneWriter
with OneWriter(Path(sys.argv[1])).hold():
    sys.stdout.write("held")
    sys.stdout.flush()
    sys.stdin.read()
"""


def test_another_thread_waits_and_then_gives_up() -> None:
    writer = OneWriter(None, wait_s=0.05)
    refused: list[str] = []

    def second() -> None:
        try:
            with writer.hold():
                pass
        except StoreError as error:
            refused.append(str(error))

    with writer.hold():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    assert refused == ["Somebody else is writing to this database. Try again in a moment."]
    with writer.hold():
        pass


def test_another_process_keeps_this_one_out_until_it_ends(tmp_path: Path) -> None:
    lock_file = tmp_path / "store.lock"
    writer = OneWriter(lock_file, wait_s=0.05)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, lock_file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.read(4) == b"held"
        with pytest.raises(StoreError), writer.hold():
            pass
        other.communicate()

    with writer.hold():
        pass
