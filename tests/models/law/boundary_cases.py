"""Cases at the edges of every row of a law: from people whom a path relieves, one fact changed at a time.

For each path, people with a charge that fits it are the base. From each row that the path reads follow its cases: a day
below, at and above a wait; a term, a list, a level inside and outside; a fact that is yes, no, unknown and absent; one
more case of a kind, on the same day, in the same case, in another state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tests.models.law.invented_histories import LISTED, History
from tests.models.law.oracle import Oracle

Row = dict[str, Any]
Tables = dict[str, list[Row]]
Law = Mapping[str, Sequence[Mapping[str, Any]]]
LONG_AGO_DAYS = 25 * 365


def make_boundary_cases(law: Law, as_of: date) -> Tables:
    """Make the facts of all cases: each is a person of its own."""
    cases: Tables = defaultdict(list)
    number = 0
    for path in law["paths"]:
        for person, is_changed in _fit_ages(law, path, _fit_people(law, as_of, path["kind"], each_disposition=True)):
            again = [person, *_add_recent_charges(law, as_of, person)]
            base = next((one for one in again if _takes(law, as_of, path, one)), None)
            changed = again if base is None or not is_changed else _change_one_fact(law, as_of, _key(path), base)
            for one in changed:
                number += 1
                _add_as_new_person(cases, one, f"b{number:06}", number % 64)
    return dict(cases)


def _key(path: Mapping[str, Any]) -> tuple[str, str]:
    return path["remedy_id"], path["path"]


def _takes(law: Law, as_of: date, path: Mapping[str, Any], person: Tables) -> bool:
    """Ask whether the charge of a person takes a path."""
    oracle = Oracle({**law, "offense_lists": list_lines(person)}, as_of)
    finding = oracle.decide(person).get((person["units"][0]["unit_id"], path["remedy_id"]), {})
    return bool(finding.get("path") == path["path"])


def _add_recent_charges(law: Law, as_of: date, person: Tables) -> Iterator[Tables]:
    """Add a recent charge that a clock looks at, so that other paths of the charge wait."""
    for selector in dict.fromkeys(clock["selector"] for clock in law["clocks"] if clock.get("selector")):
        for found in _fit_people(law, as_of, selector):
            yield _join(person, person["units"][0], found, 1, as_of - timedelta(days=1))


def _fit_ages(law: Law, path: Mapping[str, Any], people: Iterator[Tables]) -> Iterator[tuple[Tables, bool]]:
    """Give people ages about that at which the path asks for one: the youngest is changed further."""
    ages = {
        element["age_years"]
        for element in law["path_elements"]
        if element["type"] == "age" and (element["remedy_id"], element["path"]) == (path["remedy_id"], path["path"])
    }
    for person in people:
        if not ages:
            yield person, True
        unit = person["units"][0]
        own = next(row["day_latest"] for row in person["unit_days"] if row["event"] == "offense")
        limits = [
            row[key] + timedelta(days=step)
            for row in law["selectors"]
            for key in ("offense_from", "offense_to")
            for step in (-1, 0, 1)
            if row["selector"] == path["kind"] and row.get(key)
        ]
        for day in (own, *limits) if ages else ():
            for years in sorted({age + step for age in ages for step in (-3, -1, 0, 1)}):
                for step in (0, -1, 1):
                    born = _move_years(day, -years) + timedelta(days=step)
                    known = {"birth_date_earliest": born, "birth_date_latest": born}
                    aged = {**person, "people": [{**row, **known} for row in person["people"]]}
                    yield _with_day(aged, unit, "offense", day), (day, years, step) == (own, min(ages) - 3, 0)


def take_some(cases: Tables, step: int, first: int = 0) -> Tables:
    """Take the cases of each ``step``-th person."""
    return {name: [row for row in rows if int(row["person_id"][1:]) % step == first] for name, rows in cases.items()}


def list_lines(tables: Tables) -> list[Row]:
    """Return the lines of offense lists for the invented sections of the cases."""
    return History.list_lines(_Holder(tables))  # type: ignore[arg-type]


class _Holder:
    def __init__(self, tables: Tables) -> None:
        self.tables = tables


def _fit_people(
    law: Law, as_of: date, selector: str, *, each_disposition: bool = False, each_level: bool = False
) -> Iterator[Tables]:
    """Make people with one charge of long ago that fits a selector: one for each alternative, exception and list."""
    for row in _with_exceptions(law, selector):
        dispositions = row.get("dispositions") or [*_named(law["selectors"], "dispositions"), "conviction"]
        named = [level for level in _named(law["selectors"], "levels") if level not in (row.get("levels_none") or ())]
        levels = row.get("levels") or named or ["felony"]
        for level in dict.fromkeys((levels[0], levels[-1])) if each_level else levels[:1]:
            for disposition in dispositions if each_disposition else dispositions[:1]:
                for name in row.get("lists_any") or [None]:
                    yield _fit_person(law, as_of, {**row, "dispositions": [disposition], "levels": [level]}, name)


def _with_exceptions(law: Law, selector: str) -> Iterator[Row]:
    """Return the alternatives of a selector, each also narrowed to what is excepted from it."""
    for row in law["selectors"]:
        if row["selector"] == selector:
            yield dict(row)
            own = {name: row[name] for name in ("selector", "alternative")}
            for other in law["selectors"]:
                if other["selector"] == row.get("except_selector"):
                    yield {**row, **{name: value for name, value in other.items() if value}, **own}


def _fit_person(law: Law, as_of: date, row: Mapping[str, Any], listed: str | None) -> Tables:
    of_unit = {"person_id": "p", "person_bucket": 0, "unit_id": "pu"}
    first_days = [row[name] for name in ("offense_from", "convicted_from", "arrested_from") if row.get(name)]
    day = max([as_of - timedelta(days=LONG_AGO_DAYS), *(first + timedelta(days=30) for first in first_days)])
    limits = [other[name] for other in law["selectors"] for name in ("max_days_from", "max_days_to") if other.get(name)]
    terms = [row.get("max_days_from"), row.get("max_days_to"), min(limits) - 1 if limits else None]
    unit = {
        **of_unit,
        **{"unit": row.get("of_unit") or "charge", "case_id": "own", "arrest_id": None, "tracking": "own"},
        **{"jurisdiction": "elsewhere" if row.get("jurisdiction") == "elsewhere" else "here"},
        **{"disposition": (row.get("dispositions") or ["conviction"])[0]},
        **{"dispositions_perhaps": [], "level": row["levels"][0]},
        **{"grade": (row.get("grades") or [None])[0], "max_days": next((term for term in terms if term), None)},
        **{"imposed_min_days": None, "imposed_max_days": None, "fine": None},
        **{"components": list(row.get("components") or [])[:1], "code_book": LISTED if listed else "code"},
        **{"section": listed or (row.get("sections") or ["1"])[0], "is_text_in_doubt": False, "is_candidate": True},
    }
    happened = sorted({clock["event"] for clock in law["clocks"]} | {"offense", "arrest", "disposition", "sentence"})
    days = {"day_earliest": day, "day_latest": day, "source": "history"}
    facts = [
        {**of_unit, "unit": unit["unit"], "fact": needed["fact"], "answer": needed["answers"][0], "source": "history"}
        for needed in law.get("selector_facts", ())
        if (needed["selector"], needed["alternative"]) == (row["selector"], row["alternative"])
    ]
    for element in law["path_elements"]:
        if element["type"] == "fact" and element["fact"] not in {fact["fact"] for fact in facts}:
            answer = "no" if element.get("negate") else "yes"
            facts.append(
                {**of_unit, "unit": unit["unit"], "fact": element["fact"], "answer": answer, "source": "history"}
            )
    person: Tables = {
        "people": [
            {
                "person_id": "p",
                "person_bucket": 0,
                "birth_date_earliest": date(1970, 1, 1),
                "birth_date_latest": date(1970, 1, 1),
            }
        ],
        "units": [unit],
        "unit_days": [{**of_unit, "event": event, **days} for event in happened],
        "unit_facts": [
            {**fact, "is_presumed": False, "over_on": None, "valid_until": None, "rests_on": []} for fact in facts
        ],
        "person_facts": [
            {
                **{"person_id": "p", "person_bucket": 0, "fact": status, "answer": "no", "is_presumed": False},
                **{"over_on": None, "source": "history", "rests_on": [], "valid_until": None},
            }
            for status in sorted({row["status"] for row in law["path_elements"] if row["type"] == "status"})
        ],
    }
    return person


def _change_one_fact(law: Law, as_of: date, path: tuple[str, str], person: Tables) -> Iterator[Tables]:
    unit = person["units"][0]
    yield person
    yield from _change_unit(law, person, unit)
    yield from _add_more_of_the_kind(law, path, person, unit)
    for element in law["path_elements"]:
        if (element["remedy_id"], element["path"]) != path:
            continue
        if element["type"] == "wait":
            yield from _move_days(law, as_of, element, person, unit)
            yield from _move_days_of_others(law, as_of, element, person, unit)
        elif element["type"] == "no_other":
            yield from _add_others(law, as_of, element, person, unit)
        elif element["type"] in ("fact", "status"):
            yield from _change_answers(element, person, unit)
        elif element["type"] == "owes":
            for kind in element["owed"]:
                for balance in (None, 0, 1):
                    owed = {"person_id": unit["person_id"], "person_bucket": 0, "case_id": unit["case_id"]}
                    yield {**person, "owed": [{**owed, "kind": kind, "balance": balance}]}
                yield {**person, "owed": []}


def _with_unit(person: Tables, unit: Row, **changes: Any) -> Tables:
    return {**person, "units": [{**row, **changes} if row is unit else row for row in person["units"]]}


def _change_unit(law: Law, person: Tables, unit: Row) -> Iterator[Tables]:
    selectors = law["selectors"]
    named = {
        column: sorted({word for row in selectors for name in names for word in (row.get(name) or ())})
        for column, names in {
            "level": ("levels", "levels_none"),
            "grade": ("grades",),
            "disposition": ("dispositions",),
            "section": ("sections",),
        }.items()
    }
    for column, words in named.items():
        for word in [*words, None, "another"]:
            changes = {"code_book": "code"} if column == "section" else {}
            perhaps = {"dispositions_perhaps": []} if column == "disposition" else {}
            yield _with_unit(person, unit, **{column: word, **changes, **perhaps})
    terms = [row[name] for row in selectors for name in ("max_days_from", "max_days_to") if row.get(name)]
    for grade in named["grade"]:  # (A grade says what the term may be where the record does not.)
        for term in (None, max(terms, default=0) + 1):
            yield _with_unit(person, unit, grade=grade, max_days=term)
    for disposition in named["disposition"]:
        for level in named["level"]:
            yield _with_unit(person, unit, disposition=disposition, level=level)
    for name in sorted(
        {word for row in selectors for key in ("lists_any", "lists_none") for word in (row.get(key) or ())}
    ):
        for mark in ("", "?"):
            listed = unit["section"].split("+") if unit["code_book"] == LISTED else []
            section = "+".join(sorted({*(part for part in listed if part.lstrip("?") != name), mark + name}))
            yield _with_unit(person, unit, code_book=LISTED, section=section)
    yield _with_unit(person, unit, code_book="code", section="1")
    for row in selectors:
        for name in row.get("lists_any") or () if row.get("grades") else ():
            for grade in row["grades"]:
                yield _with_unit(person, unit, code_book=LISTED, section=name, grade=grade)
    for column, keys in {
        "max_days": ("max_days_from", "max_days_to"),
        "imposed_min_days": ("imposed_min_below",),
        "imposed_max_days": ("imposed_max_below",),
    }.items():
        limits = {row[key] for row in selectors for key in keys if row.get(key) is not None}
        for value in sorted({limit + step for limit in limits for step in (-1, 0, 1)}):
            yield _with_unit(person, unit, **{column: value})
        if limits:
            yield _with_unit(person, unit, **{column: None})
    for components in ([], None, *([word] for word in _named(selectors, "components"))):
        yield _with_unit(person, unit, components=components)
    for jurisdiction in ("here", "elsewhere", "unknown"):
        yield _with_unit(person, unit, jurisdiction=jurisdiction)
    for fact in sorted({needed["fact"] for needed in law.get("selector_facts", ())}):
        yield from _change_answers({"type": "fact", "fact": fact}, person, unit)
    for event, keys in {
        "offense": ("offense_from", "offense_to"),
        "disposition": ("convicted_from", "convicted_to"),
        "arrest": ("arrested_from", "arrested_to"),
    }.items():
        for day in sorted({row[key] for row in selectors for key in keys if row.get(key)}):
            for step in (-1, 0, 1):
                yield _with_day(person, unit, event, day + timedelta(days=step))
            yield _with_span(person, unit, event, day - timedelta(days=9), day + timedelta(days=9))
        yield _with_span(person, unit, event, None, None)


def _with_span(person: Tables, unit: Row, event: str, first: date | None, last: date | None) -> Tables:
    rows = [row for row in person["unit_days"] if (row["unit_id"], row["event"]) != (unit["unit_id"], event)]
    of_unit = {name: unit[name] for name in ("person_id", "person_bucket", "unit_id")}
    rows.append({**of_unit, "event": event, "day_earliest": first, "day_latest": last, "source": "history"})
    return {**person, "unit_days": rows}


def _with_day(person: Tables, unit: Row, event: str, day: date) -> Tables:
    return _with_span(person, unit, event, day, day)


def _move_days(law: Law, as_of: date, wait: Mapping[str, Any], person: Tables, unit: Row) -> Iterator[Tables]:
    """Move each event of the wait's clock so that the wait is over a day before, on and after the day of the run."""
    for event in sorted({row["event"] for row in law["clocks"] if row["clock"] == wait["clock"]}):
        start = _begin_of(as_of, wait)
        for step in (-2, -1, 0, 1, 2):
            yield _with_day(person, unit, event, start + timedelta(days=step))
        yield _with_span(person, unit, event, start - timedelta(days=15), start + timedelta(days=15))
        yield _with_span(person, unit, event, None, None)
        rows = [row for row in person["unit_days"] if (row["unit_id"], row["event"]) != (unit["unit_id"], event)]
        yield {**person, "unit_days": rows}
        for change in (-1, 1):
            for part, days in (("years", 365), ("months", 30), ("days", 1)):
                if wait.get(part):
                    yield _with_day(person, unit, event, start + timedelta(days=change * days))


