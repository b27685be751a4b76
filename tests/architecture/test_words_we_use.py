"""People first: no word makes a person out of a record, anywhere in names, labels or texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from repository import below, files, text

# Where these words are quoted: this test, the data as the state sends it, and the texts of others.
QUOTES = {Path("tests/architecture/test_words_we_use.py"), Path("LICENSE"), Path("uv.lock")}
NOUNS = re.compile(
    r"(?<![a-z])(offenders?|felons?|ex-felons?|convicts?|criminals|delinquents?|inmates?)(?![a-z])", re.I
)
# "criminal" describes a record, a history, justice, a code, a court, a case or proceedings, and never a person.
ADJECTIVE = re.compile(
    r"(?<![a-z])criminal(?![- _]?"
    r"(records?|history|histories|justice|code|courts?|cases?|law|procedure|proceedings|charges?))(?![a-z])",
    re.I,
)
TEXTS = [path for path in files() if path.suffix in {".py", ".sql", ".yml", ".md", ".csv", ".toml", ".txt", ""}]


@pytest.mark.parametrize("path", [path for path in TEXTS if path not in QUOTES and "sample" not in path.parts], ids=str)
def test_no_word_makes_a_person_out_of_a_record(path: Path) -> None:
    for number, line in enumerate(text(path).splitlines(), 1):
        assert not NOUNS.search(line), f"line {number}: {line.strip()}"
        assert not ADJECTIVE.search(line), f"line {number}: {line.strip()}"


def test_the_glossary_explains_every_abbreviation_of_the_reader_pages() -> None:
    glossary = text(Path("GLOSSARY.md"))
    known = set(re.findall(r"\b[A-Z][A-Z0-9]+s?\b", glossary))
    pages = [
        *(page for page in below("docs", ".md") if "reference" not in page.parts),  # its terms are the tables'
        *(Path(name) for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    ]
    for page in pages:
        prose = re.sub(r"```.*?```|`[^`]*`|https?://\S+|\[[^\]]*\.md\]|\([^)]*\.md\)", " ", text(page), flags=re.DOTALL)
        used = {word.rstrip("s") for word in re.findall(r"\b[A-Z][A-Z0-9]+s?\b", prose)}
        assert used - known == set(), page
