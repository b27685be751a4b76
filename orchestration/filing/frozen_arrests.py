"""Why relief of an arrest is given, in the shape of an explanation: the views of explanations hold charges alone.

What belongs here: the words of the path that decided about an arrest. What does not: those of charges
(``explain.reading``), the document they are frozen in (``frozen``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from orchestration.explain.explanation import Determination, ElementShown, Happening, PathShown, sentence_of
from orchestration.filing.candidates import rows_of

ArrestElement = Mapping[str, Any]

_ELEMENTS = """
select words.arrest_id, words.element, words.word, elements.question, elements.citation, elements.verified,
    elements.needed, elements.when_unknown
from rules.rule_{state}__arrest_elements as words
inner join rules.{state}_elements as elements
    on words.remedy_id = elements.remedy_id and words.element = elements.element
inner join (select unnest(?::varchar[]) as arrest_id, unnest(?::varchar[]) as path) as asked
    on words.arrest_id = asked.arrest_id and words.path = asked.path
where words.person_id in (select unnest(?::varchar[]))
order by words.arrest_id, elements.place, words.element
"""


def elements_of_arrests(
    connection: duckdb.DuckDBPyConnection, state: str, rows: Sequence[Mapping[str, Any]]
) -> dict[str, list[ArrestElement]]:
    """By arrest, every element of the path that decided, in the order of the law table. ``rows``: of
    ``filing_lines``."""
    found: dict[str, list[ArrestElement]] = defaultdict(list)
    if rows:
        asked = [[row["arrest_id"] for row in rows], [row["path"] for row in rows], [row["person_id"] for row in rows]]
        for element in rows_of(connection, _ELEMENTS.format(state=state), asked):
            found[element["arrest_id"]].append(element)
    return found


def determination_of_arrest(
    row: Mapping[str, Any], elements: Sequence[ArrestElement], happening: Happening
) -> Determination:
    """What was determined for an arrest that gets relief; its facts are the lines of the arrest."""
    shown = [
        ElementShown(
            element=element["element"],
            word=element["word"],
            question=element["question"],
            citation=element["citation"],
            verified=element["verified"],
            needed=element["needed"],
            when_unknown=element["when_unknown"],
            condition=None,
            is_deciding=element["element"] == row["deciding_element"],
            is_on_record=False,
            facts=[],
            sources=happening.sources,
        )
        for element in elements
    ]
    return Determination(
        remedy_id=row["remedy_id"],
        remedy_name=row["effect"],
        outcome="eligible",
        sentence=sentence_of("eligible", row["relief"], None, ()),
        relief=row["relief"],
        reason=row["reason_text"],
        citation=row["citation"] or "",
        verified=row["verified"],
        eligible_on=None,
        conditions=[],
        in_the_way=[],
        missing=[],
        waits_for=[],
        presumed=[],
        hints=[],
        has_possible_better_path=False,
        paths=[PathShown(row["path"], True, shown)],
    )
