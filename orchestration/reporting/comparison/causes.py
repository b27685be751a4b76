"""The causes a change can have: their words, their order, and what each means.

What belongs here: the words. What does not: how a cause is found (``differing``). Each conviction and person that is
counted in one of two runs and not in the other has exactly one of them.
"""

from __future__ import annotations

from collections.abc import Mapping

NEW, LEFT, TIME, LAW, POLICY = "new_in_the_data", "left_the_data", "time", "law", "policy"
FILING = "filing"
REVIEW, IDENTITY, CORRECTIONS, SOFTWARE = "review", "identity", "corrections", "software"
SEVERAL, NOT_EXPLAINED = "several_causes", "not_explained"

CAUSES: Mapping[str, str] = {
    NEW: "new in the data",
    LEFT: "left the data",
    TIME: "eligible by time",
    LAW: "law",
    POLICY: "policy",
    FILING: "filed or answered",
    REVIEW: "review",
    IDENTITY: "identity",
    CORRECTIONS: "corrections",
    SOFTWARE: "software",
    SEVERAL: "several causes",
    NOT_EXPLAINED: "not explained",
}
"""Every cause in the order it is shown, and what it is called."""

MEANS: Mapping[str, str] = {
    NEW: "a person, count or event that no delivery of the first run tells",
    LEFT: "a person, count or event that no delivery of the second run tells any more",
    TIME: "only the as-of date is another: a day that the law waits for has come",
    LAW: "a row of the law that decided says something else, or another row of it is in force",
    POLICY: "the prosecutor of the county chose otherwise",
    FILING: "a line was filed, or a court or the department answered or took back an answer",
    REVIEW: "people answered the review queue, recorded a fact or made a claim",
    IDENTITY: "people decided who is who",
    CORRECTIONS: "a delivery tells a fact of the same event otherwise",
    SOFTWARE: "another version of Lookback",
    SEVERAL: "more than one of these differs, and which of them did it cannot be told",
    NOT_EXPLAINED: "nothing that is kept of the two runs differs: tell whoever looks after Lookback",
}
