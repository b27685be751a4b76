"""Documents of one person, made on request: a petition in the fields of the court form, a notice in plain words."""

from __future__ import annotations

from pathlib import Path

from orchestration.filing.documents.content import LineContent, NoticeContent, PetitionContent
from orchestration.filing.documents.figures import format_county, format_county_in_full, sort_lines
from orchestration.filing.documents.notice_words import select_notice_words
from orchestration.filing.documents.templates import TEMPLATES, read_templates_in_force
from orchestration.filing.documents.typesetting import Typesetter
from orchestration.law.recipients import LANGUAGES

CR_400, CR_180, CR_409 = "CR-400", "CR-180", "CR-409"
FORMS = {CR_400: "petition_cr_400", CR_180: "petition_cr_180", CR_409: "petition_arrest"}
"""Court forms, each with its template. The fields of CR-409 are not known; its template says so."""


def build_petition_pdf(content: PetitionContent, *, templates: Path = TEMPLATES) -> bytes:
    """Set the petition of one person in one case.

    Raises:
        ValueError: The lines are of several persons or cases, or the form is unknown.
    """
    if content.form not in FORMS:
        raise ValueError(f"the form {content.form} is unknown; known forms are {', '.join(FORMS)}")
    if len({(line.person_id, line.case_key) for line in content.lines}) != 1:
        raise ValueError("a petition is about one person in one case")
    lines = sort_lines(content.lines)
    first = lines[0]
    told = {
        "law_version": content.law_version,
        "county": format_county(first.county),
        "court": first.court,
        "court_code": first.court_code,
        "person_name": first.person_name,
        "other_names": first.other_names,
        "birth_day": first.birth_day,
        "state_ids": first.state_ids,
        "case_numbers": first.case_numbers,
        "lines": [{**vars(line), "can_be_reduced": _format_reducible(line)} for line in lines],
        "serves": "over" if all(line.sentence_state == "met" for line in lines) else "unknown",
        "sections": sorted({line.section.partition("(")[0] for line in lines}),
        "conviction_days": list(dict.fromkeys(line.day for line in lines)),
        "hints": sorted({hint.removeprefix("Hint: ") for line in lines for hint in line.hints if content.form in hint}),
    }
    typesetter = Typesetter(read_templates_in_force(content.state, content.as_of_date, templates), content.as_of_date)
    return typesetter.set_document(FORMS[content.form], told)


def _format_reducible(line: LineContent) -> str:
    """Whether a hint says that the felony may be reduced to a misdemeanor. The record alone never says yes."""
    return "perhaps" if any("17(b)" in hint for hint in line.hints) else "not found"


def build_notice_pdf(content: NoticeContent, language: str, *, templates: Path = TEMPLATES) -> bytes:
    """Set the notice in plain words.

    Raises:
        ValueError: The notice does not exist in this language, or has no words for a relief.
    """
    if language not in LANGUAGES:
        raise ValueError(f"a notice is written in {' or '.join(LANGUAGES)}")
    counties = sorted({entry.county for entry in content.entries if entry.county})
    contacts: dict[str, list[dict[str, str]]] = {}
    for contact in content.contacts:
        contacts.setdefault(contact.county.casefold(), []).append(contact.model_dump())
    reliefs = list(dict.fromkeys(entry.relief for entry in content.entries if entry.relief))
    told = {
        **select_notice_words(content.words, language, reliefs),
        "person_name": content.person_name,
        "as_of_date": content.as_of_date,
        "data_as_of": content.data_as_of,
        "law_version": content.law_version,
        "office": content.office,
        "is_asked_for": content.is_asked_for,
        "entries": [{**vars(entry), "county": format_county(entry.county)} for entry in content.entries],
        "counties": [
            {"name": format_county_in_full(county), "contacts": contacts.get(county.casefold(), [])}
            for county in counties
        ],
    }
    typesetter = Typesetter(read_templates_in_force(content.state, content.as_of_date, templates), content.as_of_date)
    return typesetter.set_document(f"notice_{language}", told)
