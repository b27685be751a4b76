"""Figures of a batch for its documents: counts, sections, presumed facts, certainty. They name no person.

Lines are sorted first, so that their order does not matter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from orchestration.filing.documents.content import BatchContent, LineContent
from orchestration.filing.ledger.further_courts import COURT_BEGUN
from orchestration.filing.ledger.life_cycle import read_life_cycle
from orchestration.law.relief_ways import read_relief_ways
from orchestration.law.verification_tags import MEANINGS

TOP_SECTIONS = 8
"""Sections listed on one page; the others are counted together."""


def sort_lines(lines: Iterable[LineContent]) -> list[LineContent]:
    """Sort lines by court, case, person, day, count and id."""
    return sorted(
        lines,
        key=lambda line: (
            line.court_code,
            line.court,
            line.case_numbers,
            line.person_name,
            line.day.earliest or date.max,
            line.count_number,
            line.line_id,
        ),
    )


def compute_figures(content: BatchContent, lines: Sequence[LineContent]) -> dict[str, Any]:
    """Compute the figures of a batch, and the values that each of its documents shows."""
    by_section = Counter(format_section(line) for line in lines)
    most = sorted(by_section.items(), key=lambda item: (-item[1], item[0]))
    return {
        "batch_id": content.batch_id,
        "state": content.state,
        "county": format_county(content.county),
        "county_in_full": format_county_in_full(content.county),
        "counties": sorted({format_county(line.county) for line in lines if line.county}),
        "court": content.court,
        "relief_by": content.relief_by,
        "remedy_id": content.remedy_id,
        "relief": content.relief,
        "relief_words": lines[0].relief_words,
        "relief_by_words": read_relief_ways()[content.relief_by].words,
        "step": content.step,
        "recipients": list(content.recipients),
        "asks_a_court": content.asks_a_court,
        "basis": content.basis,
        "unit": lines[0].unit,
        "effect": lines[0].effect,
        "statutory_path": "; ".join(sorted({line.statutory_path for line in lines if line.statutory_path})),
        "as_of_date": content.as_of_date,
        "data_as_of": content.data_as_of,
        "law_version": content.law_version,
        "part_number": content.part_number,
        "part_count": content.part_count,
        "proposed_by": content.proposed_by,
        "approved_by": content.approved_by,
        "line_count": len(lines),
        "person_count": len({line.person_id for line in lines}),
        "case_count": len({line.case_key for line in lines}),
        "court_count": len({court for line in lines for court in find_courts(line, content.relief_by)}),
        "without_court_count": sum(not find_courts(line, content.relief_by) for line in lines),
        "without_case_number": sum(not line.case_numbers for line in lines),
        "in_doubt_count": sum(line.transfers_in_doubt > 0 for line in lines),
        "deceased_count": sum(line.is_deceased for line in lines),
        "top_sections": [{"section": section, "lines": times} for section, times in most[:TOP_SECTIONS]],
        "other_sections": len(most[TOP_SECTIONS:]),
        "other_section_lines": sum(times for _, times in most[TOP_SECTIONS:]),
        "sections": _count_sections(lines),
        "by_statute": _count_by_statute(lines),
        "presumed": _count_words(fact for line in lines for fact in line.presumed_facts),
        "tags": _list_tags(lines),
    }


def find_courts(line: LineContent, relief_by: str) -> set[tuple[str, str]]:
    """Return code and name of every court that acts on the line or is notified; none if the record names none.

    An order is requested from the line's own court only. Relief by law is reported to every court of a transferred
    case.
    """
    others = line.other_courts if COURT_BEGUN in read_life_cycle(relief_by) else ()
    known = {(line.court_code, line.court), *((other.court_code, other.court) for other in others)}
    return known - {("", "")}


def format_section(line: LineContent) -> str:
    """Format code and section, with attempt or conspiracy; the charge as recorded if it could not be parsed."""
    if line.unit == "charge" and line.section_text:
        return line.section_text
    return " ".join(part for part in (line.code_book, line.section) if part) or line.charge_text or "not on record"


def format_some_court(county: str) -> str:
    """Format a court of which the record has only the county."""
    return f"a court of {format_county_in_full(county)}; the record does not say which"


def format_county(county: str) -> str:
    """Format a county's name: ``SAN JOAQUIN`` → ``San Joaquin``."""
    return " ".join(word.capitalize() for word in county.split())


def format_county_in_full(county: str) -> str:
    """Format what a county calls itself: ``NAPA`` → ``Napa County``."""
    return add_word_county(format_county(county))


def add_word_county(name: str) -> str:
    """Add the word to the name of a county that does not say it, as ``Wise County`` and ``Bristol City`` do."""
    return name if not name or name.endswith((" County", " City")) else f"{name} County"


def _count_sections(lines: Sequence[LineContent]) -> list[Mapping[str, Any]]:
    rows = Counter(
        (format_section(line), line.new_section, line.new_level, line.citation, line.verified) for line in lines
    )
    names = ("section", "new_section", "new_level", "citation", "verified")
    return [
        {**dict(zip(names, row, strict=True)), "lines": times}
        for row, times in sorted(rows.items(), key=lambda item: (-item[1], item[0]))
    ]


def _count_by_statute(lines: Sequence[LineContent]) -> list[Mapping[str, Any]]:
    """Count the relief by statute alone of lines for which a policy asks more."""
    times = Counter(line.statute_gives for line in lines if line.basis == "policy" and line.statutory_citation)
    return [{"relief": relief, "lines": number} for relief, number in sorted(times.items())]


def _count_words(words: Iterable[str]) -> list[Mapping[str, Any]]:
    times = Counter(words)
    return [
        {"words": word.replace("_", " "), "lines": number}
        for word, number in sorted(times.items(), key=lambda item: (-item[1], item[0]))
    ]


def _list_tags(lines: Sequence[LineContent]) -> list[Mapping[str, str]]:
    """List the meaning of every tag shown beside a line."""
    said = " ".join({line.verified for line in lines})
    return [
        {"tag": tag, "meaning": meaning}
        for tag, meaning in MEANINGS.items()
        if re.search(rf"(?<![A-Za-z]){tag}(?![A-Za-z])", said)
    ]
