"""The entries of a pack in plain sentences: what is applied, beside the words of the statute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestration.law.pack_files.entries import (
    AtMost,
    Condition,
    Entry,
    Grant,
    KindOf,
    LawFile,
    NumberOf,
    Presumed,
)
from orchestration.law.pack_files.reading import VERBS

_SUBJECTS = ("is_", "any", "another", "owed", "person", "fact", "under", "in_operation_from", "any_of", "all_of")
_STATUSES = {
    **{"met": "is no bar", "presumed": "is presumed no bar", "not_met": "bars", "not_yet": "waits"},
    **{"unknown": "leaves it open", "yes": "counts", "no": "does not count"},
}
_UNKNOWN = {"undeterminable": "unknown: it cannot be determined", "counsel": "unknown: counsel has to say"}


def say(name: object) -> str:
    """Put a name of a pack into words."""
    return str(name).replace("_", " ")


def say_any(values: Iterable[object], word: str = "or") -> str:
    """Put several names into words: one, two or three."""
    said = [say(value) for value in values]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} {word} {said[-1]}" if said else ""


@dataclass
class Wording:
    """The words of one pack. Kinds used once are put where they are used; others are defined in their entry.

    ``numbers``: those that it names. ``asks``: of each grant the columns of its conditions, in their order.
    """

    law: LawFile
    numbers: Mapping[str, Sequence[NumberOf]] = field(default_factory=dict)
    asks: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Count how often each kind is used, and find every condition by its column."""
        self.kinds = {name: kind for entry in self.law.law for name, kind in entry.defines.items()}
        self.conditions = {
            one.column: (verb, one) for entry in self.law.law for verb in VERBS for one in getattr(entry, verb)
        }
        self.days = {name: days for entry in self.law.law for name, days in entry.begins.items()}
        self.combined = {
            name
            for _, one in self.conditions.values()
            for part in [*(one.any_of or []), *(one.all_of or [])]
            for name in ([part] if isinstance(part, str) else part)
        }
        used = Counter(name for entry in self.law.law for name in _list_kinds(entry))
        self.inlined = {
            name for entry in self.law.law for name in entry.defines if used[name] == 1 and name in _list_kinds(entry)
        }

    def describe_entry(self, entry: Entry) -> Iterator[str]:
        """Describe what an entry does, a sentence for each statement."""
        if entry.decides:
            yield f"Decides nothing. {_start((entry.why or '').rstrip('.'))}."
        for name, kinds in entry.defines.items():
            if name not in self.inlined:
                yield f"**{_start(say(name))}**: {self._describe_kinds(kinds)}."
        for name, days in entry.begins.items():
            if len(days) > 1:
                yield f"**{_start(say(name))}**: {self._describe_days(days)}."
        for verb in VERBS:
            for one in getattr(entry, verb):
                yield from self._describe_condition(verb, one)
        for name, together in entry.together.items():
            yield f"**{_start(say(name))}**: {say_any(together, 'and')}."
        for name, grant in entry.grants.items():
            yield self._describe_grant(name, grant)
            if columns := self.asks.get(name):
                yield f"Asked, in this order: {', '.join(f'`{column}`' for column in columns)}."
        for name, cap in entry.at_most.items():
            yield self._describe_cap(name, cap)
        for grade in entry.grades:
            yield f"A {say(grade.level)} of grade {grade.grade} is punishable by up to {grade.punishable_by}."
        for presumed in entry.presumes.values():
            yield _describe_presumed(presumed)
        for asked in entry.asks.values():
            yield f"People can answer: {asked.question}"
        for reason in entry.says.values():
            yield f"Said: “{reason.text}”"

    def describe_conditions(self, grant: Grant) -> str:
        """Describe the conditions of a grant by name or section, in their order."""
        parts = [f"if {say_any(grant.if_, 'and')}"] if grant.if_ else []
        parts += [f"after {say_any(grant.after, 'and')}"] if grant.after else []
        parts += [f"unless {say_any(grant.unless)} bars"] if grant.unless else []
        return ", ".join(parts)

    def describe_kind(self, name: str) -> str:
        """Describe a kind: by its own words where it is used once, else by its name."""
        return self._describe_kinds(self.kinds[name]) if name in self.inlined else f"{_article(name)} **{say(name)}**"

    def _describe_kinds(self, kinds: Sequence[KindOf], how_many: str = "a", other: str = "") -> str:
        return "; or ".join(self._describe_kind(kind, how_many, other) for kind in kinds)

    def _describe_kind(self, one: KindOf, how_many: str = "a", other: str = "") -> str:
        is_conviction = one.disposition == ["conviction"]
        noun = "arrest" if one.of == "arrest" else "conviction" if is_conviction else "charge"
        article = "an " if one.of == "arrest" and not other else "a "
        noun = f"{article if how_many == 'a' else ''}{other}{noun}{'s' if how_many == 'many' else ''}"
        if one.disposition and not is_conviction:
            noun += f" with the disposition {say_any(one.disposition)}"
        parts = [
            f"of {'an' if one.level[0][0] in 'aeiou' else 'a'} {say_any(one.level)}" if one.level else "",
            f"of no {say_any(one.no_level)}" if one.no_level else "",
            f"of grade {say_any(one.grade)}" if one.grade else "",
            f"punishable by {one.punishable_by}" if one.punishable_by else "",
            f"of {self._describe_lists(one.on_list)}" if one.on_list else "",
            f"not of {self._describe_lists(one.not_on_list)}" if one.not_on_list else "",
            f"of section {say_any(one.offense_sections)}" if one.offense_sections else "",
            f"with a minimum imposed {one.minimum_imposed}" if one.minimum_imposed else "",
            f"with a maximum imposed {one.maximum_imposed}" if one.maximum_imposed else "",
            f"sentenced to {say_any(one.sentenced_to)}" if one.sentenced_to else "",
            f"for an offense {self._say_span(one.offense)}" if one.offense else "",
            f"decided {self._say_span(one.decided)}" if one.decided else "",
            f"of an arrest {self._say_span(one.arrested)}" if one.arrested else "",
            *(f"with {say(fact)}: {say_any(answers)}" for fact, answers in one.facts.items()),
            f"relieved by {say(one.relieved_by)}" if one.relieved_by else "",
            f"not relieved by {say(one.not_relieved_by)}" if one.not_relieved_by else "",
            {"here": "of this state", "elsewhere": "of another state"}.get(one.court or "", ""),
            f"other than {self.describe_kind(one.but_not)}" if one.but_not else "",
        ]
        return " ".join(filter(None, [noun, *parts]))

    def _describe_lists(self, names: Sequence[str]) -> str:
        return f"the list {say_any(f'`{name}`'.replace('_', chr(0)) for name in names)}".replace(chr(0), "_")

    def _say_span(self, text: str) -> str:
        return " ".join(self._say_number(word) for word in text.split(" "))

    def _say_number(self, number: object) -> str:
        """Say a number: its value of today where it is named."""
        if isinstance(number, str) and number in self.numbers:
            said = [
                ("a number left open" if one.value is None else str(one.value)) + (f" until {one.to}" if one.to else "")
                for one in self.numbers[number]
            ]
            return said[0] if len(said) == 1 else f"({', then '.join(said)})"
        return str(number)

    def _describe_days(self, days: Sequence[str]) -> str:
        said = []
        for day in days:
            event, _, kind = day.removesuffix(" if any").partition(" of ")
            of = f" of {self.describe_kind(kind)}" if kind else ""
            said.append(f"the {say(event)}{of}{' (if any)' if day.endswith(' if any') else ''}")
        return said[0] if len(said) == 1 else f"the latest of {say_any(said, 'and')}"

    def _say_clock(self, name: str) -> str:
        days = self.days.get(name, [])
        return self._describe_days(days) if len(days) == 1 else f"**{say(name)}**"

    def _describe_condition(self, verb: str, one: Condition) -> Iterator[str]:
        about = self._describe_subject(one)
        if one.any_of or one.all_of:
            start = "Asks"
        elif one.past or one.since:
            start = "Waits until"
        else:
            is_person = bool(one.any or one.another or one.person)
            counts = "there is " if one.any or one.another else ""
            start = {
                "requires": "Asks that",
                "bars": f"Bars the {'person' if is_person and one.when in (None, 'ever') else 'charge'} if",
                "waits": "Waits while",
                "doubts": "A person has to look if",
            }[verb] + (f" {counts.rstrip()}" if counts else "")
        then = f" (then {_STATUSES[one.then]})" if one.then else ""
        only = f", where `{one.only_if}` says so" if one.only_if else ""
        part = " Decides only within another condition." if one.column in self.combined else ""
        more = [
            {
                "in favor": "silence of the record is in favor",
                "against": "it must appear on record",
                "presumed": "presumed so where the record is silent",
            }.get(one.silence or "", ""),
            f"needs the delivery {say(one.needs_delivery)}" if one.needs_delivery else "",
            *(
                f"{say(answer.fact)}, answered by a person: "
                + ", ".join(
                    f"{value} {_STATUSES[result]}"
                    for value, result in (("yes", answer.yes), ("no", answer.no))
                    if result is not None
                )
                for answer in one.answered_by
            ),
            f"unknown: if {one.told_if}" if one.told_if else _UNKNOWN.get(one.if_unknown, ""),
            "a no means that it is not for the charge" if one.fits else "",
        ]
        more = [text for text in more if text]
        yield f"{start} {about}{then}{only}{'; ' + '; '.join(more) if more else ''}. (`{one.column}`){part}"
        presumed = one.presumed
        for said in presumed.values() if isinstance(presumed, dict) else filter(None, [presumed]):
            yield _describe_presumed(said)

    def _describe_subject(self, one: Condition) -> str:
        if one.is_:
            return f"it is {self.describe_kind(one.is_)}"
        if one.any or one.another:
            return self._describe_count(one)
        if one.owed:
            return f"{say_any(one.owed)} is owed in the case"
        if one.person:
            return f"the person is {say(one.person)} (fact)"
        if one.fact:
            return f"it is so that {say(one.fact)} (fact{', for each path' if one.on_each_path else ''})"
        if one.under is not None:
            return f"the person was under {self._say_number(one.under)} on the day of the {say(one.at)}"
        if one.in_operation_from:
            days = [
                self._say_number(day.from_) + (f" if {say(day.if_.fact)} is {day.if_.is_}" if day.if_ else "")
                for day in one.in_operation_from
            ]
            return f"the law is in operation: from {', else from '.join(days)}"
        if one.any_of or one.all_of:
            parts = one.any_of or one.all_of or []
            said = [
                f"`{part}`" if isinstance(part, str) else f"({' and '.join(f'`{x}`' for x in part)})" for part in parts
            ]
            return f"{'one' if one.any_of else 'all'} of {', '.join(said)}"
        return self._describe_wait(one)

    def _describe_wait(self, one: Condition) -> str:
        if one.past:
            return f"{self._say_clock(one.past)} is past"
        times = [(one.years, "year"), (one.months, "month"), (one.days, "day")]
        long = " and ".join(
            f"{self._say_number(number)} {unit}{'' if self._say_number(number) == '1' else 's'}"
            for number, unit in times
            if number is not None
        )
        again = "; a later conviction starts it again" if one.starts_again else ""
        elapsed = f", {one.elapsed}" if one.elapsed else ""
        return f"{long} since {self._say_clock(one.since or '')} are over{elapsed}{again}"

    def _describe_count(self, one: Condition) -> str:
        name = one.any or one.another or ""
        least = self._say_number(one.at_least) if one.at_least is not None else "1"
        other = "other " if one.another else ""
        if name not in self.inlined:
            noun = "charge that is" if least == "1" else "charges that are"
            what = f"{other}{noun} **{say(name)}**"
        else:
            what = self._describe_kinds(self.kinds[name], "one" if least == "1" else "many", other)
        number = f"any {what}" if least == "1" else f"{least} or more {what}"
        more = [
            "this one counted" if one.any else "",
            f"those of one {one.counted_once_by} counted once" if one.counted_once_by else "",
            "of this state only" if one.court else "",
            "of other cases only" if one.not_of_this_case else "",
            f"not counting pairs that are {say(one.but_not_with)}" if one.but_not_with else "",
            f"perhaps one: {_STATUSES[one.perhaps]}" if one.perhaps else "",
        ]
        also = f", {self._say_number(one.also.at_least)} of them {self.describe_kind(one.also.any)}" if one.also else ""
        when = self._say_span(say(one.when)) if one.when and one.when != "ever" else "at any time"
        return f"{number}{also}, {when} ({'; '.join(filter(None, more))})" if any(more) else f"{number}{also}, {when}"

    def _describe_grant(self, name: str, grant: Grant) -> str:
        remedy = grant.remedy or next(iter(self.law.remedies))
        relief = self.law.reliefs[grant.relief].called if grant.relief in self.law.reliefs else ""
        relief = relief or (next(iter(self.law.reliefs.values())).called if len(self.law.reliefs) == 1 else "")
        what = {"ineligible": "is not eligible", "review": "goes to a person"}.get(grant.comes_to, f"gives {relief}")
        what = "may petition" if self.law.remedies[remedy].hint else what
        whole = grant.every_charge_of_the_case
        days = [f"since {grant.since}" if str(grant.since) > "1850-01-02" else ""]
        days += [f"until {grant.until}" if grant.until else ""]
        more = [
            " ".join(filter(None, days)),
            f"only if every charge of the case is {self.describe_kind(whole)}" if whole else "",
            f"only if `{grant.only_if}` says so" if grant.only_if else "",
            f"a later {self.describe_kind(grant.a_later_starts_again).partition(' ')[2]} starts the time again"
            if grant.a_later_starts_again
            else "",
            self.describe_conditions(grant),
            f"unknown: if {grant.told_if}" if grant.told_if else "",
        ]
        said = f"**{_start(say(name))}** {what}: {self.describe_kind(grant.to)}"
        return f"{said}{'; ' + '; '.join(filter(None, more)) if any(more) else ''}. (`{name}`)"

    def _describe_cap(self, name: str, cap: AtMost) -> str:
        return (
            f"At most {self._say_number(cap.n)} of {say_any(cap.of)} in a life, the earliest by the day of "
            f"{say(cap.earliest_by)}. (`{name}`)"
        )


