"""The shipped sample is what the generator writes, and intake takes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from repository import ROOT, text

from orchestration.ingestion.deliveries.discovery import find_deliveries
from orchestration.ingestion.layouts.layout import load_layout
from orchestration.ingestion.synthetic.ca.generate import write_sample


def test_the_shipped_sample_is_what_the_generator_writes(tmp_path: Path) -> None:
    (command,) = re.findall(r"`lookback (sample --people [^`]*)`", text(Path("data/README.md")))
    people, seed = re.findall(r"--(?:people|seed) (\d+)", command)
    counties = [words.upper() for words in re.findall(r"--county '?([a-z ]+?)'?(?= --|$)", command)]
    write_sample(people=int(people), seed=int(seed), out=tmp_path / "s", counties=counties, with_others=True)
    shipped = {
        str(path.relative_to(ROOT / "data/sample/ca")): path.read_bytes()
        for path in (ROOT / "data/sample/ca").rglob("*")
        if path.is_file() and path.suffix != ".parquet"  # Parquet's bytes are its writer's
    }
    written = {str(path.relative_to(tmp_path / "s")): path for path in (tmp_path / "s").rglob("*") if path.is_file()}
    assert len(shipped) >= 8
    for name, data in shipped.items():
        assert written[name].read_bytes() == data, name


@pytest.mark.parametrize("people,seed,counties", [(1, 3, None), (40, 1, None), (40, 8, None)])
def test_intake_takes_every_file_of_any_sample(
    tmp_path: Path, people: int, seed: int, counties: list[str] | None
) -> None:
    write_sample(people=people, seed=seed, out=tmp_path / "s", counties=counties, with_others=True)
    found, refusals = find_deliveries([tmp_path / "s"], load_layout("ca"))
    assert refusals == []
    assert found and all(one.is_synthetic for one in found)
