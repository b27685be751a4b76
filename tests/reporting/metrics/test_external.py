"""Figures that others published beside ours: none is silent about a miss."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from command_line import Finished

from orchestration.settings import PROJECT_ROOT, Settings

SHIPPED = PROJECT_ROOT / "expectations" / "external.csv"
HEADER, *LINES = SHIPPED.read_text(encoding="utf-8").splitlines()
NO_FELONY = "levels/felony_free/people/if_all_granted/after_dismissal_and_sealing"


@pytest.fixture
def real(copied_sample: Settings) -> Iterator[Settings]:
    """The run of the sample as if its people were no invented ones; put back afterwards."""

    def rename(old: str, new: str, is_synthetic: bool) -> None:
        with duckdb.connect(str(copied_sample.warehouse)) as connection:
            connection.execute("update intake.deliveries set is_synthetic = ?", [is_synthetic])
            connection.execute(
                "update intermediate.int_people set person_name = ? || person_name[?:]", [new, len(old) + 1]
            )

    rename("SYNTH", "DOE", is_synthetic=False)
    yield copied_sample
    rename("DOE", "SYNTH", is_synthetic=True)


@pytest.fixture
def file_of_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """The file that the command reads, with these lines."""
    monkeypatch.setattr(Settings, "expectations", property(lambda _: tmp_path))

    def write(*lines: str) -> None:
        (tmp_path / "external.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")

    return write


def line(published: object, figure: str = NO_FELONY, tolerance: object = 0.1, explanation: str = "") -> str:
    return (
        f"ours,people left with no felony,{published},count,2026-01-01,somebody,{figure},{tolerance},all,{explanation}"
    )


@pytest.mark.long  # a run of its own; the refusals are tested without one
def test_of_real_people_a_miss_without_a_sentence_stops_the_figures(
    real: Settings, file_of_others: Callable[..., None], command: Callable[..., Finished]
) -> None:
    file_of_others(*LINES)
    done = command("figures", "--home", real.home)
    assert done.code == 4 and "does not say why" in done.err
    assert "cfa_people_no_felony says 42000, ours is 57" in done.err
    assert not list(real.figures.glob("*/*/headlines.json")), "nothing was written"

    file_of_others(line(1))
    (found,) = re.findall(r"ours is (\d+)", command("figures", "--home", real.home).err)
    for broken, says in (
        (line(int(found) * 2), "does not say why"),  # another number
        (line(found, tolerance="-0.1"), "tolerance is a share"),
        (line(found, tolerance="wide"), "a number is none"),
        (line(found, f"{NO_FELONY}/race=B/age=1/sex=F"), "no figure of ours is called"),
        (line(found, "levels/felonyfree/people"), "no figure of ours is called"),
        (f"{line(found)}\n{line(found)}", "stands there twice"),
    ):
        file_of_others(broken)
        done = command("figures", "--home", real.home)
        assert done.code in (1, 4) and says in done.err, broken
        assert not list(real.figures.glob("*/*/headlines.json"))

    nobody = f"{NO_FELONY}/county=TRINITY"
    file_of_others(line(found), line(1, explanation="Two counties sent nothing.").replace("ours,", "miss,", 1),
                   line(5, nobody).replace("ours,", "none,", 1))  # fmt: skip
    assert command("figures", "--home", real.home).code == 0
    (written,) = real.figures.glob("*/*-0/external.csv")
    with written.open(encoding="utf-8", newline="") as file:
        told = {row["external_id"]: row for row in csv.DictReader(file)}
    assert [told[name]["verdict"] for name in ("ours", "miss", "none")] == ["within", "miss", "no_figure_of_ours"]
    assert float(told["ours"]["ours"]) == float(told["miss"]["ours"]) == float(found)
