"""The page of what differs between our policy and Clear My Record, written from a run of the shipped sample.

``python -m tests.models.generative.clear_my_record_differences`` writes ``docs/reference/differences.md`` anew.

What belongs here: the sets of options, our policy SQL with each of them on a built warehouse, the page. What does not:
comparing (``clear_my_record_comparison``), the words of the page's table (``clear_my_record_words``). The SQL is what
dbt compiled; only ``intake.county_policies`` is exchanged, and it is read from the very JSON that the tool is given.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.law.policies.ca.choices import Policy
from orchestration.law.policies.ca.clear_my_record import read_clear_my_record
from orchestration.law.policies.ca.describe import describe_policy
from orchestration.settings import Settings
from orchestration.warehouse.connection import connect_to_read
from tests.models.generative.clear_my_record import Options, stops
from tests.models.generative.clear_my_record_comparison import (
    Comparison,
    Delivered,
    Ours,
    compare,
    convictions_of_words,
)
from tests.models.generative.clear_my_record_rows import read_file
from tests.models.generative.clear_my_record_words import COUNT_ORDER_ROW, QUOTE_ROW, WORDS
from tests.models.generative.prop64_tables import compiled_sql_of

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "data" / "sample" / "ca"
PAGE = ROOT / "docs" / "reference" / "differences.md"
AS_OF = date(2026, 6, 1)
TABLES = (
    "intake.run_parameters",
    "intake.county_policies",
    "intermediate.int_convictions",
    "law.prop64_matrix",
    "law.parameters",
    "rules.rule_ca__prop64_counts",
)
"""What the policy rests on."""

ALL_SECTIONS = ["11357", "11358", "11359", "11360"]


def options(dismiss: Sequence[str] = (), reduce: Sequence[str] = (), **relief: int | bool) -> dict[str, Any]:
    """The options as the tool's file words them."""
    return {"baselineEligibility": {"dismiss": list(dismiss), "reduce": list(reduce)}, "additionalRelief": relief}


OPTION_SETS: Sequence[Mapping[str, Any]] = (
    options(),
    options(dismiss=ALL_SECTIONS),
    options(reduce=ALL_SECTIONS),
    options(dismiss=["11357"], reduce=["11358", "11359", "11360"]),
    options(subjectUnder21AtConviction=True),
    options(subjectAgeThreshold=40),
    options(subjectAgeThreshold=65),
    options(yearsSinceConvictionThreshold=1),
    options(yearsSinceConvictionThreshold=15),
    options(yearsCrimeFreeThreshold=1),
    options(yearsCrimeFreeThreshold=10),
    options(subjectHasOnlyProp64Charges=True),
    options(subjectIsDeceased=True),
    options(
        dismiss=["11357"],
        reduce=["11359"],
        subjectUnder21AtConviction=True,
        subjectAgeThreshold=57,
        yearsSinceConvictionThreshold=10,
        yearsCrimeFreeThreshold=5,
        subjectHasOnlyProp64Charges=True,
        subjectIsDeceased=True,
    ),
)
"""Each option alone, at its ends; the lists; nothing; everything."""


@dataclass(frozen=True)
class Compared:
    """What came of all sets of options on the same deliveries."""

    files: Sequence[Delivered]
    by_options: Sequence[tuple[Policy, Comparison]]

    @property
    def comparisons(self) -> list[Comparison]:
        """Without their options."""
        return [comparison for _, comparison in self.by_options]


class PolicySql:
    """Our policy over a built warehouse (through ``rules``), with other choices and another as-of date if wanted."""

    def __init__(self, settings: Settings) -> None:
        self._sql = compiled_sql_of(settings, "rule_ca__prop64_policy_checks").read_text(encoding="utf-8")
        self._connection = duckdb.connect(config={"threads": "2", "memory_limit": "2GB"})
        self._connection.execute("attach ':memory:' as clearance")
        with connect_to_read(settings) as built:
            for schema in dict.fromkeys(table.split(".")[0] for table in TABLES):
                self._connection.execute(f"create schema clearance.{schema}")
            for table in TABLES:
                self._create(f"clearance.{table}", built.sql(f"from {table}").to_arrow_table())
            self.deliveries = built.execute(
                "select delivery_id, file_name, county_name from intake.deliveries where delivery_kind = 'history' "
                "order by county_name"
            ).fetchall()
            charges = built.execute(
                "select charge_id, county_name, source_rows from intermediate.int_charges"
            ).fetchall()
        self._counties: dict[str, str] = {charge: county for charge, county, _ in charges}
        self._charges_of_lines: dict[tuple[str, int], list[str]] = {}
        for charge, _, source_rows in charges:
            for delivery, line in (source_row.split(":") for source_row in source_rows):
                self._charges_of_lines.setdefault((delivery, int(line)), []).append(charge)

    def _create(self, table: str, rows: Any) -> None:
        self._connection.register("rows_to_create", rows)
        self._connection.execute(f"create table {table} as from rows_to_create")
        self._connection.unregister("rows_to_create")

    def answers(self, policy: Policy | None = None, as_of: date | None = None) -> Ours:
        """What the SQL says; without ``policy`` the choices are those of the run."""
        if policy is not None:
            self._connection.execute("delete from clearance.intake.county_policies")
            self._connection.executemany(
                "insert into clearance.intake.county_policies values ('compared', ?, ?, ?)", policy.rows()
            )
        if as_of is not None:
            self._connection.execute("update clearance.intake.run_parameters set as_of_date = ?", [as_of])
        result = self._connection.execute(self._sql)
        names = [column[0] for column in result.description or []]
        rows = [dict(zip(names, values, strict=True)) for values in result.fetchall()]
        return Ours({row["charge_id"]: row for row in rows}, self._counties, self._charges_of_lines)


