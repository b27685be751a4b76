"""What counsel has to decide, as the pages beside the rules say it: a section of a page, found by its heading.

What belongs here: cutting a section out of a page. What does not: the questions (``models/rules/<state>/*.md``).
"""

from __future__ import annotations

import re


def extract_section(page: str, heading: str) -> str:
    """The text under a heading up to the next of the same or a higher rank, without the heading.

    Raises ``LookupError`` where the page has no such heading: then the register names a section that was renamed.
    """
    found = re.search(rf"^(#+) {re.escape(heading)}\s*$", page, flags=re.MULTILINE)
    if found is None:
        raise LookupError(f"no heading {heading!r}")
    rest = page[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, flags=re.MULTILINE)
    return rest[: end.start() if end else len(rest)].strip()
