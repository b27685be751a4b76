"""A sample with what comes in beside histories: the same histories, files in the documented layouts, the same bytes."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from other_files import COLUMNS

from orchestration.ingestion.synthetic.ca.generate import write_sample
from orchestration.ingestion.synthetic.ca.other_files import OtherFiles
from orchestration.ingestion.synthetic.ca.truth import TruthTables
from tests.ingestion.synthetic.samples import SEVEN, digests


def nothing_of(kind: str) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(["county", "true_person", "what", *COLUMNS[kind]], pl.String))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("others") / "s"
    write_sample(800, 7, folder, SEVEN, with_others=True)
    return folder


def test_histories_are_those_of_a_sample_without_others(folder: Path, tmp_path: Path) -> None:
    write_sample(800, 7, tmp_path / "s", SEVEN)
    alone, beside = digests(tmp_path / "s"), digests(folder)
    assert {name for name, digest in alone.items() if beside[name] != digest} == {"README.txt"}
    assert all(name.startswith(("other_deliveries/", "truth/")) for name in beside.keys() - alone.keys())


def test_the_same_arguments_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_sample(800, 7, tmp_path / "s", SEVEN, with_others=True)
    assert digests(tmp_path / "s") == digests(folder)


@pytest.mark.parametrize("kind", COLUMNS)
def test_files_have_the_layout_and_every_line_has_its_truth(folder: Path, kind: str) -> None:
    files = sorted((folder / "other_deliveries").glob(f"*{kind}_2026*.csv"))
    assert files
    lines = set()
    for file in files:
        header, *rows = list(csv.reader(file.open(encoding="utf-8", newline="")))
        assert header == COLUMNS[kind]
        assert rows == sorted(rows, key=lambda row: [(not value, value) for value in row])
        lines |= {(file.name, number) for number, _ in enumerate(rows, 2)}
    truth = pl.read_parquet(folder / "truth" / f"{kind}.parquet")
    assert set(truth.select("file", "line_number").iter_rows()) == lines
    assert (truth["true_person"].is_null() == (truth["what"] == "person_unknown")).all()


def test_two_courts_with_the_same_list_send_it_once(tmp_path: Path) -> None:
    row = dict.fromkeys(COLUMNS["case_transfers"], "x")
    lists = [("KERN", "1"), ("YOLO", "1"), ("YUBA", "2")]
    rows = [{"county": county, "true_person": 1, "what": "x", **row, "CII_NUMBER": ids} for county, ids in lists]
    files = OtherFiles()
    for kind in COLUMNS:
        files.add({kind: pl.DataFrame(rows) if kind == "case_transfers" else nothing_of(kind)})
    with TruthTables(tmp_path) as truth:
        files.write(tmp_path / "lists", dict.fromkeys(COLUMNS, "20260301"), truth)
    sent = sorted(path.name for path in (tmp_path / "lists").glob("*.csv"))
    assert sent == ["kern_case_transfers_20260301.csv", "yuba_case_transfers_20260301.csv"]
    assert (tmp_path / "lists" / f"{sent[0]}.delivery.yml").read_text() == "synthetic: true\n"
    assert set(pl.read_parquet(tmp_path / "case_transfers.parquet")["file"]) == set(sent)


def test_persons_are_named_by_ids_alone(folder: Path) -> None:
    people = pl.read_parquet(folder / "truth" / "people.parquet")
    names = {name.split(",")[0] for name in people["name"]}
    for file in (folder / "other_deliveries").iterdir():
        text = file.read_text(encoding="utf-8")
        assert not any(name in text for name in names)