def _add_more_of_the_kind(law: Law, path: tuple[str, str], person: Tables, unit: Row) -> Iterator[Tables]:
    """Add copies of the charge itself up to one more than a cap allows, and charges that begin its wait anew."""
    mine = next(row for row in person["unit_days"] if row["event"] == "disposition")["day_latest"]
    for cap in law.get("caps", ()):
        if path[1] in cap["paths"]:
            for count in (cap["n"] - 1, cap["n"], cap["n"] + 1):
                yield _join(person, unit, person, count, mine + timedelta(days=1), keeps_own_day=True)
                yield _join(person, unit, person, count, mine + timedelta(days=1))
    for row in law["paths"]:
        if (row["remedy_id"], row["path"]) == path and row.get("restarts"):
            for found in _fit_people(law, mine, row["restarts"]):
                for changed in [found, *_change_unit(law, found, found["units"][0])]:
                    later = _join(person, unit, changed, 1, mine + timedelta(days=40))
                    yield later
                    yield _with_span(
                        later, later["units"][-1], "release_or_sentence", date(2027, 1, 1), date(2027, 1, 1)
                    )


def _move_days_of_others(law: Law, as_of: date, wait: Mapping[str, Any], person: Tables, unit: Row) -> Iterator[Tables]:
    """Add charges of the kind that the wait's clock looks at, whose day is near the edge of the wait."""
    start = _begin_of(as_of, wait)
    for clock in law["clocks"]:
        if clock["clock"] != wait["clock"] or not clock.get("selector"):
            continue
        for found in _fit_people(law, as_of, clock["selector"]):
            for step in (-1, 0, 1, 40):
                joined = _join(person, unit, found, 1, min(start + timedelta(days=min(step, 1)), as_of))
                yield _with_day(joined, joined["units"][-1], clock["event"], start + timedelta(days=step))
            for changed in _change_unit(law, found, found["units"][0]):
                joined = _join(person, unit, changed, 1, None, keeps_own_day=True)
                yield joined
                yield _with_day(joined, joined["units"][-1], clock["event"], as_of)


