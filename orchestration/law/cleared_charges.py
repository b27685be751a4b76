"""Whether a state's law clears charges that ended without a conviction: then they are a unit of its figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestration.law.pack_files.schema import Selector
from orchestration.law.tables import read_packs

OF_CONVICTIONS = frozenset({"conviction", "pardoned", "conditionally_pardoned"})


def clears_charges(models: Path, state: str) -> bool:
    """Return whether a path of the state's packs gives relief to a kind of charge that ended without a conviction.

    SQL asks the same of the law tables (macro ``clears_charges``).

    Raises:
        PackError: A pack is invalid.
    """
    return any(
        path.relief is not None and path.comes_to == "eligible" and _names_charges(file.pack.selectors.get(path.kind))
        for file in read_packs(models, state)
        for path in file.pack.paths
    )


def _names_charges(kind: Selector | Sequence[Selector] | None) -> bool:
    alternatives = [kind] if isinstance(kind, Selector) else kind or ()
    return any(one.of == "charge" and not OF_CONVICTIONS.issuperset(one.dispositions) for one in alternatives)