def _list_kinds(entry: Entry) -> list[str]:
    """List the kinds that the statements of an entry name, as often as they do."""
    conditions = [one for verb in VERBS for one in getattr(entry, verb)]
    named = [name for one in conditions for name in (one.is_, one.any, one.another, one.also and one.also.any)]
    for grant in entry.grants.values():
        named += [grant.to, grant.every_charge_of_the_case, grant.a_later_starts_again]
    named += [kind.but_not for kinds in entry.defines.values() for kind in kinds]
    days = [day for days in entry.begins.values() for day in days]
    named += [day.partition(" of ")[2].removesuffix(" if any") for day in days]
    return [name for name in named if name]


def list_says(grant: Grant) -> list[str]:
    """List the sentences a grant gives as its reason."""
    return list(grant.says.values()) if isinstance(grant.says, dict) else [grant.says] if grant.says else []


def _describe_presumed(presumed: Presumed) -> str:
    return f"Presumed: {presumed.text}" + (" A person looks at the line." if presumed.asks_a_person else "")


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]


def describe_number(name: str, values: Sequence[NumberOf]) -> str:
    """Describe a number of the law with its values and days."""
    said: list[Any] = []
    for one in values:
        days = f" from {one.from_}" if str(one.from_) > "1850-01-02" else ""
        days += f" until {one.to}" if one.to else ""
        unit = "" if one.unit in ("date", "words") or one.value is None else f" {say(one.unit)}"
        unit = unit.removesuffix("s") if one.value == 1 and one.value is not True else unit
        said.append(f"{'left open' if one.value is None else say(one.value)}{unit}{days}")
    return f"`{name}`: {'; '.join(said)}"


def _article(name: str) -> str:
    return "an" if name[:1] in "aeiou" else "a"