def _begin_of(as_of: date, wait: Mapping[str, Any]) -> date:
    count = as_of.year * 12 + as_of.month - 1 - 12 * int(wait.get("years") or 0) - int(wait.get("months") or 0)
    return date(count // 12, count % 12 + 1, min(as_of.day, 28)) - timedelta(days=int(wait.get("days") or 0))


def _add_others(law: Law, as_of: date, element: Mapping[str, Any], person: Tables, unit: Row) -> Iterator[Tables]:
    """Add up to n + 1 units that the selectors of the element choose, near the edges of its window."""
    n = int(element.get("n") or 1)
    mine = next(
        row["day_latest"] for row in person["unit_days"] if (row["unit_id"], row["event"]) == ("pu", "disposition")
    )
    years = int(element.get("window_years") or 1)
    back, ahead = _move_years(as_of, -years), _move_years(mine, years)
    recent = as_of - timedelta(days=1)
    waits = [row for row in law["path_elements"] if row["type"] == "wait" and row["path"] == element["path"]]
    ends = [_move_years(mine, int(wait["years"] or 0)) for wait in waits]
    for selector in dict.fromkeys(filter(None, (element["selector"], element.get("also_selector")))):
        for found in _fit_people(law, as_of, selector, each_disposition=True):
            for day in (mine, back, ahead, as_of, *ends):
                for step in (-1, 0, 1):
                    yield _join(person, unit, found, n, min(day + timedelta(days=step), as_of))
        for found in _fit_people(law, as_of, selector, each_level=True):
            for count in range(1, n + 2):
                for day in (recent, mine + timedelta(days=40)):
                    yield _join(person, unit, found, count, day)
                yield _join(person, unit, found, count, recent, case_id="one", tracking="one")
                yield _join(person, unit, found, count, mine, case_id=unit["case_id"])
                yield _join(person, unit, found, count, recent, case_id=unit["case_id"])
                term = found["units"][0]["max_days"]  # (The charge itself may be of the kind that is counted.)
                yield _join(_with_unit(person, unit, max_days=term), unit, found, count, mine)
            for changed in _change_unit(law, found, found["units"][0]):
                for count in {n, max(1, n - 1)}:
                    yield _join(person, unit, changed, count, mine, case_id=unit["case_id"])
                    yield _join(person, unit, changed, count, recent)
                    yield _join(person, unit, changed, count, recent, keeps_own_day=True)
                    if element["window_name"] == "in_the_wait":
                        yield _join(person, unit, changed, count, mine + timedelta(days=40))
            for changes in ({"jurisdiction": "elsewhere"}, {"jurisdiction": "unknown"}):
                yield _join(person, unit, found, n, recent, **changes)
            yield _join(person, unit, found, n, None)
            for level in (found["units"][0]["level"], "another"):  # (One is in the charge's own case.)
                beside = _join(person, unit, found, 1, recent, case_id=unit["case_id"], level=level)
                yield _join(beside, unit, found, n - 1, recent, first=1, level=level)
            if element.get("also_selector"):
                yield from _add_others_of_two_kinds(law, element, person, unit, found, recent)


def _add_others_of_two_kinds(
    law: Law, element: Mapping[str, Any], person: Tables, unit: Row, found: Tables, day: date
) -> Iterator[Tables]:
    """Add units of which some are also of the element's other kind: all of a level that no other rule counts."""
    n, also_n = int(element["n"]), int(element["also_n"])
    one = _with_unit(found, found["units"][0], level="another", grade="another")
    for also in _fit_people(law, day, element["also_selector"]):
        both = _with_unit(also, also["units"][0], level="another")
        for count in range(also_n + 1):
            for rest in (n - count - 1, n - count):
                yield _join(_join(person, unit, both, count, day), unit, one, rest, day, first=count)
        of_both = _join(person, unit, both, also_n, day)
        yield _join(of_both, unit, one, n - also_n, day, first=also_n, case_id=unit["case_id"])
        for changed in _change_unit(law, one, one["units"][0]):
            yield _join(of_both, unit, changed, n - also_n, day, first=also_n)


def _move_years(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28))


