"""Writes the golden files anew: for whoever changed a form on purpose, and then reads the difference."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

FOLDER = Path(__file__).parent
for room in ("determinations/explanations", "filing"):
    sys.path.insert(0, str(FOLDER.parent / room))


def written() -> dict[str, str]:
    """File name to what belongs in it."""
    import invented

    from orchestration.determinations.explanations.as_html import format_html
    from orchestration.determinations.explanations.as_json import format_json
    from orchestration.determinations.explanations.as_text import format_text

    told = invented.explanation()
    return {
        "explanation.txt": format_text(told),
        "explanation.json": format_json(told),
        "explanation.html": format_html(told),
    }


def documents() -> dict[str, str]:
    """The hash of every document of invented batches and of an invented person, as ``sha256sum`` writes it: a PDF says
    little in a difference, and equal hashes on another machine are what is promised."""
    from documents.invented import BATCH, by_law, many
    from documents.of_a_person import documents_of_a_person

    from orchestration.filing.documents.writing import write_documents

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_documents(replace(BATCH, lines=many(12)), folder / "order")
        write_documents(by_law(12), folder / "law")
        documents_of_a_person(folder / "person")
        lines = [
            f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
            for path in sorted(folder.rglob("*.pdf"))
        ]
    return {"documents.sha256": "".join(lines)}


if __name__ == "__main__":
    for name, words in (written() | documents()).items():
        (FOLDER / name).write_text(words, encoding="utf-8", newline="\n")
