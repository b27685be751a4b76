"""Our policy beside what Clear My Record determined: which convictions part, in which check, and what explains it.

What belongs here: the comparison, check by check and conviction by conviction, with plain values in and out. What does
not: the tool (``clear_my_record``), the words that explain (``clear_my_record_words``), the warehouse and the page
(``clear_my_record_differences``).

A check that parts is explained by a word of the raw rows that touches this very check, never by just any word, and
every check that parts must be explained, also where another check decides and both sides end alike. ``scope`` stands
for the question before all checks: whether the conviction is one of HS 11357 to 11360 in the county at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

from tests.models.generative.clear_my_record import (
    DISMISSAL,
    REDUCTION,
    Options,
    Subject,
    answer,
    determine,
    passed_over,
    subjects,
)
from tests.models.generative.clear_my_record_defects import WITHOUT_EFFECT, cleaned
from tests.models.generative.clear_my_record_rows import RawFile, RawRow
from tests.models.generative.clear_my_record_words import SCOPE, WORDS

NOT_SEEN = "not seen"
REMEDIES = {DISMISSAL: "dismiss", REDUCTION: "reduce", "": "none"}
NOTHING_CHOSEN = Options.from_json({})
ONE_BY_ONE = {
    "under_21_at_conviction": "under_21",
    "age": "age",
    "years_since_conviction": "years_since",
    "years_without_conviction": "years_crime_free",
    "only_prop64_convictions": "only_prop64",
    "deceased": "deceased",
}
"""Our name of a check, and the option of the tool that asks it."""

TWO_SPELLINGS = re.compile(r"\d{3}[0-9.]*[A-Z]\d*\s*[A-Z]{2}(\s|-|$)")
"""487A PC: section 487a, or subdivision (a) of section 487. Our reading of such a text is "ambiguous"."""


@dataclass(frozen=True)
class Ours:
    """Our answers: by charge the county and the checks with ``policy_remedy``; and the charges that a line tells of."""

    answers: Mapping[str, Mapping[str, Any]]
    counties: Mapping[str, str]
    charges_of_lines: Mapping[tuple[str, int], Sequence[str]]


@dataclass(frozen=True)
class Difference:
    """One conviction where both part: in these checks, each with the words that explain it."""

    county: str
    conviction: str
    theirs: str
    ours: str
    words_of_checks: Mapping[str, frozenset[str]]

    @property
    def is_of_remedies(self) -> bool:
        """Whether both end differently; otherwise only a check parts that does not decide."""
        return self.theirs != self.ours

    @property
    def words(self) -> frozenset[str]:
        """All words that explain it."""
        return frozenset(word for words in self.words_of_checks.values() for word in words)

    @property
    def unexplained(self) -> list[str]:
        """The checks that part for no reason we know."""
        return sorted(check for check, words in self.words_of_checks.items() if not words)


@dataclass
class Comparison:
    """What came of one set of options. ``blank`` are the convictions in none of the lists: both leave them alone."""

    convictions: int = 0
    blank: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def of_remedies(self) -> list[Difference]:
        """The differences that a county would see."""
        return [each for each in self.differences if each.is_of_remedies]

    @property
    def unexplained(self) -> list[str]:
        """One line for each difference that is not wholly explained; synthetic people, so it may be shown."""
        return [
            f"{each.county} {each.conviction}: {each.theirs} there, {each.ours} here, parting in {each.unexplained}"
            for each in self.differences
            if each.unexplained
        ]


def convictions_of_words(comparisons: Iterable[Comparison]) -> dict[str, set[str]]:
    """By word the convictions whose remedy it makes differ, each once however many options were compared."""
    found: dict[str, set[str]] = defaultdict(set)
    for comparison in comparisons:
        for difference in comparison.of_remedies:
            for word in difference.words:
                found[word].add(f"{difference.county} {difference.conviction}")
    return found


@dataclass(frozen=True)
class Delivered:
    """One county's file as the tool would be given it, with the county as its user would name it."""

    delivery_id: str
    county: str
    file: RawFile
    as_of: date

    @cached_property
    def convictions(self) -> dict[int, tuple[RawRow, Subject, frozenset[str]]]:
        """The convictions in the tool's scope by line, with person and the words that can explain.

        A leap day matters only where years are counted back from one, and that is the as-of date.
        """
        by_line = {row.line: (row, who) for who in subjects(self.file.rows).values() for row in who.convictions}
        needless = WITHOUT_EFFECT if (self.as_of.month, self.as_of.day) == (2, 29) else WITHOUT_EFFECT | {"leap_day"}
        return {
            found.line: (*by_line[found.line], found.defects - needless)
            for found in determine(self.file.rows, self.county, NOTHING_CHOSEN, self.as_of)
        }

    @cached_property
    def passed_over(self) -> dict[int, frozenset[str]]:
        """The words of what the tool gave no answer for, by line."""
        return {
            each.line: each.defects - WITHOUT_EFFECT for each in passed_over(self.file.rows, self.county, self.as_of)
        }

    @cached_property
    def tellings(self) -> dict[str, set[tuple[str, ...]]]:
        """What the file tells of each CII and SUBJECT_ID, without the places of the rows."""
        found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for row in self.file.rows:
            told = tuple(str(getattr(row, column.name)) for column in fields(row)[1:])
            for key in keys_of(row):
                found[key].add(told)
        return found


