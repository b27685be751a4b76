"""Warehouses of hand-made people that several files of cases read."""

from __future__ import annotations

from datetime import date

import figures_people
import pytest
from raw_files import write_history
from warehouse_runs import BuiltWarehouse, build


@pytest.fixture(scope="session")
def figures_warehouse(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    """Everybody of ``figures_people``, looked at on 2020-07-01; two counties tell of some."""
    folder = tmp_path_factory.mktemp("figures")
    told_twice = figures_people.people_of_two_counties()
    sacramento = write_history(folder / "d" / "sacramento_20200601.csv", [*figures_people.people(), *told_twice])
    fresno = write_history(folder / "d" / "fresno_20200601.csv", told_twice)
    return build(folder / "home", [sacramento, fresno], as_of=date(2020, 7, 1))
