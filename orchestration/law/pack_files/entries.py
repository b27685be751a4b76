"""The schema of a ``.law`` file: a provision in the order of its section, an entry for each subdivision.

``reading`` turns it into what the compiler reads (``schema``). Unknown keys are errors.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from orchestration.law.pack_files.schema import (
    Answer,
    Component,
    Day,
    Disposition,
    Level,
    Name,
    Number,
    PathName,
    Reach,
    ReliefBy,
    Status,
    Suppose,
    Tag,
    Text,
    Unit,
)

STATEMENTS = (
    *("defines", "begins", "asks", "numbers", "requires", "bars", "waits", "doubts", "together"),
    *("grants", "at_most", "grades", "presumes", "says"),
)
"""What an entry may say."""
_OR_ONE = "One, or a list of them."


def _make_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _take_text(value: object) -> object:
    return value if isinstance(value, list) else [str(value) if isinstance(value, int | date) else value]


Names = Annotated[list[Name], BeforeValidator(_make_list), Field(description=_OR_ONE)]
Texts = Annotated[list[Text], BeforeValidator(_take_text), Field(description=_OR_ONE)]


class Part(BaseModel):
    """A part of a file: unknown keys are errors, nothing is converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=False)


class Said(Part):
    """What a statement says of itself, where it is not what its entry says.

    ``words``: of the statute. ``mark``: how they were read. ``reading``: what we read where they do not say it.
    """

    words: Text | None = None
    cite: Text | None = None
    mark: Tag | None = None
    reading: Text | None = None


class KindOf(Said):
    """A kind of charge or arrest: every key given must hold.

    Terms: ``more than 2 years``, ``at least 1 year``, ``at most 92 days``, ``below 30 months``, joined by ``and``; a
    year is 365 days and a month 30. Days: ``from 1986-01-01``, ``before 2011-10-01`` or both, or names of parameters.
    """

    of: Literal["charge", "arrest"] = "charge"
    disposition: Annotated[list[Disposition], BeforeValidator(_make_list)] = Field([], description=_OR_ONE)
    level: Annotated[list[Level], BeforeValidator(_make_list)] = Field([], description=_OR_ONE)
    no_level: Annotated[list[Level], BeforeValidator(_make_list)] = Field([], description=_OR_ONE)
    grade: Texts = []
    punishable_by: Text | None = None
    on_list: Names = []
    not_on_list: Names = []
    offense_sections: Texts = []
    minimum_imposed: Text | None = None
    maximum_imposed: Text | None = None
    sentenced_to: Annotated[list[Component], BeforeValidator(_make_list)] = Field([], description=_OR_ONE)
    offense: Text | None = None
    decided: Text | None = None
    arrested: Text | None = None
    facts: dict[Name, Annotated[list[Answer], BeforeValidator(_make_list)]] = {}
    but_not: Name | None = None
    relieved_by: Name | None = None
    not_relieved_by: Name | None = None
    court: Literal["here", "elsewhere"] | None = None


class Answered(Part):
    """How the answer of a person to a fact answers a condition. ``over``: any record, or only an unknown one."""

    fact: Name
    of: Literal["unit", "other"] = "unit"
    yes: Status | Answer | None = None
    no: Status | Answer | None = None
    over: Literal["unknown", "any"] = "unknown"


class Also(Part):
    """How many of those that are counted have to be of a kind."""

    at_least: Number
    any: Name


class FactIs(Part):
    """A fact, and the answer that is asked for."""

    fact: Name
    is_: Answer = Field(alias="is")


class OperativeFrom(Part):
    """A day from which the law is in operation, where a fact is so."""

    from_: Day = Field(alias="from")
    if_: FactIs | None = Field(None, alias="if")


class Presumed(Said):
    """What is taken for granted where the record is silent, in the sentence that is printed.

    ``asks_a_person: no`` where the law itself presumes it, or a list or a delivery decided: no line waits for a person.
    """

    text: Text
    asks_a_person: bool = True


