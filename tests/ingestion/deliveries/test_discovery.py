"""Which files are deliveries, of which county and cut date."""

from __future__ import annotations

import errno
import os
from datetime import date
from pathlib import Path

import pytest

from orchestration.ingestion.deliveries.discovery import find_deliveries
from orchestration.ingestion.deliveries.read_delivery import read_delivery
from orchestration.ingestion.layouts.layout import UnknownStateError, load_layout
from tests.support.doj_files import LAYOUT, deliver, file_of, rows
from tests.support.state_packs import SHIPPED

CUT = date(2026, 1, 1)


def content(seed: int) -> bytes:
    return file_of(*rows(2, first=seed))


@pytest.mark.parametrize(
    "name,county",
    [
        ("alameda_20260101.csv", "ALAMEDA"),
        ("los_angeles_20260101.dat", "LOS ANGELES"),
        ("San Luis-Obispo_2026-01-01.CSV", "SAN LUIS OBISPO"),
        ("LOS-ANGELES-20260101.DAT", "LOS ANGELES"),
        ("statewide_20260101.csv", "STATEWIDE"),
    ],
)
def test_county_and_cut_date_stand_in_the_name(tmp_path: Path, name: str, county: str) -> None:
    deliver(tmp_path, content(1), name)
    (found,), refusals = find_deliveries([tmp_path], LAYOUT)
    assert (found.county, found.data_as_of, found.file_name, refusals) == (county, CUT, name, [])
    assert found.delivery_id == found.sha256[:12]
    assert found.size_bytes == len(content(1))


@pytest.mark.parametrize(
    "name,reason",
    [
        ("gotham_20260101.csv", "expected a county of the state or statewide in its name, found 'gotham'"),
        ("20260101.csv", "expected a county of the state or statewide in its name, found '20260101'"),
        ("alameda.csv", "expected a cut date in its name (_YYYYMMDD), in alameda.csv.delivery.yml or as --data-as-of"),
        ("alameda_20261301.csv", "expected a cut date in its name, found '20261301', which is no date"),
        ("alameda_2026-02-30.csv", "expected a cut date in its name, found '2026-02-30', which is no date"),
        (
            "alameda_202601.csv",
            "expected a cut date like _20260301 or _2026-03-01 behind the county in its name, found '202601'",
        ),
        (
            "los angeles 2026-3-1.csv",
            "expected a cut date like _20260301 or _2026-03-01 behind the county in its name, found '2026-3-1'",
        ),
    ],
)
def test_county_and_cut_date_are_never_guessed(tmp_path: Path, name: str, reason: str) -> None:
    deliver(tmp_path, content(1), name)
    found, (refusal,) = find_deliveries([tmp_path], LAYOUT)
    assert found == []
    assert refusal.reason.startswith(reason)


def test_the_sidecar_goes_before_the_name_and_the_name_before_the_option(tmp_path: Path) -> None:
    deliver(tmp_path, content(1), "alameda_20260101.csv")
    deliver(tmp_path, content(2), "x17.dat")
    deliver(tmp_path, content(3), "butte.csv")
    (tmp_path / "alameda_20260101.csv.delivery.yml").write_text("data_as_of: 2025-12-31\n")
    (tmp_path / "x17.dat.delivery.yml").write_text("county: Los Angeles\ndata_as_of: '2025-06-30'\n")
    (tmp_path / "butte.csv.delivery.yml").write_text("{}\n")
    deliver(tmp_path, content(4), "colusa_20250101.csv")
    found, refusals = find_deliveries([tmp_path], LAYOUT, data_as_of=date(2024, 1, 1))
    assert refusals == []
    assert [(one.county, one.data_as_of) for one in found] == [
        ("ALAMEDA", date(2025, 12, 31)),
        ("BUTTE", date(2024, 1, 1)),
        ("COLUSA", date(2025, 1, 1)),
        ("LOS ANGELES", date(2025, 6, 30)),
    ]