def policy_of(chosen: Mapping[str, Any], county: str, folder: Path) -> Policy:
    """The tool's options as a policy of ours, by the reader that a county would use."""
    path = folder / "options.json"
    path.write_text(json.dumps(chosen), encoding="utf-8")
    return read_clear_my_record(path, county)


def histories() -> list[Path]:
    """The county files of the sample alone: the tool read nothing else, lists of courts could only set us apart."""
    return sorted(path for path in SAMPLE.iterdir() if path.suffix in (".csv", ".dat"))


def compare_all(settings: Settings, deliveries: Path, folder: Path, as_of: date = AS_OF) -> Compared:
    """Every set of options on the warehouse of ``settings``, which was built from the files in ``deliveries``."""
    sql = PolicySql(settings)
    files = [
        Delivered(delivery_id, county, read_file(deliveries / name), as_of)
        for delivery_id, name, county in sql.deliveries
    ]
    by_options = []
    for chosen in OPTION_SETS:
        one = [policy_of(chosen, each.county, folder) for each in files]
        every = Policy(counties={county: choice for policy in one for county, choice in policy.counties.items()})
        by_options.append((one[0], compare(files, sql.answers(every), Options.from_json(chosen))))
    return Compared(files, by_options)


def page(compared: Compared) -> str:
    """The page, from the comparisons of the shipped sample."""
    explained = convictions_of_words(compared.comparisons)
    in_table = [word for word in WORDS if WORDS[word].row]
    return "\n".join(
        [
            _INTRO.format(as_of=AS_OF, files=len(compared.files)),
            *_options_table(compared),
            "",
            "## Differences that the format page's table has",
            "",
            "A conviction is counted once for each row, however many choices make it differ; it can stand in two rows.",
            "",
            *_rows_table(explained),
            "",
            "## Differences that are not in that table",
            "",
            *_share(compared, in_table),
            "",
            *_words_table([word for word in WORDS if word not in in_table and explained.get(word)], explained),
            "",
            _ELSEWHERE,
            "",
            *[
                f"- {_name(word)}: it {WORDS[word].theirs}; ours: {WORDS[word].ours}."
                for word in WORDS
                if word not in in_table and not explained.get(word) and not _is_told_of_the_conviction(word)
            ],
            "",
            _STOPS,
            "",
            *_stops_table(compared),
            "",
            _NONE.format(blank=_blank(compared)),
        ]
    )


def _options_table(compared: Compared) -> list[str]:
    lines = ["| chosen | convictions | same | different |", "|---|---:|---:|---:|"]
    for policy, comparison in compared.by_options:
        words = [line.strip() for line in describe_policy(policy) if line.startswith("  ")]
        chosen = " ".join(words[1:-1]) or "Nothing."
        differing = len(comparison.of_remedies)
        lines.append(f"| {chosen} | {comparison.convictions} | {comparison.convictions - differing} | {differing} |")
    return lines


def _rows_table(explained: Mapping[str, set[str]]) -> list[str]:
    """One line for each row of the format page that concerns determinations."""
    lines = ["| row of the table | convictions | what Clear My Record did | what ours does |", "|---|---:|---|---|"]
    for row in dict.fromkeys(word.row for word in WORDS.values() if word.row):
        words = [word for word, meaning in WORDS.items() if meaning.row == row]
        convictions = set().union(*(explained.get(word, set()) for word in words))
        theirs = "; ".join(dict.fromkeys(WORDS[word].theirs for word in words))
        ours = "; ".join(dict.fromkeys(WORDS[word].ours for word in words))
        lines.append(f"| {row} | {len(convictions)} | {theirs} | {ours} |")
    return lines


def _words_table(words: Sequence[str], explained: Mapping[str, set[str]]) -> list[str]:
    lines = ["| what | convictions | what Clear My Record did | what ours does, and why |", "|---|---:|---|---|"]
    lines += [
        f"| {_name(word)} | {len(explained[word])} | {WORDS[word].theirs} | {WORDS[word].ours} |" for word in words
    ]
    return lines


