"""What follows from single lines, one after the other, as a reader with a pencil finds it: bounds without a solver.

What belongs here: bounds of each unknown from the bounds of the others in its line, until nothing more follows. They
are true and may be wide: what only several lines together give away is left to linear programming (``attack``).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from orchestration.reporting.disclosure.cells import Booleans, Floats

SWEEPS = 100
"""Each sweep looks at every line once; what one line tells goes to its neighbours in the next."""
LEAST_STEP = 1e-3
"""Sweeps end when no bound moves by so much: sums can creep on for ever."""


def narrowed(
    at_most: sparse.csr_matrix, limit: Floats, equal: sparse.csr_matrix, equals: Floats, lowest: Floats, highest: Floats
) -> tuple[Floats, Floats]:
    """The bounds of the unknowns with ``equal`` times them being ``equals`` and ``at_most`` times them at most
    ``limit``, from ``lowest`` and ``highest`` on."""
    lines = sparse.vstack([equal, -equal, at_most], format="coo")
    most = np.concatenate([equals, -equals, limit])
    line, unknown, sign = lines.row, lines.col, lines.data
    low, high = lowest.copy(), highest.copy()
    for _ in range(SWEEPS):
        least = np.where(sign > 0, sign * low[unknown], sign * high[unknown])  # what each adds to its line at least
        is_open = np.isinf(least)
        least[is_open] = 0.0
        others = np.bincount(line, least, minlength=len(most))[line] - least
        is_bound = np.bincount(line, is_open, minlength=len(most))[line] == is_open
        bound = (most[line] - others) / sign
        before = np.concatenate([low, high])
        _each(np.minimum, high, unknown, bound, is_bound & (sign > 0))
        _each(np.maximum, low, unknown, bound, is_bound & (sign < 0))
        now = np.concatenate([low, high])
        steps = np.subtract(now, before, out=np.zeros(len(now)), where=np.isfinite(now))
        if (np.abs(steps) < LEAST_STEP).all():
            break
    return low, high


def _each(which: np.ufunc, bounds: Floats, unknown: np.ndarray, bound: Floats, mask: Booleans) -> None:
    which.at(bounds, unknown[mask], bound[mask])
