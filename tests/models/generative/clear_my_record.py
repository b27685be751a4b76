"""What Clear My Record (GoGen of Code for America, archived, MIT) determined for each Proposition 64 conviction.

What belongs here: the tool's people, the checks of its configurable flow in their order, and what it passed over. What
does not: our policy, the warehouse, totals of the tool's summary, the columns that it printed and never looked at. It
is a reading of codeforamerica/gogen 0.2.13, by which our policy is measured: where the tool erred, so does this.

Facts, by file of that repository:

- ``data/doj_information.go``: one file after the other, a person is a SUBJECT_ID of one file.
- ``data/subject.go``: the birth date of the person's first row; a conviction is the first convicted row of a CNT_ORDER,
  in the order of the file and in whatever county; deceased is a row of the type DECEASED. Rows without a SUBJECT_ID are
  one person who begins anew at every row: birth date of the last, each row a conviction of its own.
- ``data/configurable_eligibility_flow.go``: in scope are convictions whose county is the option's to the letter and
  whose charge holds one of the four numbers. The checks run as our issue lists them; the first that holds decides;
  none holding, both words stay blank. "Not eligible" is never said. Super strikes, PC 290 and registration are not
  looked at, nor whether the conviction came after Proposition 64: ``data/eligibility_info.go`` prints these beside it.
- ``data/doj_row.go``, ``data/subject.go``: under 21 = birth date + 21 years *after* the day of the conviction; age and
  years since: reached *on* the day; crime-free: the latest conviction *before* the as-of date less the years. Years
  are calendar years, 29 February becoming 1 March. A date that cannot be read is the year 1.
- An empty or short CNT_ORDER ended the run (``data/eligibility_info.go``, ``data/subject.go``); see ``stops``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.models.generative.clear_my_record_defects import (
    TOUCHES_OTHERS,
    charge_meant,
    cleaned,
    defects_of,
    section_meant,
)
from tests.models.generative.clear_my_record_rows import ZERO, RawFile, RawRow, Stop, day

DISMISSAL = "Eligible for Dismissal"
REDUCTION = "Eligible for Reduction"
SECTIONS = ("11357", "11358", "11359", "11360")


@dataclass(frozen=True)
class Options:
    """What the prosecutor of a county chose. Zero and false leave a check out."""

    dismiss: tuple[str, ...]
    reduce: tuple[str, ...]
    under_21: bool
    only_prop64: bool
    deceased: bool
    age: int
    years_since: int
    years_crime_free: int

    def __post_init__(self) -> None:
        """Refuse what the tool refused, and the sections that made it crash (ValueError)."""
        ranges = {"age": (40, 65), "years_since": (1, 15), "years_crime_free": (1, 15)}
        for name, (least, most) in ranges.items():
            value = getattr(self, name)
            if value != 0 and not least <= value <= most:
                raise ValueError(f"{name} should be between {least} and {most}, or 0")
        for section in (*self.dismiss, *self.reduce):
            if section not in SECTIONS:
                raise ValueError(f"{section} is none of {SECTIONS}")

    @classmethod
    def from_json(cls, options: Mapping[str, Mapping[str, Any]]) -> Options:
        """The options as the tool's file words them; what is absent is left out."""
        baseline, additional = options.get("baselineEligibility", {}), options.get("additionalRelief", {})
        return cls(
            dismiss=tuple(baseline.get("dismiss", ())),
            reduce=tuple(baseline.get("reduce", ())),
            under_21=additional.get("subjectUnder21AtConviction", False),
            only_prop64=additional.get("subjectHasOnlyProp64Charges", False),
            deceased=additional.get("subjectIsDeceased", False),
            age=additional.get("subjectAgeThreshold", 0),
            years_since=additional.get("yearsSinceConvictionThreshold", 0),
            years_crime_free=additional.get("yearsCrimeFreeThreshold", 0),
        )


@dataclass
class Subject:
    """What the tool knew of the person behind one SUBJECT_ID. ``convictions`` in the order of the file."""

    subject_id: str = ""
    birth_date: str = ""
    is_deceased: bool = False
    convictions: list[RawRow] = field(default_factory=list)
    rows: list[RawRow] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def push(self, row: RawRow) -> None:
        """Take in the next row of the file. A blank id forgets what was known, but not the convictions."""
        if self.subject_id == "":
            self.subject_id, self.birth_date, self.seen = row.subject_id, row.birth_date, set()
        self.rows.append(row)
        self.is_deceased = self.is_deceased or row.step_type == "DECEASED"
        if row.is_conviction and row.count_order not in self.seen:
            self.convictions.append(row)
            self.seen.add(row.count_order)

    @property
    def latest_conviction(self) -> date:
        """The day of the latest conviction in any county; ``ZERO`` if none has a day that can be read."""
        return max((row.event_day for row in self.convictions), default=ZERO)

    @property
    def has_only_prop64(self) -> bool:
        """Whether every conviction, in any county, holds one of the four numbers."""
        return all(row.is_prop64 for row in self.convictions)


@dataclass(frozen=True)
class Determination:
    """The tool's answer for one conviction, with the words of ``clear_my_record_defects`` that touch it.

    ``other_…`` words come from another conviction of the person. ``line`` is the conviction's physical line.
    """

    line: int
    subject_id: str
    cii: str
    count_order: str
    conviction_date: str
    code_section: str
    determination: str
    reason: str
    defects: frozenset[str]


@dataclass(frozen=True)
class PassedOver:
    """A convicted row of HS 11357 to 11360 in the county, by a careful reading, for which the tool had no answer."""

    line: int
    subject_id: str
    cii: str
    count_order: str
    conviction_date: str
    charge: str
    defects: frozenset[str]


