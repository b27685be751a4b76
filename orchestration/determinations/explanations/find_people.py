"""People of the run by name and birth date, for somebody who has no id of them. Restricted: it shows names.

Case, accents, spaces, hyphens and the order of names do not matter. Nothing is guessed: everybody who fits is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.warehouse.run_errors import WrongQuestionError

FEWEST_LETTERS = 2

_PLAIN = "regexp_replace(strip_accents(upper({text})), '[^A-Z0-9, ]', '', 'g')"
_PEOPLE = f"""
with names as (
    select
        person_id,
        birth_date_earliest,
        birth_date_latest,
        unnest(list_distinct(list_append(person_names, person_name))) as name
    from intermediate.int_people
    where birth_date_earliest is null or birth_date_latest is null or $born is null
        or $born between birth_date_earliest and birth_date_latest
),
plain_names as (select *, {_PLAIN.format(text="name")} as plain from names where name is not null)
select
    person_id,
    birth_date_earliest,
    birth_date_latest,
    list(name order by name) as names,
    list(plain order by name) as plain_names,
    (select count(*) from intermediate.int_charges where int_charges.person_id = found.person_id) as charges
from plain_names as found
where list_contains($last_names, replace(split_part(plain, ',', 1), ' ', ''))
group by all
order by person_id
"""


@dataclass(frozen=True)
class PersonFound:
    """A person who fits: names as recorded, the span of the birth date (None: not on record), and how many charges."""

    person_id: str
    names: Sequence[str]
    born_earliest: date | None
    born_latest: date | None
    charges: int

    def describe_birth(self) -> str:
        """The birth date, its span, or that it is not on record."""
        if self.born_earliest is None or self.born_latest is None:
            return "birth date not on record"
        if self.born_earliest == self.born_latest:
            return f"born {self.born_earliest}"
        return f"born {self.born_earliest} to {self.born_latest}"


def find_people(connection: duckdb.DuckDBPyConnection, name: str, born: date | None) -> list[PersonFound]:
    """Find everybody whose recorded names fit; of an unknown birth date too.

    Raises:
        WrongQuestionError: the name has fewer than two letters.
    """
    ((plain,),) = connection.execute(f"select {_PLAIN.format(text='?')}", [name]).fetchall()
    if len(re.sub(r"[^A-Z]", "", plain)) < FEWEST_LETTERS:
        raise WrongQuestionError(f"--name must have at least {FEWEST_LETTERS} letters of the Latin alphabet")
    readings = list(_read_name(plain))
    asked = {"born": born, "last_names": sorted({last for last, _ in readings})}
    return [
        PersonFound(person_id, names, earliest, latest, charges)
        for person_id, earliest, latest, names, plain_names, charges in connection.execute(_PEOPLE, asked).fetchall()
        if any(_is_match(recorded, reading) for recorded in plain_names for reading in readings)
    ]


_Name = tuple[str, tuple[str, ...]]
"""The last name without spaces, and given names."""


def _read_name(plain: str) -> Iterator[_Name]:
    """Read ``LAST, FIRST`` one way; words without a comma each way in which a last name begins or ends them."""
    last, comma, given = plain.partition(",")
    if comma:
        yield last.replace(" ", ""), tuple(given.split())
        return
    words = plain.split()
    for count in range(1, len(words) + 1):
        yield "".join(words[:count]), tuple(words[count:])
        yield "".join(words[-count:]), tuple(words[:-count])


def _is_match(recorded: str, asked: _Name) -> bool:
    """Whether the last name is the same, and each given name that was asked is recorded, in whole or by its initial."""
    last, _, given = recorded.partition(",")
    known = given.replace(",", " ").split()
    return last.replace(" ", "") == asked[0] and all(
        any(word == one or (1 in (len(word), len(one)) and word[0] == one[0]) for one in known) for word in asked[1]
    )
