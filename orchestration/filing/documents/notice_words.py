"""Words of notices to a person: the law table ``relief_words`` (``models/rules/<st>/law/<st>_relief_words.csv``)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.law.tables import read_csv_table, read_parameters, read_table

TABLE, RELIEF = "relief_words", "relief"
_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class NoticeWords:
    """Words of one topic in one language. ``relief``: empty if they are of every relief. ``name``: what the relief did,
    in a few words; of other topics the lead in bold."""

    topic: str
    relief: str
    language: str
    name: str
    words: str


class NoticeWordsError(ValueError):
    """A relief has no words in the language of the notice, or words name no parameter of the law."""


def read_notice_words(models: Path, state: str, day: date) -> tuple[NoticeWords, ...]:
    """Read the words of a state, by topic and place. ``{days}`` in them is the parameter of that name on ``day``; words
    of a parameter that is not in force are left out, as their law is.

    Raises:
        NoticeWordsError: Words name no parameter of the law.
    """
    values = read_parameters(models, state, day.isoformat())
    known = {row["parameter"] for row in read_table(models, state, "parameters")}
    found = []
    for row in sorted(read_csv_table(models, state, TABLE), key=lambda row: (row["topic"], int(row["place"]))):
        named = {*_PARAMETER.findall(row["words"])}
        if unknown := sorted(named - known):
            raise NoticeWordsError(f"{TABLE}.csv names {unknown[0]!r}, which is no parameter of the law")
        if named <= values.keys():
            words = _PARAMETER.sub(lambda one: values[one[1]], row["words"])
            found.append(NoticeWords(row["topic"], row["relief"], row["language"], row["name"], words))
    return tuple(found)


def select_notice_words(words: Sequence[NoticeWords], language: str, reliefs: Sequence[str]) -> Mapping[str, object]:
    """Select what a notice in a language about these reliefs says: by relief, and by other topic.

    Raises:
        NoticeWordsError: A relief has no words in the language.
    """
    own = [one for one in words if one.language == language and one.relief in ("", *reliefs)]
    of_relief = {one.relief: vars(one) for one in own if one.topic == RELIEF}
    if lacking := [relief for relief in reliefs if relief not in of_relief]:
        raise NoticeWordsError(f"the relief {lacking[0]} has no words in {language!r}: add a row to {TABLE}.csv")
    topics: dict[str, list[Mapping[str, str]]] = {}
    for one in own:
        if one.topic != RELIEF:
            topics.setdefault(one.topic, []).append(vars(one))
    return {"reliefs": of_relief, "topics": topics}
