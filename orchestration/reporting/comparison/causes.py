"""Causes of a change: names, order and meaning.

Each conviction and person counted in only one of two runs has exactly one cause (see ``attribute_causes``).
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
"""Every cause and its name, in the order shown."""

MEANS: Mapping[str, str] = {
    NEW: "a person, count or event that is in no delivery of the first run",
    LEFT: "a person, count or event that is in no delivery of the second run",
    TIME: "only the as-of date differs: a day that the law waits for has come",
    LAW: "a deciding row of the law changed, or another row is in force",
    POLICY: "the county's prosecutor changed the policy",
    FILING: "a line was filed, or a court or the department answered or revoked an answer",
    REVIEW: "people answered the review queue, recorded a fact or made a claim",
    IDENTITY: "reviewers decided which records belong to one person",
    CORRECTIONS: "a delivery changed a fact of the same event",
    SOFTWARE: "another version of Lookback",
    SEVERAL: "more than one of these differs, and any of them may be the cause",
    NOT_EXPLAINED: "nothing kept of the two runs differs: report it to the maintainers of Lookback",
}
