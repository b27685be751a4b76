"""Catalogue of a release: the meaning of every published metric, from ``metrics/catalogue.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS = ("name", "definition", "numerator", "denominator", "does_not_mean", "sentence", "section")
_WITH = {unit: f"with such {unit}" for unit in ("convictions", "charges without conviction", "arrests")}
SCENARIO_METRICS: Mapping[str, Mapping[str, Any]] = {
    "scenario_gains": {
        "units": ["people", "convictions", "charges", "arrests"],
        "variants": _WITH,
        "name": "Would gain relief under another law",
        "definition": "Relief is given under the scenario and not under the law in force.",
        "numerator": "{unit} with relief under the scenario alone.",
        "does_not_mean": "That the law is changed, or that anything is filed.",
        "section": "Scenarios",
    },
    "scenario_losses": {
        "units": ["people", "convictions", "charges", "arrests"],
        "variants": _WITH,
        "name": "Would lose relief under another law",
        "definition": "Relief is given under the law in force and not under the scenario.",
        "numerator": "{unit} with relief under the law in force alone.",
        "does_not_mean": "That anybody loses relief that was given.",
        "section": "Scenarios",
    },
    "scenario_headlines": {
        "units": ["people", "convictions", "arrests"],
        "name": "Headlines under another law",
        "definition": "A headline figure, counted under the scenario.",
        "numerator": "{unit} of the headline under the scenario's law.",
        "does_not_mean": "What will happen: the facts are those of this run.",
        "section": "Scenarios",
    },
}
"""Metrics of scenarios, which are not in the metrics table; a release adds them."""


def describe_published(catalogue: Mapping[str, Any]) -> dict[str, Any]:
    """Describe each published metric, in catalogue order: its words, also per unit, its units and variants, and whether
    it is a headline."""
    every = {**catalogue, **{name: {**words, "published": True} for name, words in SCENARIO_METRICS.items()}}
    return {
        name: {
            **_choose(metric),
            "headline": bool(metric.get("headline")),
            "units": list(metric.get("units") or []),
            "variants": dict(metric.get("variants") or {}),
            "in_units": {
                unit: _choose({**metric, **metric.get(f"in_{unit}", {})}) for unit in metric.get("units") or []
            },
        }
        for name, metric in every.items()
        if metric.get("published")
    }


def _choose(metric: Mapping[str, Any]) -> dict[str, str]:
    return {word: str(metric.get(word) or "") for word in WORDS}
