"""Reading the YAML that we ship: suites, layouts, catalogues."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a build of PyYAML without libyaml has but the slower one


def read_yaml(text: str | bytes) -> Any:
    """What a YAML text holds, by PyYAML's safe loader. Raises ``yaml.YAMLError``."""
    return yaml.load(text, Loader=_LOADER)  # both are safe loaders
