"""Writes the golden files anew: for whoever changed a form on purpose, and then reads the difference."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent / "unit" / "explain"))


def written() -> dict[str, str]:
    """File name to what belongs in it."""
    import invented

    from orchestration.explain.as_html import explanation_as_html
    from orchestration.explain.as_json import explanation_as_json
    from orchestration.explain.as_text import explanation_as_text

    told = invented.explanation()
    return {
        "explanation.txt": explanation_as_text(told),
        "explanation.json": explanation_as_json(told),
        "explanation.html": explanation_as_html(told),
    }


if __name__ == "__main__":
    for name, words in written().items():
        (FOLDER / name).write_text(words, encoding="utf-8", newline="\n")
