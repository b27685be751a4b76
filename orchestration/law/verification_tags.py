"""Verification tags of law rows: their meanings and their order.

The macro ``doubt`` has the same order; a test compares both over every tag in use.
"""

from __future__ import annotations

import re

READ = "V"
MEANINGS = {
    "V": "read in the text of the statute, an opinion, a form or a code",
    "P": "the words of the statute read in a copy that is not official",
    "C": "corroborated by a second source, the text itself not read",
    "S": "from a second source that quotes or summarises the text",
    "M": "from memory",
    "inference": "our reading where the text does not say",
}
"""Each tag with its meaning, the most certain first."""

COMPOUND = (
    "A tag with several parts names what each applies to: V-limit/M-subdiv is V for the limit and M for the "
    "subdivision. V (form) was read in a form, V (program) in Clear My Record's program, which is no law. The weakest "
    "part counts."
)
_PART = re.compile(r"(V|P|C|S|M|inference)(?![A-Za-z])")


def find_weakest(tag: str) -> str:
    """Return the weakest part of a tag: ``V-limit/M-subdiv`` gives ``M``. An unknown part ("legal question") is an
    inference."""
    parts = [part.strip() for part in re.split(r"[/;+]", tag)]
    found = [match[1] if (match := _PART.match(part)) else "inference" for part in parts]
    return max(found, key=list(MEANINGS).index)


def is_read(tag: str) -> bool:
    """Return whether every part of the tag is V, so that the row needs no signature."""
    return find_weakest(tag) == READ


def is_tag(text: str) -> bool:
    """Return whether every part of a text begins with a known tag."""
    return all(_PART.match(part.strip()) for part in re.split(r"[/;+]", text))