@pytest.mark.parametrize(
    "sidecar",
    [
        "- a\n",
        "",
        "county: [",
        "when: 2026-01-01\n",
        "is_synthetic: true\n",
        "data_as_of: soon\n",
        "data_as_of: 2026\n",
        "data_as_of: 2026-02-30\n",
        "data_as_of: 2026-01-01 00:00:00\n",
        "data_as_of: 0001-01-01 00:00:00 +23:00\n",
        "county: !!timestamp soon\n",
        "synthetic: !!bool perhaps\n",
        f"county: {'9' * 6_000}\n",
        f"data_as_of: 0x{'f' * 6_000}\n",
        f"data_as_of: {'x' * 60_000}\n",
        f"county: {'x' * 60_000}\n",
        f"{'x' * 60_000}: 1\n",
        "county: " + "[" * 3_000,
        "county: &a [1]\ndata_as_of: *a\n",
        "a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}, *a{n}]\n" for n in range(40)),
        f"county: alameda  # {'x' * 70_000}\n",
    ],
    ids=lambda sidecar: sidecar[:24],
)
def test_a_broken_sidecar_refuses_its_file_alone(tmp_path: Path, sidecar: str) -> None:
    deliver(tmp_path, content(1), "alameda_20260101.csv")
    deliver(tmp_path, content(2), "butte_20260101.csv")
    (tmp_path / "alameda_20260101.csv.delivery.yml").write_text(sidecar)
    (found,), (refusal,) = find_deliveries([tmp_path], LAYOUT)
    assert (found.county, refusal.file_name, len(refusal.reason) < 600) == ("BUTTE", "alameda_20260101.csv", True)


@pytest.mark.timeout(20)
def test_a_sidecar_that_is_no_file_refuses_its_file_alone(tmp_path: Path) -> None:
    for seed, name in enumerate(("alameda", "butte", "colusa", "kern")):
        deliver(tmp_path, content(seed), f"{name}_20260101.csv")
    os.mkfifo(tmp_path / "alameda_20260101.csv.delivery.yml")
    (tmp_path / "butte_20260101.csv.delivery.yml").mkdir()
    (tmp_path / "colusa_20260101.csv.delivery.yml").symlink_to("/dev/zero")
    (found,), refusals = find_deliveries([tmp_path], LAYOUT)
    assert (found.county, len(refusals)) == ("KERN", 3)


def test_folders_too_far_down_are_refused_by_name(tmp_path: Path) -> None:
    deliver(tmp_path, content(1), "alameda_20260101.csv")
    deliver(tmp_path.joinpath(*["down"] * 40), content(2), "butte_20260101.csv")
    (found,), (refusal,) = find_deliveries([tmp_path], LAYOUT)
    assert (found.county, refusal.file_name) == ("ALAMEDA", "down")
    assert refusal.reason.startswith("expected a folder that can be read, at most 32 folders down")


def test_folders_are_searched_and_only_known_endings_count(tmp_path: Path) -> None:
    deliver(tmp_path / "b" / "c", content(1), "alameda_20260101.csv")
    deliver(tmp_path / "a", content(2), "butte_20260101.dat")
    for folder, name in [("truth", "colusa_20260101.csv"), ("a/truth", "kern_20260101.csv"), (".", "README.md")]:
        deliver(tmp_path / folder, content(3), name)
    found, refusals = find_deliveries([tmp_path, tmp_path / "a", tmp_path / "a" / "butte_20260101.dat"], LAYOUT)
    assert [one.county for one in found] == ["ALAMEDA", "BUTTE"]
    assert refusals == []


def test_what_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "kern_20260101.csv").mkdir()
    (tmp_path / "lake_20260101.csv").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "marin_20260101.csv")
    deliver(tmp_path, content(1), "notes.txt")
    deliver(tmp_path, content(1), "alameda_20260101.csv")
    paths = [tmp_path, tmp_path / "notes.txt", tmp_path / "missing", tmp_path / "kern_20260101.csv"]
    found, refusals = find_deliveries(paths, LAYOUT)
    assert [one.county for one in found] == ["ALAMEDA"]
    assert {one.file_name: one.reason for one in refusals} == {
        "kern_20260101.csv": "expected a file, found a directory",
        "lake_20260101.csv": "expected a file or a folder, found a link that leads nowhere",
        "marin_20260101.csv": "expected a file, found something else (a pipe, a device)",
        "missing": "expected a file or a folder, found nothing of that name",
        "notes.txt": "expected a name that ends with .csv, .dat (or with .gz, .zst), found another ending",
    }


