"""Which batch of how many each is, of all that one submission has for one recipient: a court, or the department.

It rests on the lines and their division alone: what goes on after a crash says what an undisturbed submission would
have said. Where what is left is divided otherwise (another ``--max-lines``, a hold before it began, a line that came
back) it is a submission of its own, and counts from one. A hold that comes while batches are written takes whole ones
away: those behind it follow without a gap, and the last says that it is the last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from orchestration.filing.batches.candidates import FilingLine
from orchestration.filing.batches.files.batch_of_lines import COURT_ORDER
from orchestration.filing.ledger.batch import Place

Recipient = tuple[str, ...]


def find_recipient(line: FilingLine) -> Recipient:
    """Whom a line goes to: its court, or the department."""
    candidate = line.candidate
    place = (candidate.county_name, line.agency) if candidate.relief_by == COURT_ORDER else ("", "")
    return (candidate.relief_by, *place)


def number_batches(
    batches: Sequence[Sequence[FilingLine]],
    before: Sequence[Place],
    fell_away: Sequence[Sequence[FilingLine]] = (),
) -> Iterator[tuple[Sequence[FilingLine], Place]]:
    """Each batch with its place, in their order, those of one recipient together. ``before``: the places of batches
    that were begun, in the order of the ledger. ``fell_away``: batches of which nothing could be begun after all (a
    hold came in between); who asks adds to it as it goes, and those behind are counted without them."""
    last = _find_last_of_each_submission(before)
    for _, of_one in groupby(batches, key=lambda batch: find_recipient(batch[0])):
        its = list(of_one)
        rests = _hash_rests(its)
        left = rests[0]
        goes_on = last.get(left)
        submission, done = (goes_on.submission, goes_on.number) if goes_on is not None else (left, 0)
        gone = 0
        for place, batch in enumerate(its, 1):
            yield batch, Place(done + place - gone, done + len(its) - gone, submission, rests[place])
            gone += any(one is batch for one in fell_away)


def _find_last_of_each_submission(before: Sequence[Place]) -> Mapping[str, Place]:
    """The last batch of each submission, by the hash of what it left; what was begun again later counts alone."""
    latest = {place.submission: place for place in before}
    return {place.rest: place for place in latest.values() if place.rest}


def _hash_rests(batches: Sequence[Sequence[FilingLine]]) -> list[str]:
    """At each place the hash of the batches from there on; at the last, behind them all, empty."""
    rests = [""]
    for batch in reversed(batches):
        ids = " ".join(sorted(line.line_id for line in batch))
        rests.append(hashlib.sha256(f"{ids} {rests[-1]}".encode()).hexdigest()[:16])
    return rests[::-1]
