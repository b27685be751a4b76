"""What was filed from the sample, looked at again by the real commands: recheck, landed, sample, people who asked."""

from __future__ import annotations

import csv
import json
import signal
from collections import Counter
from pathlib import Path

import pytest
from command_line import in_this_process
from filed_from_the_sample import (
    REMEDIES,
    Filed,
    another_home,
    ids,
    rows_of,
    says_otherwise,
)
from killed_commands import killed_at_a_step

from orchestration.filing.ledger.evidence import Evidence, open_evidence
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.recheck import recheck_lines
from orchestration.filing.monitoring.reconcile_record import read_relief_statuses
from orchestration.settings import Settings
from orchestration.warehouse.open_run import open_warehouse_to_read


@pytest.fixture(scope="module")
def filed(copied_run: Settings) -> Filed:
    return Filed(copied_run)


def test_where_nothing_changed_every_line_is_found_as_it_was_filed(filed: Filed) -> None:
    done = filed.command("file", "recheck")
    assert done.code == 0, done.err
    assert "        18  unchanged" in done.out
    (folder,) = [path for path in (filed.settings.ledger.parent / "rechecks").iterdir() if not path.is_symlink()]
    assert rows_of(folder / "recheck.csv") == []
    again = filed.command("file", "recheck")
    assert (again.code, again.out) == (0, done.out)
    other = filed.command("file", "landed")
    assert "nothing recorded" in other.out


