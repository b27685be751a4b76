"""Invented people, their cases, charges, sentences and debts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from orchestration.ingestion.synthetic.standard.draws import Draws
from orchestration.ingestion.synthetic.standard.tables import Disposition, Offense, StateTables

_LAST = [
    "ALDER",
    "ASH",
    "ASPEN",
    "BEECH",
    "BIRCH",
    "BRAMBLE",
    "BROOK",
    "CEDAR",
    "CHERRY",
    "CLOVER",
    "CYPRESS",
    "DALE",
    "DOGWOOD",
    "ELDER",
    "ELM",
    "FERN",
    "FIELD",
    "FIR",
    "FOREST",
    "GORSE",
    "GROVE",
    "HAWTHORN",
    "HAZEL",
    "HEATH",
    "HOLLY",
    "IVY",
    "JUNIPER",
    "LARCH",
    "LAUREL",
    "LINDEN",
    "LOCUST",
    "MAPLE",
    "MARSH",
    "MEADOW",
    "MYRTLE",
    "OAK",
    "OLIVE",
    "PALM",
    "PINE",
    "POPLAR",
    "REED",
    "ROWAN",
    "SAGE",
    "SEDGE",
    "SORREL",
    "SPRUCE",
    "SYCAMORE",
    "TEASEL",
    "THORN",
    "VINE",
    "WILLOW",
    "YARROW",
    "YEW",
]
_FIRST = {
    "F": [
        "ADA",
        "ANN",
        "BEA",
        "CARA",
        "DEE",
        "EVE",
        "FAY",
        "GAIL",
        "HOPE",
        "IDA",
        "JO",
        "KIM",
        "LEE",
        "MAE",
        "NAN",
        "OPAL",
        "PAT",
        "RUTH",
        "SUE",
        "TESS",
        "UNA",
        "VERA",
        "WINNIE",
    ],
    "M": [
        "ABE",
        "BEN",
        "CAL",
        "DAN",
        "ED",
        "FINN",
        "GIL",
        "HAL",
        "IAN",
        "JAY",
        "KEN",
        "LOU",
        "MAX",
        "NED",
        "OTTO",
        "PAUL",
        "RAY",
        "SAM",
        "TOM",
        "VIC",
        "WES",
        "ZACK",
    ],
}
_WOMEN = 0.26
_RACES: Mapping[str, float] = {"W": 55, "B": 33, "H": 8, "A": 3, "I": 1}
_MORE_CASES = 0.45
_MOST_CASES = 7
_RECENT_DAYS = 500


@dataclass(frozen=True)
class Person:
    """An invented person."""

    number: int
    last: str
    first: str
    middle: str
    born: date
    sex: str
    race: str
    died: date | None
    # A number of the state other than the person's own, under which some cases are filed.
    other_number: int | None = None


@dataclass
class Sentence:
    """A part of a sentence. ``term``: how its longest term is written, if not in days."""

    component: str
    days: int = 0
    least_days: int = 0
    suspended_days: int = 0
    amount: int = 0
    ended: date | None = None
    term: str = ""
    is_undated: bool = False
    is_revoked: bool = False


@dataclass
class Charge:
    """A charge as it truly is. ``word``: the disposition as files word it; ``disposed``: None while it is open.

    ``written``: columns that files write otherwise than the truth; ``events``: further events and their days;
    ``marks``: what is odd about it; ``lower_row``: columns of a further row, of the court in which the case began.
    """

    person: Person
    place: str
    court: str
    court_code: str
    case_number: str
    docket: str
    tracking: str
    count: int
    offense: Offense
    offended: date
    arrested: date
    filed: date
    word: str
    means: str
    disposed: date | None
    sentences: list[Sentence] = field(default_factory=list)
    restitution: int = 0
    restitution_paid: int = 0
    fine: int = 0
    costs: int = 0
    is_paid: bool = True
    written: dict[str, str] = field(default_factory=dict)
    events: list[tuple[str, date]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    lower_court: str = ""
    lower_row: dict[str, str] = field(default_factory=dict)


def draw_person(
    draws: Draws, number: int, cut: date, women: float = _WOMEN, races: Mapping[str, float] = _RACES
) -> Person:
    """Draw a person. ``women`` and ``races``: shares of people."""
    sex = "F" if draws.is_drawn("sex", women) else "M"
    born = date(1948, 1, 1) + timedelta(days=draws.draw_whole("born", 0, (cut - date(1948, 1, 1)).days - 366 * 20))
    died = cut - timedelta(days=draws.draw_whole("died", 1, 2000)) if draws.is_drawn("is dead", 0.01) else None
    return Person(
        number=number,
        last=_LAST[draws.draw_whole("last", 0, len(_LAST) - 1)],
        first=_FIRST[sex][draws.draw_whole("first", 0, len(_FIRST[sex]) - 1)],
        middle=chr(ord("A") + draws.draw_whole("middle", 0, 25)) if draws.is_drawn("has middle", 0.7) else "",
        born=born,
        sex=sex,
        race=draws.draw_key("race", races),
        died=died,
    )


def draw_charges(draws: Draws, person: Person, tables: StateTables, cut: date) -> Iterator[Charge]:
    """Draw the charges of a person, case by case."""
    cases = 1
    while cases < _MOST_CASES and draws.is_drawn(f"case {cases + 1}", _MORE_CASES):
        cases += 1
    home = draws.draw_key("home", {name: place.weight for name, place in tables.places.items()})
    for case in range(cases):
        yield from _draw_case(draws.derive(f"case {case}"), person, case, home, tables, cut)


def _draw_case(draws: Draws, person: Person, case: int, home: str, tables: StateTables, cut: date) -> Iterator[Charge]:
    grown = date(person.born.year + tables.youngest, person.born.month, min(person.born.day, 28))
    last = min(person.died or cut, cut) - timedelta(days=20)
    first_day = max(grown, last - timedelta(days=_RECENT_DAYS)) if draws.is_drawn("recent", tables.recent) else grown
    offended = first_day + timedelta(days=draws.draw_whole("offended", 0, max((last - first_day).days, 1)))
    arrested = offended + timedelta(days=draws.draw_whole("arrested", 0, 5))
    filed = arrested + timedelta(days=draws.draw_whole("filed", 0, 14))
    disposed = filed + timedelta(days=draws.draw_whole("disposed", 20, 400))
    place = home
    if draws.is_drawn("elsewhere in the state", 0.2):
        place = draws.draw_key("place", {name: found.weight for name, found in tables.places.items()})
    first = draws.draw_weighted("offense 1", tables.offenses, [offense.weight for offense in tables.offenses])
    offenses = [first]
    for number in (2, 3):
        if draws.is_drawn(f"count {number}", 0.3):
            offenses.append(
                draws.draw_weighted(f"offense {number}", tables.offenses, [one.weight for one in tables.offenses])
            )
    tracking = f"T{person.number:07d}{case}"
    for count, offense in enumerate(offenses, 1):
        court = next(
            name
            for name, found in tables.courts.items()
            if (offense if tables.one_charge_a_case else first).level in found.levels
        )
        of_court = tables.courts[court]
        numbers = {
            "place_code": tables.places[place].code,
            "year": filed.year,
            "number": person.number * 10 + case,
            "count": count,
            "district": tables.places[place].district,
        }
        case_number = of_court.case_number.format(**numbers)
        charge = Charge(
            person=person,
            place=place,
            court=court,
            court_code=of_court.code.format(**numbers),
            case_number=case_number,
            docket=of_court.docket.format(**numbers) or case_number,
            tracking=tracking,
            count=1 if tables.one_charge_a_case else count,
            offense=offense,
            offended=offended,
            arrested=arrested,
            filed=filed,
            word="",
            means="blank",
            disposed=None,
        )
        if disposed <= min(cut, person.died or cut):
            _dispose(draws.derive(f"count {count}"), charge, tables, disposed, cut)
        yield charge


def _dispose(draws: Draws, charge: Charge, tables: StateTables, disposed: date, cut: date) -> None:
    words = {
        word: found
        for word, found in tables.dispositions.items()
        if not found.levels or charge.offense.level in found.levels
    }
    charge.word = draws.draw_key("disposition", {word: found.weight for word, found in words.items()})
    found: Disposition = words[charge.word]
    charge.means, charge.disposed = found.means, disposed
    if charge.means != "convicted":
        return
    level = charge.offense.level
    is_felony = "felony" in level.lower()
    if is_felony and draws.is_drawn("prison", 0.45):
        days = draws.draw_whole("prison days", 12, 60) * 30
        least = days // 2
        _add_term(charge, Sentence("prison", days, least, 0), disposed, least, cut)
    elif (is_felony or "misdemeanor" in level.lower()) and draws.is_drawn("jail", 0.4):
        days = draws.draw_whole("jail days", 1, 36) * 10
        suspended = days - days // draws.draw_whole("suspended", 1, 5)
        _add_term(charge, Sentence("jail", days, 0, suspended), disposed, days - suspended, cut)
    if (is_felony or "misdemeanor" in level.lower()) and draws.is_drawn("probation", 0.5):
        days = draws.draw_whole("probation days", 1, 6) * 182
        _add_term(charge, Sentence("probation", days), disposed, days, cut)
    if draws.is_drawn("fine", 0.5):
        charge.fine = draws.draw_whole("fine amount", 1, 20) * 25
        charge.sentences.append(Sentence("fine", amount=charge.fine))
    charge.costs = draws.draw_whole("costs", 60, 300)
    charge.is_paid = draws.is_drawn("paid", 0.65)
    if charge.offense.has_victim and draws.is_drawn("restitution", 0.4):
        charge.restitution = draws.draw_whole("restitution amount", 4, 160) * 25
        paid = draws.draw_uniform("restitution paid")
        charge.restitution_paid = charge.restitution if paid < 0.6 else int(charge.restitution * (paid - 0.6))


def _add_term(charge: Charge, sentence: Sentence, disposed: date, served: int, cut: date) -> None:
    ended = disposed + timedelta(days=served)
    if ended <= cut:
        sentence.ended = ended
    charge.sentences.append(sentence)