def _join(
    person: Tables,
    unit: Row,
    other: Tables,
    count: int,
    day: date | None,
    *,
    keeps_own_day: bool = False,
    first: int = 0,
    **changes: Any,
) -> Tables:
    """Add copies of another person's charge to a person, decided on ``day``: numbered from ``first``, after those that
    are there."""
    joined: Tables = {name: list(rows) for name, rows in person.items()}
    first = max(first, len(person["units"]) - 1)
    for number in range(first, first + count):
        of_unit = {**{name: unit[name] for name in ("person_id", "person_bucket")}, "unit_id": f"puo{number}"}
        own = {**other["units"][0], **of_unit, "case_id": f"case{number}", "tracking": f"t{number}"}
        joined["units"].append({**own, **changes})
        moved = {"day_earliest": day, "day_latest": day}
        for name in ("unit_days", "unit_facts"):
            for row in other.get(name, []):
                is_moved = row.get("event") in ("disposition", "arrest") and not keeps_own_day
                joined.setdefault(name, []).append({**row, **of_unit, **(moved if is_moved else {})})
    return joined


def _change_answers(element: Mapping[str, Any], person: Tables, unit: Row) -> Iterator[Tables]:
    table = "unit_facts" if element["type"] == "fact" else "person_facts"
    fact = element["fact"] if element["type"] == "fact" else element["status"]
    about = unit["unit_id"] if table == "unit_facts" else unit["person_id"]
    key = "unit_id" if table == "unit_facts" else "person_id"
    rows = [row for row in person.get(table, []) if (row[key], row["fact"]) != (about, fact)]
    of_unit = {"unit_id": unit["unit_id"], "unit": unit["unit"]} if table == "unit_facts" else {}
    yield {**person, table: rows}
    for answer in ("yes", "no", "unknown"):
        for is_presumed in (False, True):
            row = {"fact": fact, "answer": answer, "is_presumed": is_presumed, "over_on": None, "source": "history"}
            of_person = {"person_id": unit["person_id"], "person_bucket": unit["person_bucket"]}
            yield {**person, table: [*rows, {**of_person, **of_unit, **row, "rests_on": [], "valid_until": None}]}


def _add_as_new_person(cases: Tables, person: Tables, person_id: str, bucket: int) -> None:
    """Add a person under new ids, so that cases do not meet."""
    names = {unit["unit_id"]: f"{person_id}u{place}" for place, unit in enumerate(person["units"])}
    for table, rows in person.items():
        for row in rows:
            new = {**row, "person_id": person_id, "person_bucket": bucket}
            for column in ("unit_id", "other_unit_id", "subject", "arrest_id"):
                if new.get(column) in names:
                    new[column] = names[new[column]]
            if new.get("case_id"):
                new["case_id"] = f"{person_id}{new['case_id']}"
            cases[table].append(new)


def _named(rows: Sequence[Mapping[str, Any]], *columns: str) -> list[str]:
    return sorted({word for row in rows for column in columns for word in (row.get(column) or ())})
