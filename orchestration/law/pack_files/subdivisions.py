"""Whether every subdivision of a section, as it was read, has an entry of the pack."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.law.pack_files.entries import LawFile


def list_unaccounted(law: LawFile) -> list[str]:
    """List the subdivisions of the sections that no entry accounts for.

    An entry accounts for its subdivision and all below it; a heading is accounted for by an entry below it.
    """
    entries = [entry.section for entry in law.law]
    read = [f"{section}{part}" for section, parts in law.subdivisions.items() for part in parts.split()]
    return [one for one in read if not any(_is_under(one, entry) or _is_under(entry, one) for entry in entries)]


def list_unread(law: LawFile) -> Sequence[str]:
    """List the entries of sections of which the subdivisions were read that are none of these subdivisions."""
    read = {f"{section}{part}" for section, parts in law.subdivisions.items() for part in ["", *parts.split()]}
    return [
        entry.section
        for entry in law.law
        if any(_is_under(entry.section, section) for section in law.subdivisions) and entry.section not in read
    ]


def _is_under(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}(")