class Condition(Said):
    """A condition in positive words; the key of the entry says what follows where it holds.

    ``requires``: it has to hold; ``bars``: it must not; ``waits``: not while it holds, or not before a time is over;
    ``doubts``: a person has to look. Exactly one of the keys ``is`` to ``since`` says what it is about. ``column`` says
    what is so where it lets the charge through, so that of a bar its name is the contrary of its words.
    """

    is_: Name | None = Field(None, alias="is", description="The charge or arrest is of a kind.")
    any: Name | None = Field(None, description="So many charges of a kind, this one counted.")
    another: Name | None = Field(None, description="So many charges of a kind beside this one.")
    owed: Names | None = None
    person: Name | None = Field(None, description="Something is so of the person on the day of the run.")
    fact: Name | None = Field(None, description="A fact of the charge or arrest is so.")
    under: Number | None = Field(None, description="The person was under so many years old on the day `at`.")
    in_operation_from: Annotated[
        list[OperativeFrom] | None,
        BeforeValidator(lambda value: value if value is None or isinstance(value, list) else [{"from": value}]),
    ] = None
    any_of: list[Name | Annotated[list[Name], Field(min_length=2)]] | None = Field(None, min_length=2)
    all_of: list[Name | Annotated[list[Name], Field(min_length=2)]] | None = Field(None, min_length=2)
    past: Name | None = Field(None, description="The day that begins a time is past.")
    since: Name | None = Field(None, description="A time since a day is over.")
    at: Name | None = None
    years: Number | None = None
    months: Number | None = None
    days: Number | None = None
    elapsed: Literal["the day after", "on the anniversary"] | None = None
    only_if: Name | None = None
    starts_again: bool = False
    at_least: Number | None = None
    when: Text | None = Field(
        None,
        description="ever, while the time runs, in the same case, of the same arrest, on the same day, "
        "in the N years that follow, in the last N years, or after DAY until WAIT",
    )
    counted_once_by: Literal["case", "tracking number"] | None = None
    court: Literal["here"] | None = None
    not_of_this_case: bool = False
    also: Also | None = None
    perhaps: Status | None = None
    but_not_with: Name | None = None
    on_each_path: bool = False
    dated: bool = False
    silence: Literal["in favor", "against", "presumed"] | None = None
    needs_delivery: Name | None = None
    then: Status | None = Field(None, description="What follows, where the key of the entry does not say it.")
    if_unknown: Literal["review", "undeterminable", "counsel"] = "review"
    fits: bool = False
    answered_by: Annotated[list[Answered], BeforeValidator(_make_list)] = Field([], description=_OR_ONE)
    column: Name = Field(description="Its name in findings, in the compiled SQL, and where grants name it.")
    as_: Name | None = Field(None, alias="as", description="The column it shares with conditions of other paths.")
    question: Text | None = None
    told_if: Text | None = Field(None, description="Of a petition: what has to be so while it is not known.")
    told_until: Text | None = Field(None, description="What must stay so until the day comes.")
    presumed: Presumed | dict[Name, Presumed] | None = None
    says: dict[Status, Text] = Field({}, description="The reason for each outcome, in one sentence.")


class Asked(Said):
    """A question that a person can answer."""

    question: Text
    of: Literal["charge", "arrest", "person", "line", "delivery"] = "charge"
    asked_by: Literal["charge", "arrest", "person", "line", "delivery"] | None = None
    levels: dict[Literal["yes", "no"], Level] = {}


class NumberOf(Said):
    """The value of a number of the law on the days ``from`` to ``to``; null where the law leaves it open."""

    value: int | date | bool | Text | None
    unit: Text
    from_: date = Field(date(1850, 1, 1), alias="from")
    to: date | None = None


class Grant(Said):
    """One way to a remedy: for what, since when, and its conditions in their order: ``if``, ``after``, ``unless``.

    A condition is named by its name, or by a section: every condition of the entries under it.
    """

    remedy: Name | None = Field(None, description="Where the pack has several.")
    relief: Name | None = Field(None, description="Where the pack has several.")
    comes_to: Literal["eligible", "ineligible", "review"] = "eligible"
    gives_way: bool = False
    of: Unit = "charge"
    to: Name
    every_charge_of_the_case: Name | None = None
    since: Day = date(1850, 1, 1)
    until: Day | None = None
    a_later_starts_again: Name | None = None
    only_if: Name | None = None
    told_if: Text | None = None
    last_when_barred: bool = False
    if_: Texts = Field([], alias="if")
    after: Texts = []
    unless: Texts = []
    says: Text | dict[PathName, Text] | None = Field(None, description="Its reason, or its reason under a code.")


class AtMost(Said):
    """At most so many may be relieved by these paths, the earliest first."""

    n: Number
    of: Annotated[list[PathName], BeforeValidator(_make_list)]
    earliest_by: Name


class GradeOf(Said):
    """The longest term of a grade, for offenses of the days ``from`` to ``to``."""

    level: Level
    grade: Text
    punishable_by: Text
    from_: date | None = Field(None, alias="from")
    to: date | None = None


class PresumedOf(Presumed):
    """A presumption of a condition that every path has, or of one in another entry."""

    of: Name


class Reason(Said):
    """A reason that no single condition gives, or that is given in place of others, for a kind ``where``."""

    text: Text
    instead_of: Annotated[list[PathName], BeforeValidator(_make_list)] = Field([], description=_OR_ONE)
    where: Name | None = None


