"""The SQL of automatic relief against the oracle: where they differ, and the smallest person it shows on.

What belongs here: the comparison and the shrinking. What does not: the oracle, the SQL, the tests that use both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tests.models.generative.oracle.disqualifiers import OffenseLists
from tests.models.generative.oracle.facts import OffenseListRow
from tests.models.generative.oracle.relief_arrest import answers_of as answers_of_arrest
from tests.models.generative.oracle.relief_arrest import arrest_findings
from tests.models.generative.oracle.relief_arrest import in_scope as arrests_in_scope
from tests.models.generative.oracle.relief_arrest_outcome import outcome_of
from tests.models.generative.oracle.relief_conviction import answers_of as answers_of_conviction
from tests.models.generative.oracle.relief_conviction import conviction_findings
from tests.models.generative.oracle.relief_conviction import in_scope as convictions_in_scope
from tests.models.generative.oracle.relief_facts import Record, ReliefFinding, ReliefParameters
from tests.models.generative.oracle.relief_law import Law
from tests.models.generative.relief_lives import table
from tests.models.generative.relief_tables import REGISTRY_CUT, ReliefSql, Words

LIST_ROWS = [OffenseListRow.from_values(row) for row in table("ca_offense_lists")]
LISTS = OffenseLists(LIST_ROWS)
RELIEF_ROWS = [row for row in LIST_ROWS if row.offense_list not in ("prop64_super_strike", "wobbler")]


@dataclass(frozen=True)
class Question:
    """The day, what is decided otherwise than the law stands, and which files are at hand."""

    as_of: date = date(2026, 6, 1)
    decided: dict[str, str] = field(default_factory=dict, hash=False)
    is_file_at_hand: bool = True
    registry_cut: date = REGISTRY_CUT

    @property
    def law(self) -> Law:
        """The law as the oracle wants it."""
        values = {row["parameter"]: row["value"] for row in table("ca_parameters")} | self.decided
        return Law(ReliefParameters.from_values(values), LISTS, self.as_of, self.is_file_at_hand)

    def __str__(self) -> str:
        decided = ", ".join(f"{name} {value}" for name, value in self.decided.items())
        return f"{self.as_of} {decided}{'' if self.is_file_at_hand else ' without the Supervised Release File'}"


ASKED = [
    (Question(), 2_000),
    (Question(date(2025, 3, 1)), 500),
    (Question(date(2024, 9, 30)), 500),
    (Question(date(2022, 6, 30)), 300),
    (Question(date(2022, 7, 1)), 300),
    (Question(date(2024, 10, 1)), 300),
    (Question(is_file_at_hand=False), 300),
    (Question(decided={"arrest_relief_acquittal_wait": "0", "pending_charge_stale_years": "3"}), 1_000),
    (Question(decided={"arrest_relief_acquittal_wait": "1", "sentence_unknown_stale_years": "7"}), 500),
    (Question(decided={"sentence_not_on_record": "longest_term"}), 1_000),
    (Question(decided={"degree_not_on_record": "second_degree"}), 1_000),
    (Question(decided={"filed_charge_pending_years": "10", "unfiled_arrest_pending_years": "6"}), 1_000),
    (Question(decided={"new_felony_is_looked_at": "false", "last_four_years_are_enough": "true"}), 1_000),
    (Question(decided={"arrest_felony_dismissed_ok": "true"}), 300),
    (Question(decided={"arrest_relief_operative_diversion": "2027-01-01"}), 300),
]
"""The day of the sample; a day after a 28 February; days before a path begins and its first; as counsel or a bill may
decide. Each
with how many people are asked."""


def expected_findings(records: Sequence[Record], law: Law) -> set[ReliefFinding]:
    """What the oracle finds."""
    return {
        finding for record in records for finding in (*conviction_findings(record, law), *arrest_findings(record, law))
    }


def expected_words(records: Sequence[Record], law: Law) -> Words:
    """The oracle's word for every element of every path."""
    words: Words = {}
    for record in records:
        told = [
            *((one.charge_id, answers_of_conviction(record, one, law)) for one in convictions_in_scope(record)),
            *(
                (one.arrest_id, answers_of_arrest(record, one, outcome_of(record, one, law.lists), law))
                for one in arrests_in_scope(record)
            ),
        ]
        for unit_id, paths in told:
            for path, answers in paths.items():
                for element, answer in answers.items():
                    words[unit_id, path, element] = answer.word
    return words


