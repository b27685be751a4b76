"""How sure a row of the law is: the tags, their order, and what they mean in words.

What belongs here: reading a tag. What does not: where tags stand (``tables``). The order is the one that the warehouse
has in the macro ``doubt``; a test compares both over every tag in use.
"""

from __future__ import annotations

import re

READ = "V"
MEANINGS = {
    "V": "read in the text of the statute, an opinion, a form or a code",
    "C": "corroborated by a second source, the text itself not read",
    "M": "from memory",
    "inference": "our reading, where the text does not say",
}
"""Each tag in the order of doubt, with what it means."""

COMPOUND = (
    "A tag of several parts says of what each is: V-limit/M-subdiv is V for the limit and M for the subdivision; "
    "V (form) was read in a form, V (program) in Clear My Record's program and is no law. The weakest part counts."
)
_PART = re.compile(r"(V|C|M|inference)(?![A-Za-z])")


def find_weakest(tag: str) -> str:
    """The weakest of the parts of a tag: ``V-limit/M-subdiv`` → ``M``. A part that is no tag ("legal question") is our
    reading until counsel answers."""
    parts = [part.strip() for part in re.split(r"[/;+]", tag)]
    found = [match[1] if (match := _PART.match(part)) else "inference" for part in parts]
    return max(found, key=list(MEANINGS).index)


def is_read(tag: str) -> bool:
    """Every part of the tag is V: nobody has to sign the row."""
    return find_weakest(tag) == READ
