"""A text that was read long before the day of a run is named, and a pack that does not say when it was read."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestration.law.register import list_packs
from orchestration.law.tables import read_packs
from orchestration.law.text_age import list_old_texts
from orchestration.settings import PROJECT_ROOT
from tests.support.state_packs import STATES

MODELS = PROJECT_ROOT / "models"
READ_ON = date(2026, 1, 1)


@pytest.mark.parametrize("state", sorted({*list_packs(MODELS)} & {*STATES}))
def test_every_pack_of_these_states_says_of_what_day_its_text_is(state: str) -> None:
    assert all(file.pack.text_as_of for file in read_packs(MODELS, state))


def test_a_text_is_named_more_than_a_year_later(tmp_path: Path) -> None:
    folder = tmp_path / "rules" / "zz"
    folder.mkdir(parents=True)
    pack = PROJECT_ROOT / "tests" / "states" / "zz" / "rules" / "clean_slate.law"
    (folder / pack.name).write_bytes(pack.read_bytes())
    assert list_old_texts(tmp_path, "zz", READ_ON + timedelta(days=365)) == []
    (said,) = list_old_texts(tmp_path, "zz", READ_ON + timedelta(days=366))
    assert said.endswith("the text is of 2026-01-01; read it again for 2027-01-02.")
    text = pack.read_text("utf-8").replace("text_as_of: 2026-01-01\n", "")
    (folder / pack.name).write_text(text, "utf-8")
    (said,) = list_old_texts(tmp_path, "zz", READ_ON)
    assert "does not say" in said
