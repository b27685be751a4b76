"""Measures of what is left on records, which SQL counts as the catalogue of figures says (``left``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.files.yaml import read_yaml

CATALOGUE = Path(__file__).parents[2] / "reporting" / "metrics" / "catalogue.yml"
OF_A_POLICY = "policy_"
"""Begins the metrics of policies."""

Measures = Mapping[str, Mapping[str, Any]]


@cache
def read_catalogue_file() -> Mapping[str, Any]:
    """Read the file as it is written."""
    read: Mapping[str, Any] = read_yaml(CATALOGUE.read_text(encoding="utf-8"))
    return read


@cache
def read_measures() -> Mapping[str, Measures]:
    """Read the measures by section, ``records`` or ``policies``: each by its name, with how it is counted."""
    found: dict[str, dict[str, Any]] = {"records": {}, "policies": {}}
    for metric in read_catalogue_file()["metrics"]:
        if "left" in metric:
            found[metric["section"]][metric["metric"].removeprefix(OF_A_POLICY)] = metric["left"]
    return found