def _is_told_of_the_conviction(word: str) -> bool:
    """Whether the page already has the same for the conviction itself."""
    return word.startswith("other_") and word.removeprefix("other_") in WORDS


def _name(word: str) -> str:
    """The word as people read it."""
    plain = word.removeprefix("other_").replace("_", " ").replace("cii", "CII").replace("subject id", "SUBJECT_ID")
    return f"{plain}, in another conviction of the person" if word.startswith("other_") else plain


def _share(compared: Compared, in_table: Sequence[str]) -> list[str]:
    differing, outside = set(), set()
    for comparison in compared.comparisons:
        for each in comparison.of_remedies:
            name = f"{each.county} {each.conviction}"
            differing.add(name)
            if not each.words & set(in_table):
                outside.add(name)
    return [
        f"Of {len(differing)} convictions that differ for any of the choices, {len(outside)} differ for at least one",
        "of them by what stands here alone.",
    ]


def _stops_table(compared: Compared) -> list[str]:
    rows = {"file_too_short": "a file of a few bytes", "count_order_short": COUNT_ORDER_ROW}
    lines_of, files_of = Counter[str](), Counter[str]()
    for each in compared.files:
        found = Counter(rows.get(stop.reason, QUOTE_ROW) for stop in stops(each.file, each.county))
        lines_of += found
        files_of += Counter(found.keys())
    lines = ["| row of the table | lines | in files |", "|---|---:|---:|"]
    return lines + [f"| {row} | {lines_of[row]} | {files_of[row]} |" for row in (QUOTE_ROW, COUNT_ORDER_ROW)]


def _blank(compared: Compared) -> int:
    return compared.comparisons[0].blank


_INTRO = """# Where a county's policy differs from Clear My Record

Written by `python -m tests.models.generative.clear_my_record_differences` from the shipped sample; do not edit it by
hand.

Clear My Record is the program by which counties of California chose beyond the statute of Proposition 64 (Code for
America; archived, MIT licence). It is never executed here: a reading of its published source in plain Python stands in
for it (`tests/models/generative/clear_my_record.py`), faults included. With the same file, the same options (the JSON
file that the program saved) and the same as-of date, `policy_remedy` is what the program determined for every
conviction of HS 11357 to 11360 in the county: "Eligible for Dismissal" is `dismiss`, "Eligible for Reduction" is
`reduce`, and where it left the words blank it is `none`. Reasons are not compared. What stands on this page is all that
differs; a test fails where a difference has no row here that touches the very check in which both part. The statutory
determination (`statutory_remedy`) owes that program nothing and is not compared.

Compared as of {as_of} for each of the {files} county files of the sample, with these choices. In every one of them both
dismiss what is no felony.
"""

_ELSEWHERE = """The following explain no conviction of the shipped sample. Each was seen to explain one in files made by
hand (`tests/models/generative/clear_my_record_made_by_hand.py`), so it is named here; where it
says something of a conviction's charge, day or count, another conviction of the person can be the one:"""

_STOPS = """## Where the program would have said nothing at all

One such line ended the program's work on the file, or on all files. The reading goes on without that line, since
otherwise nothing could be compared; ours names the line, or keeps the row and finds its count by other means."""

_NONE = """## What does not differ

- Section in neither of the county's lists: the program left the determination blank, ours is `none` with the reason
  that no check of the policy fits ({blank} convictions where nothing is chosen).
- A row "CONV SET ASIDE & DISM PER 1203.4 PC" on the count, and any other earlier relief: `policy_remedy` does not look
  at it, as the program did not. Whether the remedy may be proposed (`outcome`) does.
- A conviction after 8 November 2016: both determine it; ours then sends it to review.
- Super strikes, registration and sections of Penal Code 290: the program printed them beside the determination and no
  check of its options looked at them; neither does a policy of ours.
- A byte order mark before the header: the header became one row more, without a conviction.
- A person in two files, the seven-year figure, felonies in two counties and sentence rows that stand apart changed the
  program's totals and printed columns, never a determination.
"""


def main() -> int:
    """Build the sample in a folder of its own and write the page; 1 where a difference is not explained."""
    from tests.support.warehouse_runs import build

    with tempfile.TemporaryDirectory() as folder:
        files = sorted(path for path in SAMPLE.iterdir() if path.suffix in (".csv", ".dat"))
        built = build(Path(folder) / "home", files, as_of=AS_OF, stages=("staging", "intermediate", "rules"))
        compared = compare_all(built.settings, SAMPLE, Path(folder))
    unexplained = [line for comparison in compared.comparisons for line in comparison.unexplained]
    if unexplained:
        print("\n".join(sorted(set(unexplained))), file=sys.stderr)
        return 1
    PAGE.write_text(page(compared), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