def keys_of(row: RawRow) -> list[str]:
    """By what the person of a row can be known in another file: the CII's digits, and the SUBJECT_ID."""
    cii = re.sub(r"\D", "", cleaned(row.cii)).lstrip("0")
    return [key for key in (f"cii {cii}" if cii else "", f"subject {row.subject_id}" if row.subject_id else "") if key]


def compare(files: Sequence[Delivered], ours: Ours, options: Options) -> Comparison:
    """Compare every conviction of the counties of ``files`` that either side knows."""
    comparison, seen = Comparison(), set()
    words_of_charges: dict[str, set[str]] = defaultdict(set)
    for delivered in files:
        for line, (row, subject, defects) in delivered.convictions.items():
            theirs = REMEDIES[answer(row, subject, options, delivered.as_of)[0]]
            charges = ours.charges_of_lines.get((delivered.delivery_id, line), ())
            answers = {charge: ours.answers[charge] for charge in charges if charge in ours.answers}
            seen.update(answers)
            comparison.convictions += 1
            comparison.blank += theirs == "none" and any(one["policy_remedy"] == "none" for one in answers.values())
            here = delivered.county, f"line {line}"
            if not answers:
                comparison.differences.append(Difference(*here, theirs, NOT_SEEN, {SCOPE: touching(SCOPE, defects)}))
            for found in answers.values():
                parted = {
                    check: found[check]
                    for check, value in checks_of_the_tool(row, subject, options, delivered.as_of).items()
                    if found[check] != value
                }
                words_of_checks = explained(parted, row, subject, defects, delivered, files)
                if parted or theirs != found["policy_remedy"]:
                    comparison.differences.append(
                        Difference(*here, theirs, found["policy_remedy"], words_of_checks or {"no check": frozenset()})
                    )
        for line, defects in delivered.passed_over.items():
            for charge in ours.charges_of_lines.get((delivered.delivery_id, line), ()):
                words_of_charges[charge] |= defects
    comparison.differences += only_ours(files, ours, seen, words_of_charges)
    comparison.convictions += sum(each.theirs == NOT_SEEN for each in comparison.differences)
    return comparison


def only_ours(
    files: Sequence[Delivered], ours: Ours, seen: set[str], words_of_charges: Mapping[str, set[str]]
) -> Iterator[Difference]:
    """Our answers for convictions of these counties on which the tool said nothing."""
    county_of_delivery = {each.delivery_id: each.county.upper() for each in files}
    in_own_file = {
        charge
        for (delivery, _), charges in ours.charges_of_lines.items()
        for charge in charges
        if county_of_delivery.get(delivery) == ours.counties[charge]
    }
    for charge, found in ours.answers.items():
        if charge in seen or ours.counties[charge] not in county_of_delivery.values():
            continue
        words = words_of_charges.get(charge, set()) if charge in in_own_file else {"only_in_another_file"}
        yield Difference(
            ours.counties[charge],
            f"charge {charge}",
            NOT_SEEN,
            str(found["policy_remedy"]),
            {SCOPE: touching(SCOPE, words)},
        )


def checks_of_the_tool(row: RawRow, subject: Subject, options: Options, as_of: date) -> dict[str, str]:
    """Every check for itself, by our names, as if each were the only one that was chosen."""
    felony = replace(row, level="FELONY")
    held = {
        "not_a_felony": not row.is_felony,
        "dismiss_list": any(section in row.code_section for section in options.dismiss),
        "reduce_list": any(section in row.code_section for section in options.reduce),
    }
    for check, option in ONE_BY_ONE.items():
        alone = replace(NOTHING_CHOSEN, **{option: getattr(options, option)})
        held[check] = answer(felony, subject, alone, as_of)[0] != ""
    return {check: "yes" if is_so else "no" for check, is_so in held.items()}


def touching(check: str, words: Iterable[str]) -> frozenset[str]:
    """Those of ``words`` that can change this check."""
    return frozenset(word for word in words if word in WORDS and check in WORDS[word].checks)


def explained(
    parted: Mapping[str, str],
    row: RawRow,
    subject: Subject,
    words: Iterable[str],
    delivered: Delivered,
    files: Sequence[Delivered],
) -> dict[str, frozenset[str]]:
    """By check that parts the words that explain it: of the file itself, else of our parser, else of other files."""
    found = {check: touching(check, words) for check in parted}
    for check in parted:
        if not found[check] and is_told_otherwise(subject, delivered, files):
            found[check] = touching(check, {"another_file_tells_otherwise"})
    return found


def is_told_otherwise(subject: Subject, delivered: Delivered, files: Sequence[Delivered]) -> bool:
    """Whether the file of another county tells of the person what this one does not."""
    keys = {key for row in subject.rows for key in keys_of(row)}
    mine = {told for key in keys for told in delivered.tellings.get(key, ())}
    return any(
        not other.tellings[key] <= mine
        for other in files
        if other is not delivered
        for key in keys
        if key in other.tellings
    )
