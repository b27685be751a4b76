"""Make invented histories as odd as real files: other states, namesakes, days, words, terms, violations, relief."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from orchestration.ingestion.synthetic.hard import HardTables, HardWord
from orchestration.ingestion.synthetic.standard.draws import Draws
from orchestration.ingestion.synthetic.standard.people import Charge, Person, Sentence
from orchestration.ingestion.synthetic.standard.tables import Offense, StateTables

_OTHER_NUMBERS = 5_000_000
_MOST_VIOLATIONS = 3
_RELIEF_AFTER = 400


class Odds:
    """The rates of a state, and how often each was asked and happened."""

    def __init__(self, tables: HardTables) -> None:
        self.tables = tables
        self.asked: Counter[str] = Counter()
        self.happened: Counter[str] = Counter()

    def happens(self, draws: Draws, what: str) -> bool:
        """Draw whether something odd is so."""
        return self.choose(draws, what, what) == what

    def choose(self, draws: Draws, name: str, *whats: str) -> str:
        """Draw one of several that exclude each other, or none (empty)."""
        left, found = draws.draw_uniform(name), ""
        for what in whats:
            self.asked[what] += 1
            left -= self.tables.get_rate(what)
            if left < 0 and not found:
                found = what
        self.happened[found] += bool(found)
        return found

    def draw_word(self, draws: Draws, field: str, what: str, pool: Sequence[HardWord] = ()) -> HardWord:
        """Draw a word of a rate by weight, from a part of them if one is given."""
        words = pool or self.tables.words[field, what]
        return draws.draw_weighted(what, words, [word.weight for word in words])

    def describe(self) -> dict[str, dict[str, float]]:
        """Describe each rate, in how many things it was asked, and in how many it happened."""
        return {
            what: {"rate": self.tables.get_rate(what), "of": asked, "found": self.happened[what]}
            for what, asked in sorted(self.asked.items())
        }


def share_name(draws: Draws, person: Person, previous: Person | None, odds: Odds) -> Person:
    """Give a person, at a rate, the name, birth day and sex of the one before."""
    if previous is None or not odds.happens(draws, "namesake"):
        return person
    shared = {name: getattr(previous, name) for name in ("last", "first", "middle", "born", "sex")}
    return replace(person, **shared)


def write_birth_day(draws: Draws, person: Person, odds: Odds) -> str:
    """Write the birth day: missing or impossible at a rate."""
    kind = odds.choose(draws, "birth day", "birth_day_missing", "birth_day_impossible")
    return {"": person.born.isoformat(), "birth_day_missing": ""}.get(kind, f"{person.born:%Y}-02-31")


def harden_charges(draws: Draws, charges: Sequence[Charge], tables: StateTables, odds: Odds, cut: date) -> list[Charge]:
    """Make the charges of a person odd, and add violations of probation as cases of their own."""
    cases = [list(group) for _, group in groupby(charges, lambda charge: charge.tracking)]
    if len(cases) > 1 and odds.happens(draws, "two_numbers"):
        other = replace(charges[0].person, other_number=charges[0].person.number + _OTHER_NUMBERS)
        for charge in (charge for case in cases[1::2] for charge in case):
            charge.person = other
            charge.marks.append("two_numbers")
    violations: list[Charge] = []
    for number, case in enumerate(cases):
        of_case = draws.derive(f"hard case {number}")
        is_elsewhere = odds.happens(of_case, "case_elsewhere")
        was_disposed = any(charge.disposed for charge in case)
        is_open = was_disposed and odds.happens(of_case, "case_without_disposition")
        for place, charge in enumerate(case):
            part = of_case.derive(place)
            _harden_offense(part, charge, odds)
            if is_open:
                _reopen(charge)
            if charge.disposed:
                _harden_disposition(part, charge, odds)
            if charge.disposed and charge.means == "convicted":
                violations += _harden_conviction(part, charge, tables, odds, cut, len(violations))
            _harden_days(part, charge, odds)
            _harden_grade(part, charge, odds)
            _add_lower_court(part, charge, tables, odds)
            if is_elsewhere:
                _move_elsewhere(part, charge, odds)
    return [*charges, *violations]


def _harden_offense(draws: Draws, charge: Charge, odds: Odds) -> None:
    if charge.offense.level == "Felony" and odds.happens(draws, "life_charge"):
        charge.offense = _build_offense(odds.tables.offenses["life_charge"], "Felony")
        charge.marks.append("life_charge")


def _build_offense(row: Mapping[str, str], level: str) -> Offense:
    parts = {name: row[name] for name in ("title", "section", "subsection", "words", "grade", "max_days")}
    return Offense(**parts, level=level, weight=0, has_victim=False, note=row["source"])


def _reopen(charge: Charge) -> None:
    charge.word, charge.means, charge.disposed = "", "blank", None
    charge.marks.append("case_without_disposition")
    _forget_sentence(charge)


def _forget_sentence(charge: Charge) -> None:
    charge.sentences, charge.fine, charge.costs = [], 0, 0
    charge.restitution = charge.restitution_paid = 0


def _harden_disposition(draws: Draws, charge: Charge, odds: Odds) -> None:
    what = odds.choose(draws, "word", "disposition_other_word", "disposition_rare_word")
    if what:
        words = odds.tables.words["disposition", what]
        is_convicted = charge.means == "convicted"
        alike = [word for word in words if word.means == charge.means]
        if what == "disposition_rare_word":
            alike = [word for word in words if (word.means == "convicted") == is_convicted]
        found = odds.draw_word(draws, "disposition", what, alike)
        charge.word, charge.means = found.word, found.means
        charge.marks.append(what)
        if is_convicted and found.means != "convicted":
            _forget_sentence(charge)


def _harden_conviction(
    draws: Draws, charge: Charge, tables: StateTables, odds: Odds, cut: date, found: int
) -> list[Charge]:
    """Make the sentence of a conviction odd; return the violation of its probation, if that is a case of its own."""
    disposed = charge.disposed or cut
    violations = []
    if "life_charge" in charge.marks:
        charge.sentences = [Sentence("prison", term=odds.draw_word(draws, "term", "life_charge").word)]
    for place, sentence in enumerate(charge.sentences):
        part = draws.derive(f"sentence {place}")
        sentence.is_undated = odds.happens(part, "imposed_day_missing")
        if sentence.component == "probation" and odds.happens(part, "probation_revoked"):
            longest = max(min(sentence.days, (cut - disposed).days), 1)
            day = disposed + timedelta(days=part.draw_whole("revoked", 1, longest))
            sentence.is_revoked, sentence.ended = True, None
            charge.events.append(("revoked", day))
            charge.marks.append("probation_revoked")
            if found < _MOST_VIOLATIONS and odds.happens(part, "violation_case"):
                violations.append(_build_violation(part, charge, tables, odds, day, cut, found))
    if (cut - disposed).days > _RELIEF_AFTER and odds.happens(draws, "earlier_relief"):
        day = disposed + timedelta(days=draws.draw_whole("relief", _RELIEF_AFTER, (cut - disposed).days))
        charge.events.append(("relief", day))
        charge.marks.append("earlier_relief")
    if "life_charge" not in charge.marks and odds.happens(draws, "sentence_left_out"):
        charge.sentences = []
        charge.marks.append("sentence_left_out")
    return violations


def _build_violation(
    draws: Draws, charge: Charge, tables: StateTables, odds: Odds, day: date, cut: date, found: int
) -> Charge:
    of_law = odds.tables.offenses["violation_case"]
    filed = min(day + timedelta(days=draws.draw_whole("filed", 1, 20)), cut)
    disposed = filed + timedelta(days=draws.draw_whole("disposed", 10, 120))
    case_number, docket = _number_case(charge, tables, charge.court, filed, 9 - found)
    violation = Charge(
        person=charge.person, place=charge.place, court=charge.court, court_code=charge.court_code,
        case_number=case_number, docket=docket, tracking=f"{charge.tracking}V{found}", count=1,
        offense=_build_offense(of_law, charge.offense.level), offended=day, arrested=filed, filed=filed,
        word="", means="blank", disposed=None, marks=["violation_case"],
    )  # fmt: skip
    if disposed < cut:
        violation.word, violation.means, violation.disposed = of_law["disposition"], "probation_revoked", disposed
        violation.sentences = [Sentence("jail", draws.draw_whole("jail days", 1, 36) * 10)]
    return violation


def _number_case(charge: Charge, tables: StateTables, court: str, filed: date, case: int) -> tuple[str, str]:
    place, of_court = tables.places[charge.place], tables.courts[court]
    numbers = {
        "place_code": place.code, "district": place.district, "year": filed.year, "count": charge.count,
        "number": charge.person.number * 10 + case,
    }  # fmt: skip
    case_number = of_court.case_number.format(**numbers)
    return case_number, of_court.docket.format(**numbers) or case_number


def _harden_days(draws: Draws, charge: Charge, odds: Odds) -> None:
    if charge.disposed:
        kinds = ("disposition_day_missing", "disposition_day_partial", "disposition_day_impossible")
        kind = odds.choose(draws, "disposition day", *kinds)
        if kind:
            ways = ("", f"{charge.disposed:%Y-%m}", f"{charge.disposed:%Y}-02-30")
            charge.written["disposition_date"] = dict(zip(kinds, ways, strict=True))[kind]
    for what, column in (("offense_day_missing", "offense_date"), ("arrest_day_missing", "arrest_date")):
        if odds.happens(draws, what):
            charge.written[column] = ""


def _harden_grade(draws: Draws, charge: Charge, odds: Odds) -> None:
    offense, words = charge.offense, charge.offense.words
    if odds.happens(draws, "level_missing"):
        charge.written["level"] = ""
    spellings = list(_list_spellings(offense, odds))
    if offense.grade:
        kinds = ["grade_missing", "degree_in_words_only", *(["grade_other_spelling"] if spellings else [])]
        kind = odds.choose(draws, "grade", *kinds)
        if kind:
            charge.written["grade"] = (
                draws.draw_weighted("spelling", spellings, [1] * len(spellings))
                if (kind == "grade_other_spelling")
                else ""
            )
        if kind == "degree_in_words_only":
            words = f"{words} ({offense.grade})"
    elif offense.max_days and odds.happens(draws, "grade_missing"):
        charge.written["max_days"] = ""
    without = words
    for pattern in odds.tables.words["degree", "degree_left_out"]:
        without = re.sub(pattern.word, "", without, flags=re.I)
    if without != words and odds.happens(draws, "degree_left_out"):
        words = without
    if words != offense.words:
        charge.written["charge_text"] = words


def _list_spellings(offense: Offense, odds: Odds) -> list[str]:
    grade = offense.grade
    parts = {"grade": grade, "first": grade[:1], "rest": grade[1:], "level": offense.level[:1].upper()}
    return [
        word.word.format(**parts)
        for word in odds.tables.words.get(("grade", "grade_other_spelling"), ())
        if ("{rest}" not in word.word or parts["rest"] not in ("", "U"))
        and ("{level}" not in word.word or len(grade) == 1)
    ]


def _add_lower_court(draws: Draws, charge: Charge, tables: StateTables, odds: Odds) -> None:
    """Add the row of the court in which a case of the highest trial court began, where the state's files have both."""
    highest, *_, lowest = tables.courts
    if (
        charge.court != highest
        or not odds.tables.get_rate("lower_court_row")
        or not odds.happens(draws, "lower_court_row")
    ):
        return
    case_number, docket = _number_case(charge, tables, lowest, charge.arrested, int(charge.tracking[8:9]))
    charge.lower_court = lowest
    charge.lower_row = {
        "case_number": case_number, "docket_number": docket, "filed_date": charge.arrested.isoformat(),
        "court_code": tables.courts[lowest].code.format(
            place_code=tables.places[charge.place].code, district=tables.places[charge.place].district
        ),
        "disposition": odds.draw_word(draws, "disposition", "lower_court_row").word,
        "disposition_date": charge.filed.isoformat(),
    }  # fmt: skip


def _move_elsewhere(draws: Draws, charge: Charge, odds: Odds) -> None:
    charge.marks.append("case_elsewhere")
    charge.written |= {
        "place": "Elsewhere", "court_code": "", "judicial_district": "", "grade": "", "statute_title": "",
        "statute_section": "", "statute_subsection": "",
        "statute": odds.draw_word(draws, "statute", "case_elsewhere").word,
    }  # fmt: skip
    charge.lower_row = {}
