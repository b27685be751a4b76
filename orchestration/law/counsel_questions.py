"""Open questions for counsel: sections of the Markdown pages beside the rules, found by heading."""

from __future__ import annotations

import re


def extract_section(page: str, heading: str) -> str:
    """Return the text below a heading up to the next heading of the same or a higher level.

    Raises:
        LookupError: The page has no such heading, so the register names a section that was renamed.
    """
    found = re.search(rf"^(#+) {re.escape(heading)}\s*$", page, flags=re.MULTILINE)
    if found is None:
        raise LookupError(f"no heading {heading!r}")
    rest = page[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, flags=re.MULTILINE)
    return rest[: end.start() if end else len(rest)].strip()
