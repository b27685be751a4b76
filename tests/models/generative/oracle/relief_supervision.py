"""When all terms are over where supervision follows state prison: section 3 of the page.

What belongs here: which records of the Supervised Release File are of that supervision, and what they do to the first
and the last day. What does not: the sentence itself (``relief_sentences``), whether supervision is active.
"""

from __future__ import annotations

from datetime import date

from tests.models.generative.oracle.days import plus_years
from tests.models.generative.oracle.facts import Conviction
from tests.models.generative.oracle.relief_ends import end_of_the_sentence, may_have_gone_to_prison, went_to_prison
from tests.models.generative.oracle.relief_facts import Record, ReliefParameters, Supervision
from tests.models.generative.oracle.relief_sentences import Clock, parts_of

AFTER_PRISON = frozenset({"parole", "post_release_community_supervision", "supervised_release"})
"""Penal Code 3000 and 3451; supervised release is of the United States. Probation is granted in prison's place."""


def _may_be_of(record: Record, conviction: Conviction, told: Supervision, parameters: ReliefParameters) -> bool:
    """Any follows what is or may be prison. Else mandatory supervision is of jail and probation of probation, begun
    within it."""
    if may_have_gone_to_prison(record, conviction, parameters):
        return True
    of_kind = {"probation": {"probation"}, "mandatory_supervision": {"jail"}}
    kinds = of_kind.get(
        told.supervision_type, set() if told.supervision_type in AFTER_PRISON else {"jail", "probation"}
    )
    ends = end_of_the_sentence(record, conviction, parameters)
    last = ends.last if ends is not None else None
    is_since = last is not None and told.started_on_earliest is not None and told.started_on_earliest > last
    return not is_since and any(part.sentence_type in kinds for part in parts_of(record, conviction))


def follows(record: Record, conviction: Conviction, told: Supervision, parameters: ReliefParameters) -> str:
    """Whether a record is of supervision that is of a sentence: surely (after prison), perhaps or not."""
    since = conviction.conviction_date_earliest
    if since is not None and told.started_on_latest is not None and told.started_on_latest < since:
        return "not"
    if not _may_be_of(record, conviction, told, parameters):
        return "not"
    is_known = since is not None and told.started_on_earliest is not None and told.started_on_earliest >= since
    is_after_prison = went_to_prison(record, conviction, parameters) and told.supervision_type in AFTER_PRISON
    return "surely" if is_known and is_after_prison and not told.has_conflicting_ids else "perhaps"


def end_of_all_terms(record: Record, conviction: Conviction, parameters: ReliefParameters, as_of: date) -> Clock | None:
    """All parts, and the supervision that is or may be of them: as its records say, whether or not it is known that it
    ended as they say. While one of them is active the terms are not over. No term ends before its judgment."""
    judged_first, judged_last = conviction.conviction_date_earliest, conviction.conviction_date_latest
    ends = end_of_the_sentence(record, conviction, parameters)
    if ends is None:
        return Clock(judged_first, None) if judged_first is not None else None
    told = [(one, how) for one in record.supervision if (how := follows(record, conviction, one, parameters)) != "not"]
    following = [one for one, how in told if how == "surely"]
    first = max(
        [
            ends.first,
            *([judged_first] if judged_first is not None else []),
            *(one.ended_on_earliest for one in following if one.ended_on_earliest),
            *(as_of for one, _ in told if one.is_active == "yes"),
        ]
    )
    last = ends.first if following and ends.last is not None else ends.last
    if may_have_gone_to_prison(record, conviction, parameters) and not following and last is not None:
        last = plus_years(last, parameters.supervision_after_prison_years)
    for one, _ in told:
        if one.ended_on_latest is None or last is None:
            return Clock(first, None)
        last = max(last, one.ended_on_latest)
    if last is not None:
        last = max(last, judged_last) if judged_last is not None else None
    return Clock(first, last)


def is_surely_supervised_then(
    record: Record, conviction: Conviction, other: Conviction, parameters: ReliefParameters, as_of: date
) -> bool:
    """Whether the other conviction came while supervision lasted that had begun before it, and so is not its own."""
    first, last = other.conviction_date_earliest, other.conviction_date_latest
    if first is None or last is None:
        return False
    for told in record.supervision:
        ended = told.ended_on_earliest or (as_of if told.is_active == "yes" else None)
        has_begun = told.started_on_latest is not None and told.started_on_latest < first
        is_of_it = follows(record, conviction, told, parameters) == "surely"
        if is_of_it and has_begun and ended is not None and ended >= last:
            return True
    return False
