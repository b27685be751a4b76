"""The ways in which the raw file writes an empty value."""

import numpy as np

from orchestration.ingestion.synthetic.ca.counter import Ints, Keys, draw_below, draw_chance

NULLS = ("", "   ", "        ", "NULL   ", "-   ")
"""The first is the usual way, the others are the quirk ``null_spelled_out``."""


def draw_null_ways(keys: Keys, name: str, rate: float) -> Ints:
    """Draw a position in ``NULLS`` for each key: 0 except at the given rate."""
    odd = draw_chance(keys, f"null {name}", rate)
    return np.where(odd, 1 + draw_below(keys, f"null way {name}", len(NULLS) - 1), 0)