def subjects(rows: Iterable[RawRow]) -> dict[str, Subject]:
    """The people of one file."""
    people: dict[str, Subject] = defaultdict(Subject)
    for row in rows:
        people[row.subject_id].push(row)
    return people


def determine(rows: Sequence[RawRow], county: str, options: Options, as_of: date) -> list[Determination]:
    """The tool's answer for every conviction of one file in its scope, in the order of the file."""
    subject_ids = ids_of_ciis(rows)
    found = []
    for subject in subjects(rows).values():
        for row in subject.convictions:
            if row.county != county or not row.is_prop64:
                continue
            determination, reason = answer(row, subject, options, as_of)
            defects = all_defects(row, subject, as_of, subject_ids)
            if determination == "":
                defects.add("section_in_no_list")
            found.append(
                Determination(
                    line=row.line,
                    subject_id=row.subject_id,
                    cii=row.cii,
                    count_order=row.count_order,
                    conviction_date=row.event_date,
                    code_section=row.code_section,
                    determination=determination,
                    reason=reason,
                    defects=frozenset(defects),
                )
            )
    return sorted(found, key=lambda each: each.line)


def answer(row: RawRow, subject: Subject, options: Options, as_of: date) -> tuple[str, str]:
    """Determination and reason: the first check that holds. A list's first section that stands in the text counts."""
    if not row.is_felony:
        return DISMISSAL, "Misdemeanor or Infraction"
    for section in options.dismiss:
        if section in row.code_section:
            return DISMISSAL, f"Dismiss all HS {section} convictions"
    birth = day(subject.birth_date)
    if options.under_21 and years_after(birth, 21) > row.event_day:
        return DISMISSAL, "21 years or younger"
    if options.age and years_after(birth, options.age) <= as_of:
        return DISMISSAL, f"{options.age} years or older"
    if options.years_since and row.event_day <= years_after(as_of, -options.years_since):
        return DISMISSAL, f"Conviction occurred {options.years_since} or more years ago"
    if options.years_crime_free and subject.latest_conviction < years_after(as_of, -options.years_crime_free):
        return DISMISSAL, f"No convictions in the past {options.years_crime_free} years"
    if options.only_prop64 and subject.has_only_prop64:
        return DISMISSAL, "Only has 11357-60 charges"
    if options.deceased and subject.is_deceased:
        return DISMISSAL, "Individual is deceased"
    for section in options.reduce:
        if section in row.code_section:
            return REDUCTION, f"Reduce all HS {section} convictions"
    return "", ""


def years_after(start: date, years: int) -> date:
    """The same day of another year; 29 February becomes 1 March where there is none."""
    if start.year + years > date.max.year:
        return date.max
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)


def all_defects(row: RawRow, subject: Subject, as_of: date, subject_ids: Mapping[str, set[str]]) -> set[str]:
    """The words for a conviction, for the person's other convictions, and for a person under several SUBJECT_IDs."""
    defects = defects_of(row, subject.rows, subject.birth_date, as_of)
    unseen = [other for other in subject.rows if not other.is_conviction and is_convicted_by_care(other)]
    for other in (*subject.convictions, *unseen):
        if other.line != row.line:
            words = defects_of(other, subject.rows, subject.birth_date, as_of)
            defects |= {f"other_{word}" for word in words & TOUCHES_OTHERS}
    if len(subject_ids[cleaned(row.cii)]) > 1:
        defects.add("one_cii_several_subject_ids")
    return defects


def is_convicted_by_care(row: RawRow) -> bool:
    """Whether a careful reader sees a conviction: blanks, small letters and control bytes change nothing."""
    return cleaned(row.disposition).upper().startswith("CONVICTED")


def ids_of_ciis(rows: Iterable[RawRow]) -> Mapping[str, set[str]]:
    """The SUBJECT_IDs that stand beside each CII in one file; none beside a CII that is not there."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if cleaned(row.cii):
            found[cleaned(row.cii)].add(row.subject_id)
    return found


def passed_over(rows: Sequence[RawRow], county: str, as_of: date) -> list[PassedOver]:
    """The convicted rows of the county that the tool left without an answer, one for each count, day and charge."""
    subject_ids = ids_of_ciis(rows)
    found = []
    for subject in subjects(rows).values():
        answered = {
            (row.count_order, row.event_date, section_meant(row))
            for row in subject.convictions
            if row.county == county and row.is_prop64
        }
        for row in subject.rows:
            key = (row.count_order, row.event_date, section_meant(row))
            is_here = cleaned(row.county).upper() == county.strip().upper()
            if not (is_convicted_by_care(row) and is_here and section_meant(row)) or key in answered:
                continue
            answered.add(key)
            defects = all_defects(row, subject, as_of, subject_ids)
            if row.county != county:
                defects.add("county_written_otherwise")
            if row.is_prop64 and row.county == county and row not in subject.convictions:
                defects.add("not_the_first_row_of_its_count")
            found.append(
                PassedOver(
                    line=row.line,
                    subject_id=row.subject_id,
                    cii=row.cii,
                    count_order=row.count_order,
                    conviction_date=row.event_date,
                    charge=charge_meant(row),
                    defects=frozenset(defects),
                )
            )
    return sorted(found, key=lambda each: each.line)


def stops(file: RawFile, county: str) -> list[Stop]:
    """What would have left the tool without any result for this file, in the order of the lines.

    A CNT_ORDER that is too short ended the whole run, and with it the files not yet read.
    """
    short = [
        Stop(row.line, "count_order_short")
        for row in file.rows
        if row.count_order_stops_the_tool
        or (row.county == county and len(row.count_order) < 6 and (row.is_conviction or row.step_type[:6] == "ARREST"))
    ]
    return sorted([*file.stops, *short], key=lambda stop: stop.line)
