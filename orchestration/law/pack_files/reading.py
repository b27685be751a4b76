"""From the entries of a ``.law`` file to what the compiler reads: kinds, conditions and paths by name.

What an entry says of its section, words and mark holds for each of its statements that says nothing else. Every part
keeps the place of its entry, so that a fault names the line it was written in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from orchestration.law.pack_files import entries as law
from orchestration.law.pack_files.terms import read_length, read_span, read_term

Place = tuple[str | int, ...]
Plain = dict[str, Any]
VERBS = ("requires", "bars", "waits", "doubts")
_HIT = {"bars": "not_met", "waits": "not_yet", "doubts": "unknown"}
_ELAPSE = {"the day after": "day_after", "on the anniversary": "on_the_day"}
_STANDARD = {"in favor": "must_not_appear", "against": "must_appear"}
_WINDOWS = {
    "ever": "ever",
    "while the time runs": "in_the_wait",
    "in the same case": "same_case",
    "of the same arrest": "same_arrest",
    "on the same day": "same_day",
}
_YEARS = re.compile(r"in the (?:(last) (\w+) years|(\w+) years that follow)")
_BETWEEN = re.compile(r"after (\w+) until (\w+)")
_DAY = re.compile(r"(?P<event>\w+?)(?: of (?P<selector>\w+))?(?P<optional> if any)?")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

CALLED = {
    **{"selector": ("is", "any", "another"), "clock": ("since", "past"), "window": ("when",), "n": ("at_least",)},
    **{"from": ("in_operation_from", "since", "from"), "if": ("told_if",), "standard": ("silence",), "kind": ("to",)},
    **{"lists_any": ("on_list",), "lists_none": ("not_on_list",), "except": ("but_not",), "verified": ("mark",)},
    **{"dispositions": ("disposition",), "levels": ("level",), "of": ("any_of", "all_of", "of")},
    **{"answers": ("answered_by",), "after": ("when",), "until": ("when", "until"), "to": ("until",)},
    **{"status": ("person",), "covers": ("every_charge_of_the_case",), "unit": ("of",), "below": ("under",)},
    **{"every": ("if", "after", "unless"), "paths": ("of",), "also_selector": ("also",), "required_if": ("only_if",)},
    **{"restarts": ("a_later_starts_again", "starts_again"), "event": (), "text": ("words", "text")},
    **{"max_days": ("punishable_by",), "max_days_from": ("punishable_by",), "max_days_to": ("punishable_by",)},
}
"""How a key of what the compiler reads may be called in an entry."""


class EntryError(ValueError):
    """An entry says something that cannot be read: ``place`` in the file, ``expected``, ``found``."""

    def __init__(self, place: Place, expected: str, found: object) -> None:
        """Keep place, expected and found."""
        super().__init__(expected)
        self.place, self.expected, self.found = place, expected, found


@dataclass
class Reading:
    """What was read so far: the plain pack, and the place in the file of each of its parts."""

    file: law.LawFile
    raw: Mapping[str, Any]
    pack: Plain = field(default_factory=dict)
    places: dict[Place, Place] = field(default_factory=dict)
    worded: list[tuple[str, str, Plain, Place]] = field(default_factory=list)

    def read(self) -> Plain:
        """Read the whole file.

        Raises:
            EntryError: A term, day or section cannot be read.
        """
        file = self.file
        self.pack = {"pack": file.pack, "state": file.state, "title": file.title}
        self.pack |= {"anniversary": _ELAPSE[file.years_elapse]}
        if file.text_as_of:
            self.pack["text_as_of"] = file.text_as_of
        for table in ("parameters", "facts", "selectors", "clocks", "elements", "groups"):
            self.pack[table] = {}
        self.pack |= {"reliefs": {}, "remedies": {}, "paths": [], "caps": [], "grades": []}
        self.pack |= {"reasons": {}, "presumptions": {}}
        self._read_top()
        for number, entry in enumerate(file.law):
            self._read_entry(entry, number)
        for number, entry in enumerate(file.law):  # (after every condition is known)
            for name, together in entry.together.items():
                place = ("law", number, "together", name)
                self._add_name("groups", name, self._find_conditions(together, place), place)
            for path, grant in entry.grants.items():
                self._read_grant(path, grant, entry, ("law", number, "grants", path))
        self._order_paths()
        self._add_reasons_of_conditions()
        for name, evidence in file.evidence.items():
            if name not in self.pack["elements"]:
                raise EntryError(("evidence", name), "a condition of an entry", name)
            self.pack["elements"][name] |= _give(rests_on=evidence.rests_on, looks_at=evidence.looks_at)
        return self.pack

    def _read_top(self) -> None:
        rules = self.file.house_rules
        self.pack["common"] = {
            name: rule if rule is False else _read_house_rule(rule) for name, rule in rules if rule is not None
        }
        for name, _ in rules:
            self.places["common", name] = ("house_rules", name)
        for name, remedy in self.file.remedies.items():
            plain = _give(name=remedy.name, relief_by=remedy.relief_by, effect=remedy.effect, basis=remedy.basis)
            plain |= _give(statutory_path=remedy.statutory_path, unit=remedy.of, cite=remedy.cite, text=remedy.words)
            plain |= _give(verified=_join(remedy.mark, remedy.reading))
            if remedy.suppose:
                plain["suppose"] = {"level": remedy.suppose.level}
            if remedy.a_path_fits:
                plain["a_path_fits"] = _read_house_rule(remedy.a_path_fits)
            if remedy.hint:
                plain["hint"] = remedy.hint.model_dump(exclude_none=True)
            self.pack["remedies"][name] = plain
        for name, relief in self.file.reliefs.items():
            plain = {"rank": relief.rank, "unit": relief.of, "ends_entry": relief.ends_entry}
            plain |= {"ends_felony": relief.ends_felony, "words": relief.called}
            plain |= _give(cite=relief.cite, verified=_join(relief.mark, relief.reading), text=relief.words)
            self.pack["reliefs"][name] = plain

    def _read_entry(self, entry: law.Entry, number: int) -> None:
        here: Place = ("law", number)
        for name, asked in entry.asks.items():
            plain = {"unit": asked.of, "asked_by": asked.asked_by or asked.of, "question": asked.question}
            self._add("facts", name, {**plain, **_give(levels=asked.levels)}, asked, entry, (*here, "asks", name))
        for name, value in entry.numbers.items():
            place = (*here, "numbers", name)
            values = value if isinstance(value, list) else [value]
            self._add_name("parameters", name, [self._read_number(one, entry) for one in values], place)
        for name, kinds in entry.defines.items():
            place = (*here, "defines", name)
            is_one = not isinstance(_look(self.raw, place), list)
            read = []
            for alternative, kind in enumerate(kinds):
                its = place if is_one else (*place, alternative)
                self.places["selectors", name, alternative] = its
                read.append(_read_kind(kind, its) | _say(kind, entry))
            self._add_name("selectors", name, read, place)
        for name, days in entry.begins.items():
            place = (*here, "begins", name)
            for day in range(len(days)):
                self.places["clocks", name, day] = place
            self._add_name("clocks", name, [_read_day(day, place) for day in days], place)
        for verb in VERBS:
            for at, condition in enumerate(getattr(entry, verb)):
                self._read_condition(verb, condition, entry, (*here, verb, at))
        for name, cap in entry.at_most.items():
            if name in [one["cap"] for one in self.pack["caps"]]:
                raise EntryError((*here, "at_most", name), "a name that no other entry gives", name)
            self.places["caps", len(self.pack["caps"])] = (*here, "at_most", name)
            of_cap: Plain = {"cap": name, "paths": cap.of, "n": cap.n, "order": cap.earliest_by}
            self.pack["caps"].append(of_cap | _say(cap, entry))
        for number_of_grade, grade in enumerate(entry.grades):
            place = (*here, "grades", number_of_grade)
            self.places["grades", len(self.pack["grades"])] = place
            days = _try(read_length, grade.punishable_by, (*place, "punishable_by"))
            plain = {"level": grade.level, "grade": grade.grade, "max_days": days, **_give(to=grade.to)}
            self.pack["grades"].append(plain | _give(**{"from": grade.from_}) | _say(grade, entry))
        for name, presumed in entry.presumes.items():
            taken: Plain = {"element": presumed.of, **_say_presumed(presumed, entry)}
            self._add_name("presumptions", name, taken, (*here, "presumes", name))
        for code, reason in entry.says.items():
            plain = _give(instead_of=reason.instead_of, where=reason.where)
            plain |= {**_say(reason, entry), "text": reason.text}
            self._add_name("reasons", code, plain, (*here, "says", code))

    def _read_number(self, value: law.NumberOf, entry: law.Entry) -> Plain:
        plain = {"value": value.value, "unit": value.unit, "from": value.from_, "to": value.to}
        return plain | _say(value, entry)

    def _read_condition(self, verb: str, one: law.Condition, entry: law.Entry, place: Place) -> None:
        name = one.column
        plain = _read_subject(verb, one, place)
        plain |= _give(name=one.as_, question=one.question, when_not_yet=one.told_until)
        plain |= _give(**{"if": one.told_if}, fits=one.fits, needs_delivery=one.needs_delivery)
        plain |= {} if one.if_unknown == "review" else {"when_unknown": one.if_unknown}
        answers = [answer.model_dump(exclude_none=True) for answer in one.answered_by]
        plain |= _give(answers=answers)
        self._add("elements", name, plain, one, entry, place)
        presumed = one.presumed
        for code, text in presumed.items() if isinstance(presumed, dict) else [(name, presumed)] if presumed else []:
            said = {"element": name, **_say_presumed(text, entry)}
            self._add_name("presumptions", code, said, (*place, "presumed"))
        for status, words in one.says.items():
            said = {"text": words, **_say(one, entry, with_words=False)}
            self.worded.append((name, f"{one.as_ or name}_{status}", said, (*place, "says", status)))

    def _add_reasons_of_conditions(self) -> None:
        """Give the reasons that conditions word to each remedy that asks for them, also as parts of another."""
        asking: dict[str, dict[str, None]] = {}
        for path in self.pack["paths"]:
            named = [name for one in path["every"] for name in self.pack["groups"].get(one, [one])]
            parts = [one for name in named for one in self.pack["elements"].get(name, {}).get("of", ())]
            parts = [name for part in parts for name in ([part] if isinstance(part, str) else part)]
            for name in (*named, *parts):
                asking.setdefault(name, {})[path["remedy"]] = None
        for name, code, said, place in self.worded:
            for remedy in asking.get(name, ()):
                self._add_name("reasons", f"{remedy}_{code}", said, place)

    def _read_grant(self, path: str, grant: law.Grant, entry: law.Entry, place: Place) -> None:
        number = len(self.pack["paths"])
        self.places["paths", number] = place
        remedies, reliefs = list(self.file.remedies), list(self.file.reliefs)
        remedy = grant.remedy or (remedies[0] if len(remedies) == 1 else None)
        if remedy not in self.file.remedies:
            raise EntryError(place, "the key remedy, with a remedy of this pack", remedy)
        is_given = grant.comes_to == "eligible" and not self.file.remedies[remedy].hint
        if (remedy, path) in [(one["remedy"], one["path"]) for one in self.pack["paths"]]:
            raise EntryError(place, "a name that no other grant of the remedy has", path)
        relief = grant.relief or (reliefs[0] if len(reliefs) == 1 and is_given else None)
        plain: Plain = {"path": path, "remedy": remedy, "unit": grant.of, "kind": grant.to, "from": grant.since}
        plain |= _give(relief=relief, covers=grant.every_charge_of_the_case, to=grant.until)
        plain |= _give(restarts=grant.a_later_starts_again, only_if=grant.only_if, **{"if": grant.told_if})
        plain |= _give(last_when_barred=grant.last_when_barred, gives_way=grant.gives_way)
        plain |= {} if grant.comes_to == "eligible" else {"comes_to": grant.comes_to}
        ordered = [key for key in _look(self.raw, place) if key in ("if", "after", "unless")]
        lists = {"if": grant.if_, "after": grant.after, "unless": grant.unless}
        plain["every"] = [
            name for key in ordered for name in self._find_conditions(lists[key], (*place, key), groups=True)
        ]
        self.pack["paths"].append(plain | _say(grant, entry))
        plain_code = f"{remedy}_{path}"
        words = grant.says if isinstance(grant.says, dict) else {plain_code: grant.says} if grant.says else {}
        for code, text in words.items():
            said = {"text": text, **_say(grant, entry, with_words=False)}
            said |= {"instead_of": [plain_code]} if code != plain_code else {}
            self._add_name("reasons", code, said, (*place, "says"))

    def _find_conditions(self, named: Sequence[str], place: Place, *, groups: bool = False) -> list[str]:
        """Find conditions by name, or by a section: all of the entries under it that no other condition combines."""
        found: list[str] = []
        for one in named:
            known = {*self.pack["elements"], *(name for entry in self.file.law for name in entry.together)}
            if one in known or not re.search(r"\d", one):
                found.append(one)
                continue
            of_section = [
                name
                for number, entry in enumerate(self.file.law)
                if _is_under(entry.section, one)
                for key, said in self.raw["law"][number].items()
                if key in VERBS
                for name in (one["column"] for one in said)
                if name not in self._list_combined()
            ]
            if not of_section:
                raise EntryError(place, "a condition, or a section with conditions", one)
            found += [name for name in of_section if name not in found]
        return found

    def _order_paths(self) -> None:
        """Put the paths into the order in which the file says that they are tried."""
        paths, order = self.pack["paths"], self.file.tried_in_order
        if not order:
            return
        names = [path["path"] for path in paths]
        if sorted(order) != sorted(names):
            wrong = {*order} ^ {*names} or {name for name in order if order.count(name) > 1}
            raise EntryError(("tried_in_order",), "every grant once", ", ".join(sorted(wrong)))
        places = {path: self.places.pop(("paths", number)) for number, path in enumerate(names)}
        self.places |= {("paths", number): places[path] for number, path in enumerate(order)}
        self.pack["paths"] = [paths[names.index(path)] for path in order]

    def _list_combined(self) -> set[str]:
        combining = [one for one in self.pack["elements"].values() if one["type"] == "combine"]
        parts = [part for one in combining for part in one["of"]]
        return {name for part in parts for name in ([part] if isinstance(part, str) else part)}

    def _add(self, table: str, name: str, plain: Plain, said: law.Said, entry: law.Entry, place: Place) -> None:
        self._add_name(table, name, plain | _say(said, entry), place)

    def _add_name(self, table: str, name: str, plain: Any, place: Place) -> None:
        if name in self.pack[table]:
            raise EntryError(place, "a name that no other entry gives", name)
        self.pack[table][name] = plain
        self.places[table, name] = place


_ABOUT: Mapping[str, tuple[str, ...]] = {
    "is_": ("silence", "then"),
    **dict.fromkeys(
        ("any", "another"),
        (
            *("at_least", "when", "counted_once_by", "court", "not_of_this_case", "also", "perhaps", "but_not_with"),
            *("then", "only_if"),
        ),
    ),
    "owed": ("silence", "then"),
    "person": ("silence", "needs_delivery", "then"),
    "fact": ("silence", "needs_delivery", "on_each_path", "dated", "then"),
    "under": ("at",),
    **dict.fromkeys(("in_operation_from", "any_of", "all_of"), ()),
    "past": ("elapsed", "only_if", "starts_again"),
    "since": ("years", "months", "days", "elapsed", "only_if", "starts_again"),
}
"""What a condition can be about, and the keys that say more of it."""
_HOLDING_IT_UP = frozenset(("is_", "any", "another", "owed", "person", "fact"))
_VERBS_OF: Mapping[str, frozenset[str]] = {
    "requires": frozenset(("is_", "fact", "under", "in_operation_from", "any_of", "all_of")),
    "bars": _HOLDING_IT_UP,
    "waits": _HOLDING_IT_UP | {"since", "past"},
    "doubts": _HOLDING_IT_UP,
}
"""What a condition under each key of an entry can be about."""
_NEEDED = {"owed": ("silence",), "person": ("silence",), "fact": ("silence",), "under": ("at",)}


def _find_subject(verb: str, one: law.Condition, place: Place) -> str:
    """Find the one key that says what a condition is about, and refuse what does not go with it."""
    given = [key for key in _ABOUT if getattr(one, key) is not None]
    if len(given) != 1:
        called = ", ".join(key.rstrip("_") for key in _ABOUT)
        raise EntryError(place, f"one of the keys {called}", ", ".join(key.rstrip("_") for key in given) or None)
    (subject,) = given
    name = subject.rstrip("_")
    if subject not in _VERBS_OF[verb]:
        allowed = ", ".join(sorted(key.rstrip("_") for key in _VERBS_OF[verb]))
        raise EntryError((*place, name), f"under {verb} one of {allowed}", name)
    for key in {more for keys in _ABOUT.values() for more in keys} - {*_ABOUT[subject]}:
        if getattr(one, key) not in (None, False):
            raise EntryError((*place, key), f"no {key} beside {name}", getattr(one, key))
    for key in _NEEDED.get(subject, ()):
        if getattr(one, key) is None:
            raise EntryError(place, f"the key {key} beside {name}", None)
    if subject == "since" and one.years is None and one.months is None and one.days is None:
        raise EntryError(place, "years, months or days beside since", None)
    if (one.silence == "presumed" and subject != "is_") or (one.silence in _STANDARD and subject == "is_"):
        expected = "presumed" if subject == "is_" else "in favor or against"
        raise EntryError((*place, "silence"), f"{expected} beside {name}", one.silence)
    return subject


def _read_subject(verb: str, one: law.Condition, place: Place) -> Plain:
    """Read what a condition is about."""
    subject = _find_subject(verb, one, place)
    hit = one.then or _HIT.get(verb)
    standard = _give(standard=_STANDARD.get(one.silence or ""))
    is_required = verb == "requires"
    if subject == "is_":
        plain: Plain = {"type": "kind", "selector": one.is_, **_give(negate=not is_required)}
        plain |= _give(when_hit=hit if hit != "not_met" else None)
        return plain | _give(when_silent="presumed" if one.silence == "presumed" else None)
    if subject in ("any", "another"):
        return _read_count(one, subject, hit, place)
    if subject in ("past", "since"):
        plain = {"type": "wait", "clock": one.past or one.since}
        plain |= {"years": 0} if one.past else {key: getattr(one, key) for key in ("years", "months", "days")}
        plain |= _give(required_if=one.only_if, restarts=one.starts_again)
        return {key: value for key, value in plain.items() if value is not None} | _give(
            anniversary=_ELAPSE[one.elapsed] if one.elapsed else None
        )
    if subject == "owed":
        return {"type": "owes", "owed": one.owed, **_give(when_hit=hit), **standard}
    if subject == "person":
        return {"type": "status", "status": one.person, **_give(when_hit=hit), **standard}
    if subject == "fact":
        plain = {"type": "fact", "fact": one.fact, **_give(negate=not is_required, by_path=one.on_each_path)}
        return plain | _give(dated=one.dated, when_no=hit if hit != "not_met" else None) | standard
    if subject == "under":
        return {"type": "age", "at": one.at, "below": one.under}
    if subject == "in_operation_from":
        days = [day.model_dump(by_alias=True, exclude_none=True) for day in one.in_operation_from or []]
        return {"type": "operative", "from": days}
    return {"type": "combine", "of": one.any_of or one.all_of, "take": "any" if one.any_of else "all"}


def _read_count(one: law.Condition, subject: str, hit: str | None, place: Place) -> Plain:
    when = one.when or "ever"
    plain: Plain = {"type": "no_other", "selector": getattr(one, subject), **_give(counts_this=subject == "any")}
    if when in _WINDOWS:
        plain["window"] = _WINDOWS[when]
    elif years := _YEARS.fullmatch(when):
        number = years[2] or years[3]
        plain |= {"window": "last_years" if years[1] else "following_years"}
        plain["years"] = int(number) if number.isdigit() else number
    elif between := _BETWEEN.fullmatch(when):
        plain |= {"window": "between", "after": between[1], "until": between[2]}
    else:
        expected = f"{', '.join(_WINDOWS)}, in the N years that follow, in the last N years, or after DAY until WAIT"
        raise EntryError((*place, "when"), expected, when)
    plain |= _give(n=one.at_least, scope=one.court, not_this_case=one.not_of_this_case)
    plain |= _give(count_by=(one.counted_once_by or "").split(" ")[0] or None)
    plain |= _give(when_hit=hit, when_perhaps=one.perhaps, except_pairs=one.but_not_with, required_if=one.only_if)
    if one.also:
        plain |= {"also_selector": one.also.any, "also_n": one.also.at_least}
    return plain


def _read_kind(kind: law.KindOf, place: Place) -> Plain:
    plain = _give(dispositions=kind.disposition, levels=kind.level, levels_none=kind.no_level, grades=kind.grade)
    plain |= {"of": kind.of} if kind.of != "charge" else {}
    plain |= _give(lists_any=kind.on_list, lists_none=kind.not_on_list, sections=kind.offense_sections)
    plain |= _give(components=kind.sentenced_to, facts=kind.facts, relieved_by=kind.relieved_by)
    plain |= _give(not_relieved_by=kind.not_relieved_by, jurisdiction=kind.court, **{"except": kind.but_not})
    if kind.punishable_by:
        least, most = _try(read_term, kind.punishable_by, (*place, "punishable_by"))
        plain |= _give(max_days_from=least, max_days_to=most)
    for key, name in (("minimum_imposed", "imposed_min_below"), ("maximum_imposed", "imposed_max_below")):
        if text := getattr(kind, key):
            _, most = _try(read_term, text, (*place, key))
            plain[name] = most + 1 if isinstance(most, int) else most
    for key, name in (("offense", "offense"), ("decided", "convicted"), ("arrested", "arrested")):
        if text := getattr(kind, key):
            start, end = _try(read_span, text, (*place, key))
            days = [_try(_make_day, day, (*place, key)) if day else None for day in (start, end)]
            plain |= _give(**{f"{name}_from": days[0], f"{name}_to": days[1]})
    return plain


def _read_day(text: str, place: Place) -> Plain:
    found = _DAY.fullmatch(text)
    if not found:
        raise EntryError(place, "an event, then `of` a kind, then `if any`", text)
    plain: Plain = {"event": found["event"], **_give(selector=found["selector"])}
    return plain | ({"required": False} if found["optional"] else {})


def _read_house_rule(rule: law.HouseRule) -> Plain:
    plain = _give(fact=rule.fact, by_path=rule.on_each_path, question=rule.question, rests_on=rule.rests_on)
    plain |= _give(looks_at=rule.looks_at, when_unknown=rule.if_unknown, cite=rule.cite, text=rule.words)
    answers = [answer.model_dump(exclude_none=True) for answer in rule.answered_by]
    return plain | _give(verified=_join(rule.mark, rule.reading), answers=answers)


def _say(said: law.Said, entry: law.Entry, *, with_words: bool = True) -> Plain:
    """Say what a statement cites: its own section, words and mark, else those of its entry."""
    is_own = said.mark is not None or said.reading is not None
    mark = said.mark or entry.mark
    reading = said.reading if is_own else entry.reading
    plain = {"cite": said.cite or entry.cite or entry.section, **_give(verified=_join(mark, reading))}
    return plain | (_give(text=said.words or entry.words) if with_words else {})


def _say_presumed(said: law.Presumed, entry: law.Entry) -> Plain:
    return {**_say(said, entry), "text": said.text, "asks_a_person": said.asks_a_person}


def _join(mark: str | None, reading: str | None) -> str | None:
    return f"{mark}/inference ({reading})" if mark and reading else mark


def _is_under(section: str, named: str) -> bool:
    """Return whether a section is the named one or part of it; the name may leave out the code ("3(a)(1)")."""
    return bool(re.search(rf"(?:^|\s){re.escape(named)}(?![\w.:])", section))


def _look(raw: Any, place: Place) -> Any:
    for step in place:
        raw = raw[step]
    return raw


def _make_day(text: str) -> date | str:
    """Read a day; the name of a parameter stays its name."""
    if _ISO_DAY.fullmatch(text):
        return date.fromisoformat(text)
    if not _NAME.fullmatch(text):
        raise ValueError("a day (2026-11-29) or the name of a parameter")
    return text


def _try(read: Any, text: str, place: Place) -> Any:
    try:
        return read(text)
    except ValueError as error:
        raise EntryError(place, str(error).removeprefix("expected "), text) from None


def _give(**values: Any) -> Plain:
    """Keep what is given: a key without a value is left to its default."""
    return {
        key: value
        for key, value in values.items()
        if value is not None and value is not False and value not in ([], {})
    }