@pytest.mark.parametrize(
    "name",
    [
        "kern_20260101.txt",
        "Kern 2026-01-01.csv.bz2",
        "los_angeles.xlsx",
        "kern_20260101",
        "kern_20260101.csv.part",
        "kern_court_records_20260101.xlsx",
        "supervised_release_20260101.zip",
        "statewide_20260101.tsv",
    ],
)
def test_a_file_called_after_a_county_does_not_get_lost_for_its_ending(tmp_path: Path, name: str) -> None:
    deliver(tmp_path, content(1), "alameda_20260101.csv")
    deliver(tmp_path / "more", content(2), name)
    found, (refusal,) = find_deliveries([tmp_path], LAYOUT)
    assert [one.county for one in found] == ["ALAMEDA"]
    assert (refusal.file_name, refusal.reason) == (
        name,
        "expected a name that ends with .csv, .dat (or with .gz, .zst), found another ending",
    )


@pytest.mark.parametrize(
    "name",
    ["alameda_20260101.csv.sha256", "README.md", ".kern_20260101.csv.swp", "notes kern.txt", "alameda.delivery.yml"],
)
def test_what_lies_beside_deliveries_is_nobodys_business(tmp_path: Path, name: str) -> None:
    deliver(tmp_path, content(1), "alameda_20260101.csv")
    deliver(tmp_path, content(2), name)
    found, refusals = find_deliveries([tmp_path], LAYOUT)
    assert ([one.county for one in found], refusals) == (["ALAMEDA"], [])


def test_a_link_to_a_folder_is_refused_by_name_and_one_that_is_named_is_followed(tmp_path: Path) -> None:
    deliver(tmp_path / "elsewhere", content(1), "alameda_20260101.csv")
    deliver(tmp_path / "here", content(2), "butte_20260101.csv")
    (tmp_path / "here" / "march").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "here" / "circle").symlink_to(tmp_path / "here")
    found, refusals = find_deliveries([tmp_path / "here"], LAYOUT)
    assert [one.county for one in found] == ["BUTTE"]
    assert [one.file_name for one in refusals] == ["circle", "march"]
    assert {one.reason for one in refusals} == {"expected a folder, found a link to one: name the folder itself"}
    found, refusals = find_deliveries([tmp_path / "here" / "march"], LAYOUT)
    assert ([one.county for one in found], refusals) == (["ALAMEDA"], [])


def test_a_folder_without_deliveries_is_said_to_have_none(tmp_path: Path) -> None:
    (tmp_path / "march").mkdir()
    (tmp_path / "march" / "README.md").write_text("nothing yet")
    deliver(tmp_path / "april", content(1), "alameda_20260101.csv")
    found, (refusal,) = find_deliveries([tmp_path / "march", tmp_path / "april", tmp_path / "march"], LAYOUT)
    assert [one.county for one in found] == ["ALAMEDA"]
    assert (refusal.file_name, refusal.reason) == (
        "march",
        "expected files that end with .csv, .dat (or with .gz, .zst) in the folder, found none",
    )


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))  # root can read everything, so it is said for it

    deliver(tmp_path, content(1))
    monkeypatch.setattr("orchestration.ingestion.deliveries.discovery.recognize_file", denied)
    found, (refusal,) = find_deliveries([tmp_path], LAYOUT)
    assert found == []
    assert refusal.reason == "expected a readable file, found: Permission denied"


