"""What ``lookback law status`` says of a provision is what the README says of it."""

from __future__ import annotations

import re

import pytest

from orchestration.law.law_entries import read_law_now
from orchestration.law.register import list_packs
from orchestration.law.status import LawStatus, format_read, format_text
from orchestration.law.verification_tags import MEANINGS
from orchestration.settings import PROJECT_ROOT

README = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")


def list_cells(state: str) -> list[str]:
    """The cells of the README's table that say how far the provisions of a state are built, and what was read."""
    found, is_of_state = [], False
    for line in README.splitlines():
        if opened := re.match(r"\| \[.+\]\(docs/reference/law/(\w\w)\.md\)", line):
            is_of_state = opened[1] == state
        is_of_state = is_of_state and line.startswith("|")
        if is_of_state:
            found.append(line.split(" | ")[2])
    return found


@pytest.mark.parametrize("state", list_packs(PROJECT_ROOT / "models"))
def test_the_readme_and_the_status_of_the_law_say_the_same_of_what_was_read(state: str) -> None:
    law = read_law_now(PROJECT_ROOT / "models", state)
    printed = format_text(LawStatus(law, "for review only", (), (), ()))
    for provision in law.pack.provisions:
        read = format_read(provision)
        assert f"  read: {read}\n" in f"{printed}\n"
        said = [cell for cell in list_cells(state) if cell.startswith(f"{provision.status}; ") and read in cell]
        assert said, f"the README must say of {provision.provision}: {provision.status}; {read}"


def test_the_readme_says_what_each_mark_of_a_reading_means() -> None:
    assert all(f"{mark}, {meaning}" in README for mark, meaning in MEANINGS.items())
