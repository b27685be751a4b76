"""The same arguments give the same bytes, on any number of threads; another seed gives others."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
from backports import zstd

from orchestration.ingestion.synthetic.ca import generate
from orchestration.ingestion.synthetic.ca.generate import write_sample
from tests.ingestion.synthetic.samples import SEVEN, digests

_PROGRAM = (
    "import sys; from pathlib import Path; from orchestration.ingestion.synthetic.ca.generate import write_sample;"
    "write_sample(1500, 11, Path(sys.argv[1]))"
)


def test_same_arguments_give_the_same_bytes_and_another_seed_gives_others(tmp_path: Path) -> None:
    for name, seed in (("one", 11), ("two", 11), ("three", 12)):
        write_sample(800, seed, tmp_path / name, SEVEN)
    one, two, three = (digests(tmp_path / name) for name in ("one", "two", "three"))
    assert one == two
    alike = {name for name in one.keys() & three.keys() if one[name] == three[name]}
    assert all(name.endswith(".delivery.yml") for name in alike)


def test_one_thread_and_two_threads_give_the_same_bytes(tmp_path: Path) -> None:
    for threads in ("1", "2"):
        environment = {**os.environ, "POLARS_MAX_THREADS": threads}
        subprocess.run([sys.executable, "-c", _PROGRAM, str(tmp_path / threads)], check=True, env=environment)
    assert digests(tmp_path / "1") == digests(tmp_path / "2")


def test_facts_do_not_depend_on_how_people_are_cut_into_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sample(900, 5, tmp_path / "whole", SEVEN)
    monkeypatch.setattr(generate, "_CHUNK_PEOPLE", 128)
    write_sample(900, 5, tmp_path / "pieces", SEVEN)
    whole, pieces = (
        [
            sorted((tmp_path / name / file).read_bytes().splitlines())
            for file in digests(tmp_path / name)
            if "_2" in file
        ]
        for name in ("whole", "pieces")
    )
    assert whole == pieces


@pytest.mark.parametrize("compress", ["gzip", "zstd"])
def test_compressed_files_hold_the_plain_bytes(tmp_path: Path, compress: str) -> None:
    write_sample(200, 3, tmp_path / "plain", ["FRESNO", "KERN"])
    write_sample(200, 3, tmp_path / compress, ["FRESNO", "KERN"], compress=compress)  # type: ignore[arg-type]
    write_sample(200, 3, tmp_path / "again", ["FRESNO", "KERN"], compress=compress)  # type: ignore[arg-type]
    assert digests(tmp_path / compress) == digests(tmp_path / "again")
    for path in (tmp_path / "plain").glob("*_2???????.???"):
        suffix = {"gzip": ".gz", "zstd": ".zst"}[compress]
        packed = (tmp_path / compress / (path.name + suffix)).read_bytes()
        opened = gzip.decompress(packed) if compress == "gzip" else zstd.decompress(packed)
        assert opened == path.read_bytes()


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_sample(10, 1, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note"]


def test_unknown_counties_and_rates_out_of_range_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="upper case"):
        write_sample(10, 1, tmp_path / "a", ["Sacramento"])
    with pytest.raises(ValueError, match="between 0 and 1"):
        generate.QuirkRates(deceased=1.5)
    with pytest.raises(ValueError, match="people"):
        write_sample(0, 1, tmp_path / "b")
