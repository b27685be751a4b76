"""The schema of a law pack (``models/rules/<st>/<provision>.law``).

Unknown keys are errors. A number or day may be written as the name of a parameter. Days are closed at the beginning and
open at the end (``from <= day < to``), but ``to`` of a parameter is its last day in force, as in the table.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from orchestration.law.input_files import format_found, make_one_line
from orchestration.law.relief_ways import read_relief_ways
from orchestration.law.verification_tags import is_tag

Level = Literal[
    "felony",
    "misdemeanor",
    "infraction",
    "petty_offense",
    "summary",
    "violation",
    "civil_infraction",
    "traffic_infraction",
    "motor_vehicle_violation",
]
Disposition = Literal[
    "conviction",
    "acquittal",
    "dismissal",
    "dismissed_with_prejudice",
    "dismissed_without_prejudice",
    "nolle_prosequi",
    "deferred",
    "deferred_dismissed",
    "diversion",
    "pardoned",
    "conditionally_pardoned",
    "declined",
    "arrest_without_charge",
    "released",
    "pending",
    "other",
    "none",
]
Component = Literal["prison", "jail", "probation", "supervision", "fine", "restitution", "community"]
Unit = Literal["charge", "case", "arrest", "person"]
Status = Literal["met", "presumed", "not_met", "not_yet", "unknown"]
Answer = Literal["yes", "no", "unknown"]
Reach = Literal["count", "case", "person"]
Window = Literal[
    "ever",
    "in_the_wait",
    "same_case",
    "same_arrest",
    "same_day",
    "following_years",
    "last_years",
    "between",
]
HOUSE_RULE = "house rule, the same for every state"
"""What common elements cite: no statute asks them."""
COMMON = ("not_relieved_before", "court_of_this_state", "arrest_of_this_state", "record_is_clear", "not_challenged")
"""The elements that every path has: the loader adds them before its own."""

PETITION = "petition"
"""``relief_by`` of what a person has to ask a court for: a hint beside a determination, which files nothing."""
_WAYS = (*read_relief_ways(), PETITION)
_NAME = r"[a-z][a-z0-9_]*"
_PATH = r"[A-Za-z][A-Za-z0-9_-]*"


def _read_text(value: object) -> object:
    """Take a bare number (a section, a count) as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _read_number(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, str) and re.fullmatch(_NAME, value):
        return value
    raise ValueError(f"expected a whole number or the name of a parameter, found {format_found(value)}")


def _read_day(value: object) -> object:
    if type(value) is date or (isinstance(value, str) and re.fullmatch(_NAME, value)):
        return value
    raise ValueError(f"expected a day (2026-11-29) or the name of a parameter, found {format_found(value)}")


def _read_name(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(_NAME, value):
        return value
    raise ValueError(f"expected a name of lower-case letters, digits and _, found {format_found(value)}")


def _read_path(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(_PATH, value):
        return value
    raise ValueError(f"expected a name of letters, digits, _ and -, found {format_found(value)}")


def _read_tag(value: str) -> str:
    if not is_tag(value):
        raise ValueError(f"expected a mark (V, P, C, S, M or inference), found {format_found(value)}")
    return value


def _check_relief_by(value: str) -> str:
    if value not in _WAYS:
        raise ValueError(f"expected {', '.join(_WAYS)}, found {format_found(value)}")
    return value


def _make_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


Text = Annotated[str, BeforeValidator(_read_text), AfterValidator(make_one_line)]
Name = Annotated[str, BeforeValidator(_read_name), WithJsonSchema({"type": "string", "pattern": f"^{_NAME}$"})]
PathName = Annotated[str, BeforeValidator(_read_path), WithJsonSchema({"type": "string", "pattern": f"^{_PATH}$"})]
Tag = Annotated[str, AfterValidator(_read_tag)]
Number = Annotated[
    int | str,
    BeforeValidator(_read_number),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": f"^{_NAME}$"}]}),
]
Day = Annotated[
    date | str,
    BeforeValidator(_read_day),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "pattern": f"^{_NAME}$"}]}),
]
ReliefBy = Annotated[str, AfterValidator(_check_relief_by), WithJsonSchema({"enum": [*_WAYS]})]
_OR_ONE = "One, or a list of them."


