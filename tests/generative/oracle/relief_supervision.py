"""When all terms are over where supervision follows state prison: section 3 of the page.

What belongs here: which records of the Supervised Release File are of that supervision, and what they do to the first
and the last day. What does not: the sentence itself (``relief_sentences``), whether supervision is active.
"""

from __future__ import annotations

from datetime import date

from tests.generative.oracle.days import plus_years
from tests.generative.oracle.facts import Conviction
from tests.generative.oracle.relief_facts import Record, ReliefParameters, Supervision
from tests.generative.oracle.relief_sentences import Clock, Ends, end_of_the_sentence, parts_of

AFTER_PRISON = frozenset({"parole", "post_release_community_supervision", "supervised_release"})
"""Penal Code 3000 and 3451; supervised release is of the United States. Probation is granted in prison's place."""


def follows_prison(conviction: Conviction, told: Supervision) -> str:
    """Whether a record is of supervision after prison that began since the conviction: surely, perhaps or not."""
    since = conviction.conviction_date_earliest
    if since is None or told.started_on_earliest is None or told.started_on_latest is None:
        return "perhaps"
    if told.started_on_earliest >= since and told.supervision_type in AFTER_PRISON:
        return "surely"
    return "perhaps" if told.started_on_latest >= since else "not"


def went_to_prison(record: Record, conviction: Conviction) -> bool:
    """A part of the sentence is state prison: parole or supervision follows."""
    return any(part.sentence_type == "prison" for part in parts_of(record, conviction))


def end_of_all_terms(
    record: Record, conviction: Conviction, parameters: ReliefParameters, as_of: date
) -> Clock | Ends | None:
    """All parts, and parole or supervision where one of them is state prison: as its records say, whether or not it is
    known that it ended as they say. While one of them is active the terms are not over."""
    ends = end_of_the_sentence(record, conviction, parameters)
    if ends is None or not went_to_prison(record, conviction):
        return ends
    told = [one for one in record.supervision if follows_prison(conviction, one) != "not"]
    following = [one for one in told if follows_prison(conviction, one) == "surely"]
    first = max(
        [
            ends.first,
            *(one.ended_on_earliest for one in following if one.ended_on_earliest),
            *(as_of for one in told if one.is_active == "yes"),
        ]
    )
    last = ends.first if following else plus_years(ends.last, parameters.supervision_after_prison_years)
    for one in told:
        if one.ended_on_latest is None:
            return Clock(first, None)
        last = max(last, one.ended_on_latest)
    return Clock(first, last)


def is_surely_supervised_then(record: Record, conviction: Conviction, other: Conviction, as_of: date) -> bool:
    """Whether the other conviction came while supervision lasted that had begun before it, and so is not its own."""
    first, last = other.conviction_date_earliest, other.conviction_date_latest
    if first is None or last is None or not went_to_prison(record, conviction):
        return False
    for told in record.supervision:
        ended = told.ended_on_earliest or (as_of if told.is_active == "yes" else None)
        has_begun = told.started_on_latest is not None and told.started_on_latest < first
        if follows_prison(conviction, told) == "surely" and has_begun and ended is not None and ended >= last:
            return True
    return False