def ask(sql: ReliefSql, records: Sequence[Record], question: Question) -> set[ReliefFinding]:
    """What the SQL finds for invented people."""
    sql.fill(records, is_file_at_hand=question.is_file_at_hand, registry_cut=question.registry_cut)
    sql.set_parameters(question.decided)
    sql.run(question.as_of)
    return sql.findings()


def difference(sql: ReliefSql, records: Sequence[Record], question: Question) -> str:
    """Empty where both find the same; else the smallest person on whom they differ. Synthetic people may be shown."""
    found = ask(sql, records, question)
    differing = differing_people(sql.records(), found, question.law)
    if not differing:
        return ""

    def still(record: Record) -> bool:
        of_one = ask(sql, [record], question)
        return bool(differing_people(sql.records(), of_one, question.law))

    smallest = smaller(min((one for one in records if one.person_id in differing), key=_size), still)
    found = ask(sql, [smallest], question)
    expected = expected_findings(sql.records(), question.law)
    lines = [f"{len(differing)} people differ; the smallest: {smallest}"]
    lines += [f"only the SQL finds: {finding}" for finding in sorted(found - expected, key=str)]
    lines += [f"only the oracle finds: {finding}" for finding in sorted(expected - found, key=str)]
    words, wanted = sql.words(), expected_words(sql.records(), question.law)
    lines += [
        f"{key[1:]}: SQL {words.get(key)}, oracle {wanted.get(key)}"
        for key in sorted({*words, *wanted})
        if words.get(key) != wanted.get(key)
    ]
    return "\n".join(lines)


def differing_people(told: Sequence[Record], found: set[ReliefFinding], law: Law) -> set[str]:
    """Those for whom the SQL finds something else than the oracle, as the tables tell them."""
    of_units: dict[str, set[ReliefFinding]] = defaultdict(set)
    for finding in found:
        of_units[finding.unit_id].add(finding)
    differing = set()
    for record in told:
        units = {one.charge_id for one in record.convictions} | {one.arrest_id for one in record.arrests}
        of_one = {finding for unit_id in units for finding in of_units.pop(unit_id, ())}
        if of_one != expected_findings([record], law):
            differing.add(record.person_id)
    assert not of_units, f"findings of nobody: {of_units}"
    return differing


def _size(record: Record) -> int:
    return sum(len(rows) for rows in (record.charges, record.events, record.sentences))


def smaller(record: Record, still: Callable[[Record], bool]) -> Record:
    """The person with as little as possible left, so that it is still so."""
    for one in _with_one_thing_less(record):
        if still(one):
            return smaller(one, still)
    return record


def _with_one_thing_less(record: Record) -> Iterator[Record]:
    for name in ("charges", "events", "sentences", "supervision", "petitions", "petitions_unmatched"):
        rows = getattr(record, name)
        for place in range(len(rows)):
            without = (*rows[:place], *rows[place + 1 :])
            yield _whole(replace(record, **{name: without}))
    for name in ("established", "established_of_arrests", "established_of_the_person"):
        facts = getattr(record, name)
        for key in facts:
            yield replace(record, **{name: {other: value for other, value in facts.items() if other != key}})
    if record.has_identity_conflict:
        yield replace(record, has_identity_conflict=False)
    if record.has_unread_line:
        yield replace(record, has_unread_line=False)
    if record.held:
        yield replace(record, held=frozenset())


def _whole(record: Record) -> Record:
    """Without what hangs on a charge that is gone."""
    ids = {charge.charge_id for charge in record.charges}
    return replace(
        record,
        events=tuple(event for event in record.events if event.charge_id is None or event.charge_id in ids),
        sentences=tuple(part for part in record.sentences if part.charge_id in ids),
        petitions=tuple(petition for petition in record.petitions if petition.charge_id in ids),
        established={key: value for key, value in record.established.items() if key[0] in ids},
    )