class Part(BaseModel):
    """A part of a pack: unknown keys are errors, nothing is converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=False)


class Cited(Part):
    """A part that cites the law. ``text``: the words of the statute, where they were read."""

    cite: Text
    verified: Tag
    text: Text | None = None


class Uncited(Part):
    """A part that may cite the law; without a citation it has that of what reads it."""

    cite: Text | None = None
    verified: Tag | None = None
    text: Text | None = None


class ParameterValue(Cited):
    """The value of a parameter on the days ``from`` to ``to``, both included; null where the law leaves it open."""

    value: int | date | bool | Text | None
    unit: Text
    from_: date = Field(alias="from")
    to: date | None = None


class Fact(Cited):
    """A question that a person can answer."""

    unit: Literal["charge", "arrest", "person", "line", "delivery"]
    asked_by: Literal["charge", "arrest", "person", "line", "delivery"]
    question: Text
    levels: dict[Literal["yes", "no"], Level] = Field({}, description="Level of the charge that an answer establishes.")


class Selector(Cited):
    """One alternative of a kind of charge or arrest: every key given must hold."""

    of: Literal["charge", "arrest"] = "charge"
    dispositions: list[Disposition] = []
    levels: list[Level] = []
    levels_none: list[Level] = []
    grades: list[Text] = []
    max_days_from: Number | None = None
    max_days_to: Number | None = None
    lists_any: list[Name] = []
    lists_none: list[Name] = []
    sections: list[Text] = []
    imposed_min_below: Number | None = None
    imposed_max_below: Number | None = None
    components: list[Component] = []
    offense_from: Day | None = None
    offense_to: Day | None = None
    convicted_from: Day | None = None
    convicted_to: Day | None = None
    arrested_from: Day | None = None
    arrested_to: Day | None = None
    facts: dict[Name, Annotated[list[Answer], BeforeValidator(_make_list)]] = {}
    except_: Name | None = Field(None, alias="except")
    relieved_by: Name | None = None
    not_relieved_by: Name | None = None
    jurisdiction: Literal["here", "elsewhere", "any"] = "any"


class ClockDay(Uncited):
    """A day that a clock runs from; the latest day of a clock counts."""

    event: Name
    selector: Name | None = None
    required: bool = True


class Answers(Part):
    """How an established fact answers an element. ``over``: instead of any record, or only where it leaves unknown."""

    fact: Name
    of: Literal["unit", "other"] = "unit"
    yes: Status | Answer | None = None
    no: Status | Answer | None = None
    over: Literal["unknown", "any"] = "unknown"

    @model_validator(mode="after")
    def _check_answers(self) -> Answers:
        if self.yes is None and self.no is None:
            raise ValueError("expected at least one of the keys yes, no")
        return self


class Element(Cited):
    """What all types of elements have.

    ``name``: of an element that paths ask with other numbers each. ``rests_on``, ``looks_at``: rows that explain it.
    ``fits``: it says whether the path is for the unit at all; of a path that is not, a no is no bar.
    ``if``: of a petition, what has to be so while the record leaves the element unknown, in the words of the hint.
    """

    name: Name | None = None
    question: Text | None = None
    rests_on: list[Name] = []
    looks_at: Reach | None = None
    when_unknown: Literal["review", "undeterminable", "counsel"] = "review"
    when_not_yet: Text | None = Field(None, description="What must stay so until the day comes.")
    fits: bool = False
    if_: Text | None = Field(default=None, alias="if")
    answers: Annotated[list[Answers], BeforeValidator(_make_list)] = Field([], description=_OR_ONE)


class Kind(Element):
    """Whether the unit itself is of a kind."""

    type: Literal["kind"]
    selector: Name
    negate: bool = False
    when_hit: Status = "not_met"
    when_silent: Status | None = None


class Wait(Element):
    """Whether a time has elapsed since the latest day of a clock."""

    type: Literal["wait"]
    clock: Name
    years: Number | None = None
    months: Number | None = None
    days: Number | None = None
    anniversary: Literal["day_after", "on_the_day"] | None = None
    required_if: Name | None = None
    restarts: bool = False


class NoOther(Element):
    """Whether fewer than ``n`` other charges (or arrests) of the person are of a kind, in a window."""

    type: Literal["no_other"]
    selector: Name
    window: Window
    years: Number | None = None
    n: Number = 1
    counts_this: bool = False
    not_this_case: bool = False
    count_by: Literal["charge", "case", "tracking"] = "charge"
    scope: Literal["any", "here"] = "any"
    also_selector: Name | None = None
    also_n: Number | None = None
    when_hit: Status = "not_met"
    when_perhaps: Status | None = None
    after: Name | None = None
    until: Name | None = None
    except_pairs: Name | None = None
    required_if: Name | None = None

    @property
    def ends_on_a_day(self) -> bool:
        """Whether it holds up only until its window of the last years has left behind what counts."""
        return (self.window, self.when_hit, self.n) == ("last_years", "not_yet", 1) and not self.also_selector

    @model_validator(mode="after")
    def _check_window(self) -> NoOther:
        if (self.years is not None) != (self.window in ("following_years", "last_years")):
            raise ValueError("expected `years` with the windows following_years and last_years, and with no other")
        if self.window == "between" and not (self.after and self.until):
            raise ValueError("expected `after` and `until` with the window between")
        if self.window != "between" and (self.after or self.until):
            raise ValueError("expected `after` and `until` with the window between only")
        if (self.also_selector is None) != (self.also_n is None):
            raise ValueError("expected `also_selector` and `also_n` together")
        return self


class Owes(Element):
    """Whether something is owed in the case."""

    type: Literal["owes"]
    owed: Annotated[list[Name], BeforeValidator(_make_list)] = Field(description=_OR_ONE)
    when_hit: Status = "not_met"
    standard: Literal["must_appear", "must_not_appear"]


class PersonStatus(Element):
    """Whether something is so of the person on the day of the run."""

    type: Literal["status"]
    status: Name
    when_hit: Status = "not_met"
    needs_delivery: Name | None = None
    standard: Literal["must_appear", "must_not_appear"]


class UnitFact(Element):
    """Whether a fact of the unit is so. ``by_path``: a fact of the unit on each path, named ``<fact> <path>``."""

    type: Literal["fact"]
    fact: Name
    by_path: bool = False
    when_no: Status = "not_met"
    negate: bool = False
    dated: bool = False
    needs_delivery: Name | None = None
    standard: Literal["must_appear", "must_not_appear"]


class Age(Element):
    """Whether the person was below an age on the day of an event."""

    type: Literal["age"]
    at: Name
    below: Number


class FactAnswer(Part):
    """A fact and the answer that is asked for."""

    fact: Name
    is_: Answer = Field(alias="is")


class OperativeDay(Part):
    """A day from which the law is in operation, in a case that a fact tells."""

    from_: Day = Field(alias="from")
    if_: FactAnswer | None = Field(None, alias="if")


class Operative(Element):
    """Whether the law is in operation on the day of the run."""

    type: Literal["operative"]
    from_: Annotated[
        list[OperativeDay],
        BeforeValidator(lambda value: value if isinstance(value, list) else [{"from": value}]),
    ] = Field(alias="from", description="A day, or a list of days, of which the first whose fact is so counts.")


class Combine(Element):
    """Any, or all, of other elements; a list among them is all of its elements."""

    type: Literal["combine"]
    of: list[Name | Annotated[list[Name], Field(min_length=2)]] = Field(min_length=2)
    take: Literal["any", "all"]


AnyElement = Annotated[
    Kind | Wait | NoOther | Owes | PersonStatus | UnitFact | Age | Operative | Combine,
    Field(discriminator="type"),
]


class CommonWords(Part):
    """A common element in words of its own; ``fact``: where it reads another than the fact of its name."""

    fact: Name | None = None
    by_path: bool = False
    question: Text | None = None
    rests_on: list[Name] = []
    looks_at: Reach | None = None
    when_unknown: Literal["review", "undeterminable", "counsel"] | None = None
    cite: Text = HOUSE_RULE
    verified: Tag = "inference"
    text: Text | None = None
    answers: Annotated[list[Answers], BeforeValidator(_make_list)] = []


class Common(Part):
    """The common elements, worded; ``not_challenged: false`` where the statute knows no challenge."""

    not_relieved_before: CommonWords | None = None
    court_of_this_state: CommonWords | None = None
    arrest_of_this_state: CommonWords | None = None
    record_is_clear: CommonWords | None = None
    not_challenged: CommonWords | Literal[False] | None = None


class Suppose(Part):
    """Levels that a unit of unknown level is decided as."""

    level: list[Level] = Field(min_length=2)


class Hint(Part):
    """What a person is told of a petition: ``text``, an if for each thing the record leaves unknown, ``further``."""

    beside: Name = Field(description="The remedy beside which it is told, where that does not reach.")
    text: Text
    further: Text
    granted: Text
    form: Text | None = None


class Remedy(Uncited):
    """A remedy: what is granted, by whom, for what."""

    name: Text
    relief_by: ReliefBy
    effect: Text
    basis: Literal["statute", "policy"]
    statutory_path: Text | None = None
    unit: Unit
    suppose: Suppose | None = None
    a_path_fits: CommonWords | None = Field(
        None, description="A unit that none of its paths fits (`fits`) goes to review, by an element in these words."
    )
    hint: Hint | None = Field(None, description="Of a petition of the person.")

    @model_validator(mode="after")
    def _check_hint(self) -> Remedy:
        if (self.relief_by == PETITION) != (self.hint is not None):
            raise ValueError("expected `hint` with `relief_by: petition`, and with no other")
        if self.hint and not (self.cite and self.verified):
            raise ValueError("expected `cite` and `verified` with `hint`")
        return self


class Relief(Uncited):
    """What a relief does to the entry and how figures rank it (1 is the strongest)."""

    rank: int
    unit: Unit
    ends_entry: bool
    ends_felony: bool
    words: Text


class Path(Cited):
    """One way to a remedy. ``every``: names of elements and groups, in the order of the statute.

    ``comes_to``: what it comes to where all is met, if it grants nothing. ``gives_way``: while an element of it is
    undeterminable another path decides. ``if``: of a petition, what has to be so while it is not known whether the unit
    is of the kind.
    """

    path: PathName
    remedy: Name
    relief: Name | None = None
    comes_to: Literal["eligible", "ineligible", "review"] = "eligible"
    gives_way: bool = False
    unit: Unit = "charge"
    kind: Name
    covers: Name | None = None
    from_: Day = Field(alias="from")
    to: Day | None = None
    restarts: Name | None = None
    only_if: Name | None = None
    if_: Text | None = Field(default=None, alias="if")
    last_when_barred: bool = False
    every: list[Name]


class Cap(Cited):
    """At most ``n`` units may be relieved by these paths, counted in an order."""

    cap: Name
    paths: list[PathName] = Field(min_length=1)
    n: Number
    order: Name


class Grade(Cited):
    """The longest term of a grade, for offenses of the days ``from`` to ``to``."""

    level: Level
    grade: Text
    max_days: int
    from_: date | None = Field(None, alias="from")
    to: date | None = None


class Reason(Cited):
    """A reason in one sentence; ``text`` is that sentence."""

    text: Text
    instead_of: Annotated[list[PathName], BeforeValidator(_make_list)] = Field(
        [], description="The reasons that it replaces, of every unit or of those of the kind `where`. " + _OR_ONE
    )
    where: Name | None = None

    @model_validator(mode="after")
    def _check_replaced(self) -> Reason:
        if self.where and not self.instead_of:
            raise ValueError("expected `instead_of` with `where`")
        return self


class Presumption(Cited):
    """What an element takes for granted; ``text`` is the sentence that is printed."""

    element: Name
    text: Text
    asks_a_person: bool = True


class Pack(Part):
    """One provision of a state's law."""

    pack: Name
    state: Annotated[str, Field(pattern="^[a-z]{2}$")]
    title: Text
    text_as_of: date | None = Field(None, description="The day of the text that was read.")
    anniversary: Literal["day_after", "on_the_day"]
    parameters: dict[Name, list[ParameterValue]] = {}
    facts: dict[Name, Fact] = {}
    selectors: dict[Name, Annotated[list[Selector], BeforeValidator(_make_list)]] = Field({}, description=_OR_ONE)
    clocks: dict[Name, list[ClockDay]] = {}
    elements: dict[Name, AnyElement] = {}
    groups: dict[Name, list[Name]] = {}
    common: Common = Common()
    remedies: dict[Name, Remedy]
    reliefs: dict[Name, Relief] = {}
    paths: list[Path] = Field(min_length=1)
    caps: list[Cap] = []
    grades: list[Grade] = []
    reasons: dict[PathName, Reason] = {}
    presumptions: dict[Name, Presumption] = {}
