"""What a person, or the sample generator, wrote beside a delivered file: ``<file>.delivery.yml``.

What belongs here: the keys of that file. What does not: what county and cut date come to (``naming``), what a column
map does (``column_map``).
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from orchestration.ingestion.deliveries.column_map import ColumnMap
from orchestration.ingestion.layouts.refusal import RefusedDeliveryError, format_file_name

SIDECAR_ENDING = ".delivery.yml"

_KEYS = ("county", "data_as_of", "synthetic", "column_map")


@dataclass(frozen=True)
class Sidecar:
    """What is said beside a file. ``county`` and ``data_as_of``: None where nothing is. ``is_synthetic``: everybody in
    the file is invented."""

    county: str | None = None
    data_as_of: date | None = None
    is_synthetic: bool = False
    column_map: ColumnMap | None = None


class _UniqueKeyLoader(yaml.SafeLoader):
    """PyYAML's safe loader, which would take the last of two equal keys without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.YAMLError("a key is there twice")
        return super().construct_mapping(node, deep)


def read_sidecar(path: Path) -> Sidecar:
    """What is said beside the file at ``path``; nothing where there is no such file.

    Raises:
        RefusedDeliveryError: the sidecar cannot be read or says something else.
    """
    sidecar = path.with_name(path.name + SIDECAR_ENDING)
    expected = f"expected the keys {', '.join(_KEYS)} in {format_file_name(sidecar)}"
    try:
        content = yaml.load(sidecar.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)  # a safe loader
    except FileNotFoundError:
        return Sidecar()
    except (OSError, UnicodeDecodeError, TypeError, yaml.YAMLError):
        raise RefusedDeliveryError(path, f"{expected}, each once, found something that cannot be read") from None
    if not isinstance(content, dict) or not content.keys() <= set(_KEYS):
        raise RefusedDeliveryError(path, f"{expected}, found something else")
    is_synthetic = content.get("synthetic", False)
    if not isinstance(is_synthetic, bool):
        raise RefusedDeliveryError(path, f"expected true or false as synthetic in {format_file_name(sidecar)}")
    return Sidecar(
        county=str(content["county"]) if "county" in content else None,
        data_as_of=_parse_date(path, content["data_as_of"]) if "data_as_of" in content else None,
        is_synthetic=is_synthetic,
        column_map=_parse_column_map(path, content["column_map"]) if "column_map" in content else None,
    )


def _parse_date(path: Path, value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise RefusedDeliveryError(
            path, f"expected a date as data_as_of in its sidecar, found {str(value)!r}"
        ) from None


def _parse_column_map(path: Path, value: object) -> ColumnMap:
    try:
        return ColumnMap.model_validate(value)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, ("column_map", *wrong["loc"])))
        raise RefusedDeliveryError(
            path,
            "expected a column map of renamed (a column of the file: its name in the layout), ignored and absent, with "
            f"names as text in quotes where YAML reads them otherwise, found {where}: {wrong['msg']}",
        ) from None
