"""Documents of invented content have the bytes they had when somebody last looked at them, on whatever machine."""

from __future__ import annotations

from tests.golden.write import FOLDER, documents


def test_every_document_is_the_one_that_was_looked_at() -> None:
    for name, words in documents().items():
        golden = (FOLDER / name).read_text(encoding="utf-8")
        assert words == golden, "look at the pages, then: python -m tests.golden.write"
