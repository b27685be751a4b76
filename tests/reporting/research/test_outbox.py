"""The log of what was asked and let out: no line is lost where several ask at once, and none is changed by the next.

What belongs here: the file ``log.csv``. What does not: whether an answer may go out.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from orchestration.reporting.research import outbox
from orchestration.reporting.research.question import read_question
from orchestration.reporting.research.run_query import Answer

REASON = "the office\nasked for it, twice\u2028and in writing"


def asked(folder: Path, number: int) -> str:
    heading = "-- groups: county_name\n-- counts: people\n"
    question = read_question(f"{heading}select county_name, count(*) as people from t where {number} = {number}")
    frame = pl.DataFrame({"county_name": ["FRESNO"], "people": [100]})
    return outbox.keep(folder, question, Answer(frame, 1, 0), "run")


def test_no_line_is_lost_where_several_ask_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as people:
        answers = [*people.map(lambda number: asked(tmp_path, number), range(24))]
    assert sorted(row["answer"] for row in outbox.read_log(tmp_path)) == sorted(answers)
    assert len({*answers}) == 24


def test_the_next_line_leaves_a_reason_of_several_lines_as_it_was(tmp_path: Path) -> None:
    row = dict.fromkeys(outbox.LOG, "") | {"what": "released", "answer": "one", "although": REASON}
    outbox._write_log(tmp_path, row)
    asked(tmp_path, 1)
    assert [line["although"] for line in outbox.read_log(tmp_path)] == [REASON, ""]
