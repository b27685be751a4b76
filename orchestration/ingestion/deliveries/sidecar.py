"""What a person, or the sample generator, wrote beside a delivered file: ``<file>.delivery.yml``.

What belongs here: the keys of that file. What does not: what county and cut date come to (``naming``), what a column
map does (``column_map``).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr, ValidationError, field_validator

from orchestration.ingestion.deliveries.column_map import KEY, ColumnMap
from orchestration.ingestion.layouts.refusal import RefusedDeliveryError, format_file_name

SIDECAR_ENDING = ".delivery.yml"

_KEYS = ("county", "data_as_of", "synthetic", "column_map")
_MOST_BYTES = 1 << 16
_DEEPEST = 8
"""A column map has three levels. What is deeper overflows the stack of the parser."""
_MAP = "a column map has renamed (a column of the file: its name in the layout), ignored and absent, with names as text"
_UNREADABLE = (OSError, ValueError, ArithmeticError, LookupError, AttributeError, TypeError, yaml.YAMLError)
"""What PyYAML raises at dates, numbers and tags that are none, besides its own error."""


class Sidecar(BaseModel):
    """What is said beside a file. ``county`` and ``data_as_of``: None where nothing is. ``is_synthetic``: everybody in
    the file is invented."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    county: Annotated[StrictStr, Field(max_length=100)] | None = None
    data_as_of: date | None = None
    is_synthetic: StrictBool = Field(default=False, alias="synthetic")
    column_map: ColumnMap | None = None

    @field_validator("data_as_of", mode="before")
    @classmethod
    def _parse_date(cls, value: object) -> date:
        try:
            return value if type(value) is date else date.fromisoformat(str(value))
        except ValueError:
            raise ValueError("no date like 2026-03-01") from None


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
        text = _read_text(sidecar)
        _check_structure(text)
        content = yaml.load(text, Loader=_UniqueKeyLoader)  # a safe loader
        return Sidecar.model_validate(content)
    except FileNotFoundError:
        return Sidecar()
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, wrong["loc"]))[:200] or "no keys"
        about_map = f" ({_MAP}, in quotes where YAML reads them otherwise)" if where.startswith(KEY) else ""
        raise RefusedDeliveryError(path, f"{expected}, found {where}: {wrong['msg']}{about_map}") from None
    except _UNREADABLE:
        raise RefusedDeliveryError(path, f"{expected}, each once, found something that cannot be read") from None


def _read_text(path: Path) -> str:
    """Read a small regular file; a pipe would never end."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError("no regular file")
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError("too large")
    return content.decode("utf-8")


def _check_structure(text: str) -> None:
    """Refuse aliases, which multiply what they name, and depth, before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST:
            raise ValueError("an alias, or too deep")
