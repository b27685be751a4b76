"""Reading the YAML that we ship: suites, layouts, catalogues.

What belongs here: the one reader of such files, by libyaml, which takes a tenth of the time (measured). What does not:
files that people write (``policy.policy_file``, ``intake.naming``), which are read more strictly or told of in words.
"""

from __future__ import annotations

from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a build of PyYAML without libyaml has but the slower one


def read_yaml(text: str | bytes) -> Any:
    """What a YAML text holds, by PyYAML's safe loader. Raises ``yaml.YAMLError``."""
    return yaml.load(text, Loader=_LOADER)  # both are safe loaders