def test_a_name_that_cannot_be_printed_makes_no_trouble(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/gotham\n\x1b\xff_20260101.csv"))
    path.write_bytes(content(1))
    _, (refusal,) = find_deliveries([tmp_path], LAYOUT)
    assert refusal.file_name == "gotham???_20260101.csv"
    assert refusal.reason.isprintable()
    Path(f"{path}.delivery.yml").write_text("county: Kern\n")
    (found,), _ = find_deliveries([tmp_path], LAYOUT)
    assert (found.file_name, found.county) == ("gotham???_20260101.csv", "KERN")


def test_the_same_bytes_twice_are_one_delivery(tmp_path: Path) -> None:
    deliver(tmp_path, content(1), "alameda_20260101.csv")
    deliver(tmp_path, content(1), "alameda_2026-01-01.csv")
    deliver(tmp_path, content(2), "butte_20260101.csv")
    found, refusals = find_deliveries([tmp_path], LAYOUT)
    assert [one.file_name for one in found] == ["alameda_2026-01-01.csv", "butte_20260101.csv"]
    assert refusals == []


def test_the_same_bytes_under_a_name_that_says_nothing_are_no_refusal_and_other_bytes_are(tmp_path: Path) -> None:
    deliver(tmp_path, content(1), "alameda_20260101.csv")
    deliver(tmp_path, content(1), "alameda_20260101 (1).csv")
    deliver(tmp_path, content(2), "alameda_20260101 (2).csv")
    found, refusals = find_deliveries([tmp_path], LAYOUT)
    assert [one.file_name for one in found] == ["alameda_20260101.csv"]
    assert [one.file_name for one in refusals] == ["alameda_20260101 (2).csv"]


def test_the_same_bytes_under_another_cut_of_the_county_are_refused(tmp_path: Path) -> None:
    for name in ["alameda_20260101.csv", "alameda_20250101.csv"]:
        deliver(tmp_path, content(1), name)
    (found,), (refusal,) = find_deliveries([tmp_path], LAYOUT)
    assert found.file_name == "alameda_20250101.csv"
    assert refusal.file_name == "alameda_20260101.csv"
    assert "found the same bytes under ALAMEDA, 2026-01-01" in refusal.reason


def test_two_counties_with_the_same_bytes_are_two_deliveries_and_both_are_read(tmp_path: Path) -> None:
    deliveries = tmp_path / "deliveries"
    for name in ["alameda_20260101.csv", "butte_20260101.csv", "butte_20260101 (1).csv"]:
        deliver(deliveries, content(1), name)
    found, refusals = find_deliveries([deliveries], LAYOUT)
    assert [one.county for one in found] == ["ALAMEDA", "BUTTE"]
    assert refusals == []
    receipts = [read_delivery(one, LAYOUT, tmp_path / "intake") for one in found]
    assert [one.county for one in receipts] == ["ALAMEDA", "BUTTE"]
    assert len({one.delivery_id for one in receipts}) == len({one.rows_glob for one in receipts}) == 2
    assert [one.accepted for one in receipts] == [2, 2]
    (alone,), _ = find_deliveries([deliveries / "butte_20260101.csv"], LAYOUT)
    assert alone.sha256 == alone.file_sha256 == found[0].sha256


def test_a_sample_is_delivered_once_and_a_folder_called_extract_elsewhere_is_read(tmp_path: Path) -> None:
    for folder in ("standard", "extract", "truth"):
        deliver(tmp_path / folder, content(1 + len(folder)), "alameda_20260101.csv")
    both, _ = find_deliveries([tmp_path], LAYOUT)
    assert [one.path.parent.name for one in both] == ["extract", "standard"]
    (tmp_path / "truth" / "truth.json").write_text("{}")
    (found,), refusals = find_deliveries([tmp_path], LAYOUT)
    assert (found.path.parent.name, refusals) == ("standard", [])
    (found,), _ = find_deliveries([tmp_path / "extract"], LAYOUT)
    assert found.path.parent.name == "extract"


def test_a_changed_file_under_the_same_name_is_another_delivery(tmp_path: Path) -> None:
    deliver(tmp_path, content(1))
    (before,), _ = find_deliveries([tmp_path], LAYOUT)
    deliver(tmp_path, content(2))
    (after,), _ = find_deliveries([tmp_path], LAYOUT)
    assert before.delivery_id != after.delivery_id


def test_an_unknown_state_is_told_the_known_ones() -> None:
    with pytest.raises(
        UnknownStateError,
        match=f"no layout for state 'zz': expected one of {SHIPPED}",
    ):
        load_layout("zz")


def test_the_layout_of_california_has_what_the_models_need() -> None:
    assert (LAYOUT.field_count, len(LAYOUT.kept_columns), len(LAYOUT.counties)) == (95, 36, 58)
    assert LAYOUT.columns[0] == "RECORD_ID" and LAYOUT.columns[94] == "END_OF_REC"


def test_the_same_bytes_under_a_name_that_says_less_are_no_refusal_and_under_another_countys_are_read_or_refused(
    tmp_path: Path,
) -> None:
    for name in (
        "alameda_20260101.csv",
        "alameda_20260101 (1).csv",
        "copy.csv",
        "kern_20260101.csv.gz",
        "kern_2601.csv",
    ):
        deliver(tmp_path, content(1), name)
    found, refusals = find_deliveries([tmp_path], LAYOUT)
    assert [one.file_name for one in found] == ["alameda_20260101.csv"]
    assert {one.file_name: one.reason.partition(", found")[0] for one in refusals} == {
        "kern_20260101.csv.gz": "expected a gzip file",
        "kern_2601.csv": "expected a cut date like _20260301 or _2026-03-01 behind the county in its name",
    }
