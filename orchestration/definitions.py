"""The entry point of Dagster: load everything under ``defs``. Definitions themselves do not belong here."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import dagster as dg
from dagster.components.definitions import LazyDefinitions

import orchestration.defs
from orchestration.defs.partitions import by_month, in_groups


@dg.definitions
def defs() -> dg.Definitions:
    """All assets, checks, jobs, schedules and sensors of the state in ``LOOKBACK_STATE``, by month."""
    return by_month(of_any_day())


def of_any_day() -> dg.Definitions:
    """The same for a run whose day is no first of a month: Dagster runs what has partitions with a partition only."""
    package = orchestration.defs
    names = sorted(module.name for module in iter_modules(package.__path__, f"{package.__name__}."))
    return in_groups(dg.Definitions.merge(*(one for name in names for one in _defined_in(import_module(name)))))


def _defined_in(module: ModuleType) -> Iterator[dg.Definitions]:
    """As ``dg.load_defs`` finds them. That also describes every component of every package for a tool of Dagster that
    nobody uses here: 0.2 s of each start (measured)."""
    functions = [one for one in vars(module).values() if isinstance(one, LazyDefinitions)]
    if functions:
        yield from (function() for function in functions)
    else:
        yield dg.load_definitions_from_modules([module])
