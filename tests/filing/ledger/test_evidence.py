"""Evidence is kept packed, read back to the letter, and gone without a trace when it is destroyed."""

import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.filing.ledger.evidence import Evidence, hash_evidence, open_evidence

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
            assert evidence.keep(f"line {place}", CONTENT) == hash_evidence(CONTENT)
            evidence.keep(f"line {place}", CONTENT)
    with open_evidence(file) as evidence:
        assert {evidence.read(f"line {place}", hash_evidence(CONTENT)) for place in range(200)} == {CONTENT}
        assert evidence.read("line 0", hash_evidence("another")) is None
    assert file.stat().st_size < 200 * len(CONTENT) / 4


def test_a_file_begun_before_contents_were_packed_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "evidence.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute(BEFORE)
        connection.execute("insert into evidence values (?, 'older', ?)", (hash_evidence(CONTENT), CONTENT))
    with open_evidence(file) as evidence:
        evidence.keep("newer", CONTENT)
        assert [evidence.read(line, hash_evidence(CONTENT)) for line in ("older", "newer")] == [CONTENT, CONTENT]


class Stopped(BaseException):
    """As if the process were killed there."""


def times_written(file: Path) -> int:
    """How often the file was written to, as its head counts it."""
    return int.from_bytes(file.read_bytes()[24:28])


def test_of_many_lines_the_file_is_rewritten_once(tmp_path: Path) -> None:
    file = tmp_path / "evidence.sqlite"
    with open_evidence(file) as evidence:
        for place in range(40):
            evidence.keep(f"line {place}", CONTENT.replace("Zoë", f"Zoë {place}"))
            evidence.keep(f"line {place}", "words of its own")
    before = times_written(file)
    with open_evidence(file) as evidence:
        assert evidence.destroy(f"line {place}" for place in range(1, 40)) == 78
    assert times_written(file) - before == 2, "once to delete, once to rewrite"
    with open_evidence(file) as evidence:
        assert evidence.read("line 0", hash_evidence(CONTENT.replace("Zoë", "Zoë 0"))) is not None
        assert list(evidence.is_as_it_was_kept().values()) == [True, True]


class DiesBeforeItRewrites:
    """A connection to a file of evidence whose process is killed as it comes to rewriting the file."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.execute("pragma secure_delete = off")

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)

    def execute(self, statement: str, *values: object) -> object:
        if statement == "vacuum":
            raise Stopped
        return self._connection.execute(statement, *values)


def test_killed_before_the_file_is_rewritten_the_order_given_again_leaves_no_trace(tmp_path: Path) -> None:
    file = tmp_path / "evidence.sqlite"
    with open_evidence(file) as evidence:
        for line in ("stays", "goes", "goes too"):
            evidence.keep(line, CONTENT.replace("Zoë", line))
    with sqlite3.connect(file) as connection:
        rows = connection.execute("select content from evidence where line_id like 'goes%'").fetchall()
    needles = [row[0][:60] for row in rows]
    with pytest.raises(Stopped):
        Evidence(DiesBeforeItRewrites(file)).destroy(["goes", "goes too"])  # type: ignore[arg-type]
    assert any(needle in file.read_bytes() for needle in needles), "no file system promises more"
    with open_evidence(file) as evidence:
        assert list(evidence.is_as_it_was_kept()) == [("stays", hash_evidence(CONTENT.replace("Zoë", "stays")))]
        assert evidence.destroy(["goes", "goes too"]) == 0
    assert not any(needle in file.read_bytes() for needle in needles)


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
        assert evidence.destroy(["goes"]) == 1
        assert evidence.read("stays", hash_evidence(CONTENT.replace("Zoë", "stays"))) is not None
    assert needle not in file.read_bytes()


def texts(count: int, stops_at: int = 10_000) -> Iterator[tuple[str, str]]:
    for place in range(count):
        if place == stops_at:
            raise Stopped
        yield f"line {place}", CONTENT.replace("Zoë", f"Zoë {place}")


def test_what_was_prepared_stands_though_the_command_ended_in_the_middle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.filing.ledger.evidence.AT_A_TIME", 3)
    file = tmp_path / "evidence.sqlite"
    with pytest.raises(Stopped), open_evidence(file) as evidence:
        evidence.prepare("run 1", texts(10, stops_at=8))
    with open_evidence(file) as evidence:
        assert sorted(evidence.prepared("run 1")) == [f"line {place}" for place in range(6)], "two times three"
        assert evidence.prepared("run 2") == {}
        evidence.prepare("run 1", list(texts(10))[6:])
        kept = evidence.prepared("run 1")
        assert kept == {line: hash_evidence(content) for line, content in texts(10)}
        assert {evidence.read(line, kept[line]) for line in kept} == {content for _, content in texts(10)}


def test_what_was_prepared_of_something_else_is_told_and_can_be_discarded(tmp_path: Path) -> None:
    file = tmp_path / "evidence.sqlite"
    with open_evidence(file) as evidence:
        evidence.prepare("run 1", texts(3))
        ((first, its_hash), *others) = evidence.find_outdated("run 2")
        assert (first, len(others), evidence.find_outdated("run 1")) == ("line 0", 2, [])
        evidence.discard(first, its_hash)
        assert evidence.read(first, its_hash) is None and sorted(evidence.prepared("run 1")) == ["line 1", "line 2"]
        evidence.forget_prepared(["line 1", "unknown"])
        assert list(evidence.prepared("run 1")) == ["line 2"] and evidence.read(*others[0]) is not None
        evidence.destroy(["line 2"])
        assert evidence.prepared("run 1") == {}


def test_each_content_is_said_to_be_what_its_hash_says_or_not(tmp_path: Path) -> None:
    file = tmp_path / "evidence.sqlite"
    with open_evidence(file) as evidence:
        hashes = [evidence.keep(line, CONTENT.replace("Zoë", line)) for line in ("whole", "other", "torn")]
    with sqlite3.connect(file) as connection:
        connection.execute("update evidence set content = ? where line_id = 'other'", (zlib.compress(b"{}"),))
        connection.execute("update evidence set content = x'00' where line_id = 'torn'")
    with open_evidence(file) as evidence:
        found = evidence.is_as_it_was_kept()
    assert found == dict(zip(zip(("whole", "other", "torn"), hashes, strict=True), (True, False, False), strict=True))