class Entry(Said):
    """A subdivision: its words, and what it does. ``decides: nothing`` needs a ``why``."""

    section: Text
    decides: Literal["nothing"] | None = None
    why: Text | None = None
    asks: dict[Name, Asked] = {}
    numbers: dict[Name, NumberOf | list[NumberOf]] = {}
    defines: dict[Name, Annotated[list[KindOf], BeforeValidator(_make_list)]] = Field({}, description=_OR_ONE)
    begins: dict[Name, Texts] = Field({}, description="Days that times run from, of several the latest.")
    requires: list[Condition] = []
    bars: list[Condition] = []
    waits: list[Condition] = []
    doubts: list[Condition] = []
    together: dict[Name, list[Text]] = Field({}, description="Conditions that several paths have.")
    grants: dict[PathName, Grant] = {}
    at_most: dict[Name, AtMost] = {}
    grades: list[GradeOf] = []
    presumes: dict[Name, PresumedOf] = {}
    says: dict[PathName, Reason] = {}

    @model_validator(mode="after")
    def _check_what_it_does(self) -> Entry:
        does = any(getattr(self, name) for name in STATEMENTS)
        if does == bool(self.decides):
            raise ValueError("expected what the entry does, or `decides: nothing`")
        if bool(self.why) != bool(self.decides):
            raise ValueError("expected `why` with `decides: nothing`, and with nothing else")
        return self


class Evidence(Part):
    """Which tables explain an answer, and how far it looks."""

    rests_on: list[Name] = []
    looks_at: Reach | None = None


class HouseRule(Evidence):
    """A house rule in words of the pack; ``fact``: where it reads another than the fact of its name."""

    fact: Name | None = None
    on_each_path: bool = False
    question: Text | None = None
    if_unknown: Literal["review", "undeterminable", "counsel"] | None = None
    words: Text | None = None
    cite: Text | None = None
    mark: Tag | None = None
    reading: Text | None = None
    answered_by: Annotated[list[Answered], BeforeValidator(_make_list)] = []


class HouseRules(Part):
    """The rules that every pack has, worded; ``not_challenged: false`` where the statute knows no challenge."""

    not_relieved_before: HouseRule | None = None
    court_of_this_state: HouseRule | None = None
    arrest_of_this_state: HouseRule | None = None
    record_is_clear: HouseRule | None = None
    not_challenged: HouseRule | Literal[False] | None = None


class HintOf(Part):
    """What a person is told of a petition: ``text``, an if for each thing the record leaves unknown, ``further``."""

    beside: Name
    text: Text
    further: Text
    granted: Text
    form: Text | None = None


class RemedyOf(Said):
    """A remedy: what is granted, by whom, for what."""

    name: Text
    relief_by: ReliefBy
    effect: Text
    basis: Literal["statute", "policy"] = "statute"
    statutory_path: Text | None = None
    of: Unit = "charge"
    suppose: Suppose | None = None
    a_path_fits: HouseRule | None = None
    hint: HintOf | None = None


class ReliefOf(Said):
    """What a relief does to the entry and how figures rank it (1 is the strongest)."""

    rank: int
    of: Unit = "charge"
    ends_entry: bool
    ends_felony: bool
    called: Text


class OptionOf(Part):
    """One answer to a question: ``sets`` gives values to numbers of the law."""

    words: Text
    authority: Text
    mark: Tag
    sets: dict[Name, int | date | bool | Text | None] = {}


class QuestionOf(Part):
    """A question that the statute leaves open, and that counsel answers once. Until then the numbers of the pack hold.

    ``words``: of the statute. ``open``: what they leave open. ``conditions``: what goes to a person for want of it.
    ``default``: the option that this pack proposes.
    """

    section: Text
    words: Text
    asks: Text
    open: Text
    conditions: list[Name] = Field(min_length=1)
    options: dict[Name, OptionOf] = Field(min_length=2, max_length=4)
    default: Name

    @model_validator(mode="after")
    def _check_default(self) -> QuestionOf:
        if self.default not in self.options:
            raise ValueError(f"expected one of its options as `default`, found {self.default}")
        return self


class LawFile(Part):
    """One provision of a state's law."""

    pack: Name
    state: Annotated[str, Field(pattern="^[a-z]{2}$")]
    title: Text
    text_as_of: date | None = Field(None, description="The day of the text that was read.")
    years_elapse: Literal["the day after", "on the anniversary"]
    subdivisions: dict[Text, Text] = Field(
        {}, description="Of each section, its subdivisions as they were read: law check names those without an entry."
    )
    house_rules: HouseRules = HouseRules()
    remedies: dict[Name, RemedyOf]
    reliefs: dict[Name, ReliefOf] = {}
    tried_in_order: list[PathName] = Field(
        [], description="The order in which grants are tried, where it is not that of the section."
    )
    law: list[Entry] = Field(min_length=1)
    evidence: dict[Name, Evidence] = {}
    questions: dict[Name, QuestionOf] = Field({}, description="What counsel has to decide, once.")
