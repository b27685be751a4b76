"""The cover page of a batch: what is asked, on what it rests, how sure it is. It names no person.

What belongs here: the figures and sentences of the page. What does not: its form (``templates/cover.html``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2
import polars as pl

from orchestration.law.verification_tags import COMPOUND, MEANINGS

RELIEFS = {
    "dismiss_and_seal": (
        "dismiss and seal",
        "That the convictions be dismissed, and their record sealed as legally invalid.",
    ),
    "dismiss": ("dismiss", "That the convictions be dismissed."),
    "redesignate_infraction": ("redesignate as infractions", "That the convictions be redesignated as infractions."),
    "redesignate_misdemeanor": ("redesignate as misdemeanors", "That the convictions be redesignated as misdemeanors."),
}
"""Per relief the heading and what is asked of the court."""

NOT_FROM_THE_STATUTE = (
    "This rests on the policy of the prosecutor of the county alone. The statute does not give it by itself, and an "
    "order must not cite the statute for it: counsel must name the authority for the order. These convictions are not "
    "sealed by it. What the statute gives by itself stands beside each line (columns statute_gives to "
    "statutory_citation); it is not asked for here. Where the court does not follow the policy, a run without it asks "
    "for that."
)
DATES = (
    "The state's file has no date of the offense: the dates of arrest and conviction stand for it, and where the two "
    "would give different answers the conviction is not here but in review. These facts are presumed, since no file "
    "tells them (by law; that an old sentence is over, and that an attempt follows its offense, by our reading):"
)
WHY_POLICY = "Which check of the policy each conviction passes:"
BY_ITSELF = "What the statute gives these convictions by itself:"
SENTENCES = (
    "Whether the sentence is over. The policy does not ask; a person who still serves falls under other subdivisions "
    "of the statute:"
)
BARS = (
    "Prior convictions or conduct that keep the offense a felony by statute. The policy does not ask for them; whoever "
    "signs should know:"
)
HOW_SURE = (
    "How sure the reading of the law is, line by line: the tag of the reason, and behind a semicolon the weakest tag "
    "of what else decided (a number, a list, a step that is presumed). "
    + "; ".join(f"{tag}: {meaning}" for tag, meaning in MEANINGS.items())
    + f". {COMPOUND} Counsel must sign what is not V before a filing leaves the building."
)


@dataclass(frozen=True)
class Table:
    """A sentence, and how many convictions there are of each word."""

    says: str
    heading: str
    counts: list[tuple[str, int]]


SENTENCE_STATES = {
    "met": "over",
    "presumed": "presumed over (no end on record, old conviction)",
    "unknown": "unfinished, or not known",
}


@dataclass(frozen=True)
class BatchFile:
    """One file of a batch: its name, what it is, SHA-256 in hex."""

    name: str
    what: str
    sha256: str


def relief_words(relief: str) -> str:
    """The relief for people: ``dismiss_and_seal`` → ``dismiss and seal``. Raises ``KeyError`` for another word."""
    return RELIEFS[relief][0]


def cover_page(lines: pl.DataFrame, batch_id: str, files: Sequence[BatchFile], about_the_run: Mapping[str, str]) -> str:
    """The page as HTML. ``lines`` are those of one county, basis and relief; ``about_the_run`` gives ``as_of_date``,
    ``version``, ``use`` (what the rule pack may be used for), ``allowances`` (let pass by name; may be empty)."""
    county, basis, relief = lines.select("county", "basis", "relief_requested").row(0)
    heading, asked = RELIEFS[relief]
    facts = [fact.replace("_", " ") for told in lines["presumed_facts"] for fact in (told or "").split("; ") if fact]
    if basis == "policy":
        tables = [
            Table(WHY_POLICY, "check", _counted(lines["reason"])),
            Table(BY_ITSELF, "by statute", _counted(lines["statute_gives"])),
            Table(SENTENCES, "sentence", _counted(SENTENCE_STATES[state] for state in lines["sentence_state"])),
            Table(BARS, "prior or conduct", _counted(lines["disqualifiers"])),
        ]
    else:
        tables = [Table(DATES, "presumed", _counted(facts) or [("nothing", 0)])]
    tables.append(Table(HOW_SURE, "verified", _counted(lines["verified"])))
    cuts = sorted(lines["data_as_of"].unique().to_list())
    values = {
        "title": f"{county}: {heading}, proposed",
        "county": county,
        "heading": heading + (" by the policy of the county" if basis == "policy" else ""),
        "use": about_the_run["use"],
        "asked": asked,
        "rests_on": NOT_FROM_THE_STATUTE if basis == "policy" else f"Under {lines['statutory_path'][0]}.",
        "lines": lines.height,
        "people": lines["person_id"].n_unique(),
        "without_case_number": lines["case_numbers"].fill_null("").eq("").sum(),
        "deceased": lines.filter(pl.col("is_deceased") == "yes")["person_id"].n_unique(),
        "as_of_date": about_the_run["as_of_date"],
        "allowances": about_the_run["allowances"],
        "data_as_of": " to ".join(sorted({cuts[0], cuts[-1]})),
        "law_version": lines["law_version"][0],
        "batch_id": batch_id,
        "tables": tables,
        "files": files,
        "version": about_the_run["version"],
    }
    return _template().render(values)


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template("cover.html")


def _counted(words: Iterable[str]) -> list[tuple[str, int]]:
    """Each word with how often it occurs, most frequent first."""
    return sorted(Counter(word.replace("_", " ") for word in words).items(), key=lambda item: (-item[1], item[0]))
