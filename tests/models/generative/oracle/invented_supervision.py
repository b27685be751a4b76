"""What a Supervised Release File and a registry say of invented people, and where that is not known.

What belongs here: the words of a record as of a day. What does not: who is supervised and since when
(``invented_records``), any law.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from tests.models.generative.oracle.relief_facts import Registration, Supervision

KINDS = ("parole",) * 7 + (
    "post_release_community_supervision",
    "supervised_release",
    "mandatory_supervision",
    "probation",
    "probation",
    "unknown",
    "unrecognised",
)
ENDED_SINCE_THE_CUT, STILL_TO_COME, UNREADABLE = 0.12, 0.16, 0.2
IDS_OF_TWO = 0.9


def as_the_file_says(rng: Random, told: Supervision, as_of: date) -> Supervision:
    """The record with the word that its days give; some end came after the file was cut, some start is still to come,
    some end cannot be read, and of some it is not known whose they are."""
    draw = rng.random()
    told.supervision_type = rng.choice(KINDS)
    if ENDED_SINCE_THE_CUT <= draw < STILL_TO_COME:
        told.started_on_earliest = told.started_on_latest = as_of + timedelta(rng.choice((1, 30)))
        ends = rng.choice((as_of + timedelta(700), None))
        told.ended_on_earliest = told.ended_on_latest = ends
        told.is_active = "unknown"
    elif STILL_TO_COME <= draw < UNREADABLE:
        told.ended_on_earliest = told.ended_on_latest = None
        told.is_active = "unknown"
    elif told.ended_on_earliest is None or told.ended_on_latest is None:
        told.is_active = "unknown" if told.is_active == "no" else told.is_active
    elif told.ended_on_latest < as_of:
        told.is_active = "unknown" if draw < ENDED_SINCE_THE_CUT else "no"
    else:
        told.is_active = "yes" if told.ended_on_earliest >= as_of else "unknown"
    if draw > IDS_OF_TWO:
        told.has_conflicting_ids = True
        told.is_active = "no" if told.is_active == "no" else "unknown"
    return told


def as_the_registry_says(name: str, person_id: str) -> Iterator[Registration]:
    """Now and then a record of a duty to register, of any kind; of some it is not known whose it is."""
    rng = Random(f"{name} registry")
    for _ in range(rng.choice((0,) * 12 + (1, 1, 2))):
        kind, status = (
            rng.choice(("sex", "sex", "arson", "unknown")),
            rng.choice(("required", "ended", "ended", "unknown")),
        )
        yield Registration(person_id, kind, status, rng.random() < 0.1)
