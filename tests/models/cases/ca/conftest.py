"""Warehouses of hand-made people that several files of cases read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import figures_people
import pytest
import transferred_people
from people_of_several_files import rows_of_all
from raw_files import write_history
from warehouse_runs import BuiltWarehouse, build, built_once


@pytest.fixture(scope="session")
def figures_warehouse(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    """Everybody of ``figures_people``, looked at on 2020-07-01; two counties tell of some."""
    folder = tmp_path_factory.mktemp("figures")
    told_twice = figures_people.people_of_two_counties()
    sacramento = write_history(folder / "d" / "sacramento_20200601.csv", [*figures_people.people(), *told_twice])
    fresno = write_history(folder / "d" / "fresno_20200601.csv", told_twice)
    return build(folder / "home", [sacramento, fresno], as_of=date(2020, 7, 1))


@pytest.fixture(scope="session")
def histories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their histories, as Sacramento has them."""
    return write_history(tmp_path_factory.mktemp("histories") / "sacramento_20260301.csv", rows_of_all())


@pytest.fixture(scope="session")
def undecided(histories: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    """All of them on the usual day, with nothing that a person decided or found beside the file."""
    return built_once(tmp_path_factory, "undecided", lambda home: build(home, [histories]))


@pytest.fixture(scope="session")
def transferred(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    """Everybody of ``transferred_people``, with the lists of the courts."""
    deliveries = transferred_people.deliver(tmp_path_factory.mktemp("d"))
    return built_once(tmp_path_factory, "transferred", lambda home: build(home, [deliveries]))
