"""Evidence is kept packed, read back to the letter, and gone without a trace when it is destroyed."""

import sqlite3
from pathlib import Path

import pytest

from orchestration.ledger.evidence import hash_of_evidence, open_evidence

CONTENT = '{"name": "Zoë Ángel-Øster", "why": [' + ", ".join(f'"element {place} is met"' for place in range(900)) + "]}"
BEFORE = """
create table evidence (
    evidence_hash text not null, line_id text not null, content text not null, primary key (line_id, evidence_hash)
) strict
"""


def test_what_is_kept_is_read_to_the_letter_and_takes_less_room(tmp_path: Path) -> None:
    file = tmp_path / "evidence.sqlite"
    with open_evidence(file) as evidence:
        for place in range(200):
            assert evidence.keep(f"line {place}", CONTENT) == hash_of_evidence(CONTENT)
            evidence.keep(f"line {place}", CONTENT)
    with open_evidence(file) as evidence:
        assert {evidence.read(f"line {place}", hash_of_evidence(CONTENT)) for place in range(200)} == {CONTENT}
        assert evidence.read("line 0", hash_of_evidence("another")) is None
    assert file.stat().st_size < 200 * len(CONTENT) / 4


def test_a_file_begun_before_contents_were_packed_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "evidence.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute(BEFORE)
        connection.execute("insert into evidence values (?, 'older', ?)", (hash_of_evidence(CONTENT), CONTENT))
    with open_evidence(file) as evidence:
        evidence.keep("newer", CONTENT)
        assert [evidence.read(line, hash_of_evidence(CONTENT)) for line in ("older", "newer")] == [CONTENT, CONTENT]


@pytest.mark.parametrize("is_older", [False, True])
def test_nothing_of_what_was_destroyed_is_left_in_the_file(tmp_path: Path, is_older: bool) -> None:
    file = tmp_path / "evidence.sqlite"
    with sqlite3.connect(file) as connection:
        if is_older:
            connection.execute(BEFORE)
    with open_evidence(file) as evidence:
        for line in ("stays", "goes"):
            evidence.keep(line, CONTENT.replace("Zoë", line))
    with sqlite3.connect(file) as connection:
        ((told,),) = connection.execute("select content from evidence where line_id = 'goes'").fetchall()
    # (What the first 60 bytes of a packed text are, nobody else's are: the name stands in them.)
    needle = told.encode()[:60] if isinstance(told, str) else told[:60]
    assert needle in file.read_bytes()
    with open_evidence(file) as evidence:
        assert evidence.destroy("goes") == 1
        assert evidence.read("stays", hash_of_evidence(CONTENT.replace("Zoë", "stays"))) is not None
    assert needle not in file.read_bytes()