def test_what_was_frozen_is_read_of_those_lines_alone_that_are_not_as_they_were(
    filed: Filed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = another_home(filed, tmp_path / "home")
    court = there.lines["prop64_statutory"]
    read: list[str] = []
    whole = Evidence.read

    def counted(evidence: Evidence, line_id: str, evidence_hash: str) -> str | None:
        read.append(line_id)
        return whole(evidence, line_id, evidence_hash)

    monkeypatch.setattr(Evidence, "read", counted)

    def of_both() -> tuple[list[str], list[str]]:
        read.clear()
        read_relief_statuses(there.settings, 60)
        by_landed = sorted(set(read))
        read.clear()
        recheck_lines(there.settings)
        return by_landed, sorted(set(read))

    assert of_both() == ([], []), "every count is found by what the ledger knows of it, and nothing is to be explained"
    there.tell("granted", court[0], answered_on="2025-01-05")
    says_otherwise(
        there,
        "marts.determinations",
        f"select * replace (case when charge_id in ({ids(court[1])}) then 'ineligible' else outcome end as outcome) "
        "from as_it_was",
    )
    # (A neighbour's count of the same case and day: what was frozen says which is meant.)
    says_otherwise(
        there,
        "marts.records_by_court_key",
        "select * from as_it_was union all select * replace ('u' as unit_id, 'q' as person_id, "
        f"'q' as recorded_person_id, '77' as count_number) from as_it_was where unit_id in ({ids(court[2])})",
    )
    assert of_both() == (
        sorted([court[0].line_id, court[2].line_id]),
        sorted([court[1].line_id, court[2].line_id]),
    )


def test_what_no_longer_holds_is_told_with_its_cause_and_goes_to_whom_it_concerns(filed: Filed, tmp_path: Path) -> None:
    there = another_home(filed, tmp_path / "home")
    court, convictions, arrests = (there.lines[remedy] for remedy in REMEDIES)
    wrong = [court[0], court[1], convictions[-1]]
    says_otherwise(
        there,
        "marts.determinations",
        f"select * replace (case when charge_id in ({ids(*wrong)}) then 'ineligible' "
        f"when charge_id in ({ids(court[2])}) then 'review' else outcome end as outcome) from as_it_was",
    )
    says_otherwise(
        there,
        "marts.arrest_determinations",
        f"select * replace (case when arrest_id in ({ids(arrests[0])}) then 'not_yet' else outcome end as outcome) "
        "from as_it_was",
    )
    says_otherwise(
        there,
        "marts.element_facts",
        f"select * replace (case when charge_id in ({ids(court[0])}) then 'something else' else words end as words) "
        "from as_it_was",
    )
    says_otherwise(
        there,
        "marts.records_by_court_key",
        f"select * replace (case when unit_id in ({ids(convictions[1])}) then '1999-09-09' else known_day end "
        f"as known_day) from as_it_was where unit_id not in ({ids(convictions[0])}) "
        # Another entry that a court could not tell from this one: what was frozen says which is meant.
        f"union all select * replace ('another' as unit_id) from as_it_was where unit_id in ({ids(court[4])})",
    )
    there.tell("granted", court[1], answered_on="2026-01-05")
    there.tell("withdrawn", court[3])
    only = there.command("file", "recheck", "--remedy", "arrest_relief")
    assert [line.split()[:2] for line in only.out.splitlines()[:2]] == [["5", "unchanged"], ["1", "wrongly_filed"]]
    done = there.command("file", "recheck")
    assert done.code == 0, done.err
    folder = Path(done.out.splitlines()[-1].removeprefix("Files: ").split(" (")[0])
    found = {row["line_id"]: row for row in rows_of(folder / "recheck.csv")}
    told = {line_id: (row["verdict"], row["goes_to"]) for line_id, row in found.items()}
    assert told == {
        court[0].line_id: ("wrongly_filed", "withdrawal"),
        court[1].line_id: ("wrongly_filed", "counsel"),
        court[2].line_id: ("not_sure", ""),
        court[3].line_id: ("wrongly_withheld", ""),
        convictions[0].line_id: ("not_found", ""),
        convictions[1].line_id: ("not_found", ""),
        convictions[-1].line_id: ("wrongly_filed", "withdrawal"),
        arrests[0].line_id: ("wrongly_filed", "withdrawal"),
    }
    assert found[court[0].line_id]["causes"].startswith("facts: ")
    assert found[convictions[-1].line_id]["causes"].startswith("law row: ")
    assert found[convictions[-1].line_id]["causes"].endswith(" was changed")
    assert found[convictions[0].line_id]["causes"] == "facts: no delivery of the run has the count"
    assert found[convictions[1].line_id]["causes"].startswith("facts: the count has another case number")
    notices = sorted(path.name for path in folder.glob("withdrawal_notice_*.csv"))
    noticed = {row["line_id"] for name in notices for row in rows_of(folder / name)}
    assert noticed == {line_id for line_id, (_, goes_to) in told.items() if goes_to == "withdrawal"}
    assert [row["line_id"] for row in rows_of(folder / "report_to_counsel.csv")] == [court[1].line_id]
    with open_warehouse_to_read(there.settings) as connection:
        names = {name for (name,) in connection.execute("select person_name from intermediate.int_people").fetchall()}
    for path in folder.iterdir():
        assert not any(name in path.read_text(encoding="utf-8") for name in names)
    assert not any(name in done.out + done.err for name in names)
    withdrawn = there.command(
        "file", "event", "withdrawn", "--lines", folder / notices[0], "--by", "Ruth", "--ground", "x"
    )
    assert (withdrawn.code, withdrawn.err) == (0, "")
    assert there.command("ledger", "verify").code == 0


def test_what_the_newest_delivery_shows_is_taken_in_and_never_claimed_as_ours(filed: Filed, tmp_path: Path) -> None:
    there = another_home(filed, tmp_path / "home")
    court = there.lines["prop64_statutory"]
    for line in court[:3]:
        there.tell("granted", line, answered_on="2025-12-01")
    there.tell("granted", court[3], answered_on="2026-02-20")
    there.tell("returned", court[5])
    says_otherwise(
        there,
        "marts.determinations",
        f"select * replace (case when charge_id in ({ids(court[0], court[4], court[5])}) then 'already_relieved' "
        "else outcome end as outcome) from as_it_was",
    )
    other = there.command("file", "landed", "--remedy", "arrest_relief", "--by", "Ada Analyst")
    assert other.code == 0 and "recorded 0 lines" in other.out
    assert there.command("file", "landed", "--county", "nowhere").code == 2
    done = there.command("file", "landed", "--days", "60", "--by", "Ada Analyst")
    assert done.code == 0, done.err
    told = {line.split()[1]: int(line.split()[0]) for line in done.out.splitlines()[:7]}
    assert told == {
        "still_shown": 2,
        "landed": 1,
        "landed_court_waits": 0,
        "gone": 0,
        "too_early": 1,
        "relieved_elsewhere": 1,
        "shown_but_not_answered": 1,
    }
    (listed,) = (there.settings.ledger.parent / "landed").iterdir()
    assert {row["line_id"] for row in rows_of(listed)} == {court[1].line_id, court[2].line_id}
    assert all(row["state_ids"] and row["name"] for row in rows_of(listed))
    with open_ledger(there.settings.ledger) as ledger:
        states = ledger.states()
    assert [states[line.line_id] for line in court] == [
        *("recorded", "granted", "granted", "granted", "filed", "relieved_elsewhere")
    ]
    ageing = there.command("file", "ageing", "--as-of", "2027-01-01")
    assert "granted, " in ageing.out
    assert "the state repository" in ageing.out
    only = there.command("file", "ageing", "--as-of", "2027-01-01", "--remedy", "arrest_relief")
    waiting = only.out.splitlines()[1:]
    assert waiting and all("arrest_relief" in line for line in waiting)


def test_one_persons_evidence_is_destroyed_by_the_command_and_the_ledger_verifies(filed: Filed, tmp_path: Path) -> None:
    there = another_home(filed, tmp_path / "home")
    line = there.lines["conviction_relief"][1]
    arguments = ("--person", line.person_id, "--order", "26-118", "--by", "Ruth", "--on", "2026-06-20")
    done = there.command("file", "destroy-evidence", *arguments)
    assert (done.code, done.out.splitlines()[0]) == (0, "evidence destroyed for 1 lines; 0 by this order before")
    assert there.command("ledger", "verify").code == 0
    assert there.command("file", "recheck").code == 0


def test_killed_while_it_destroys_the_command_given_again_ends_what_the_order_demands(
    filed: Filed, tmp_path: Path
) -> None:
    for number, at in enumerate(
        [
            ("orchestration.filing.ledger.store", "Ledger.writing", "after"),
            ("orchestration.filing.ledger.evidence", "Evidence.destroy", "after"),
        ]
    ):
        there = another_home(filed, tmp_path / f"home{number}")
        lines = [line.line_id for line in there.lines["conviction_relief"][:3]]
        words = ("file", "destroy-evidence", *lines, "--order", "26-118", "--by", "Ruth", "--on", "2026-06-20")
        assert killed_at_a_step(at, 1, *words, "--home", there.settings.home) == -signal.SIGKILL
        done = there.command(*words)
        assert (done.code, done.out.splitlines()[0]) == (0, "evidence destroyed for 0 lines; 3 by this order before")
        assert there.command("ledger", "verify").code == 0
        with open_evidence(there.settings.evidence) as evidence:
            assert {line for line, _ in evidence.is_as_it_was_kept()}.isdisjoint(lines)


def test_a_blind_sample_goes_out_and_its_result_comes_back(filed: Filed, tmp_path: Path) -> None:
    key = tmp_path / "key.csv"
    drawn = filed.command("file", "sample", "--n", "30", "--seed", "7", "--out", tmp_path / "reader", "--key", key)
    assert drawn.code == 0, drawn.err
    inside = filed.command(
        "file", "sample", "--seed", "7", "--out", tmp_path / "r", "--key", tmp_path / "r" / "key.csv"
    )
    assert inside.code == 2
    one = filed.command(
        *("file", "sample", "--n", "9", "--seed", "7", "--remedy", "arrest_relief", "--county", "los angeles"),
        *("--out", tmp_path / "one", "--key", tmp_path / "one.csv"),
    )
    assert one.code == 0, one.err
    of_one = rows_of(tmp_path / "one.csv")
    assert len(of_one) == 9 and {row["remedy_id"] for row in of_one} == {"arrest_relief"}
    ours = rows_of(key)
    assert Counter(row["remedy_id"] for row in ours) == dict.fromkeys(REMEDIES, 10)
    with (tmp_path / "read.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "reading", "read_by"])
        writer.writerows([row["number"], "eligible", "Rae"] for row in ours)
    result = in_this_process("file", "sample-result", tmp_path / "read.csv", "--key", key)
    assert result.code == 0, result.err
    differ = sum(row["outcome"] != "eligible" for row in ours)
    assert result.out.splitlines()[2].split()[:3] == ["30", str(differ), str(differ)]
    assert "remedy arrest_relief" in result.out


def test_people_who_asked_are_known_exactly_or_go_to_a_person_and_legal_aid(filed: Filed, tmp_path: Path) -> None:
    there = another_home(filed, tmp_path / "home")
    with open_warehouse_to_read(there.settings) as connection:
        people = connection.execute(
            "select person_id, person_name, cast(birth_date_earliest as varchar), state_ids[1] "
            "from intermediate.int_people where birth_date_precision = 'day' and len(person_names) = 1 "
            "and len(state_ids) = 1 and person_name like '%,%' and not is_decided_by_a_person "
            "order by person_id limit 40"
        ).fetchall()
    file = tmp_path / "asked.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["name", "date_of_birth", "id", "applied_on"])
        writer.writerows([name, born, f"state:{id_}", "2025-01-01"] for _, name, born, id_ in people)
        writer.writerow(["Nobody, Known", "1950-01-01", "", "2025-01-01"])
    done = there.command("applicants", "import", file)
    assert done.code == 0, done.err
    assert "added 41 people" in done.out
    listed = there.command("applicants", "list", "--out", tmp_path / "list.csv")
    assert listed.code == 0, listed.err
    rows = rows_of(tmp_path / "list.csv")
    assert Counter(row["match"] for row in rows) == {"exact": 40, "not_found": 1}
    assert "of 0 people cleared only 0 had asked" in listed.out
    aid = there.command("applicants", "legal-aid", "--out", tmp_path / "aid")
    assert aid.code == 0, aid.err
    entries = [row for path in (tmp_path / "aid").iterdir() for row in rows_of(path)]
    assert len(entries) == sum(int(row["petitions"]) for row in rows if row["petitions"])
    assert entries
    assert all(
        entry["petitions"] and "eligible" not in entry["determined"].replace("ineligible", "") for entry in entries
    )
    printed = done.out + listed.out + aid.out + done.err + listed.err + aid.err
    assert not any(name in printed for _, name, _, _ in people)
    file.write_text(json.dumps({"not": "a table"}), encoding="utf-8")
    refused = there.command("applicants", "import", file)
    assert (refused.code, refused.err.count("\n")) == (2, 1)
