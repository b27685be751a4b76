"""Reading the YAML files that Lookback ships: suites, layouts, catalogs."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # PyYAML without libyaml has only the slow one


def read_yaml(text: str | bytes) -> Any:
    """Parse a YAML text with PyYAML's safe loader.

    Raises:
        yaml.YAMLError: The text is invalid.
    """
    return yaml.load(text, Loader=_LOADER)  # both are safe loaders
