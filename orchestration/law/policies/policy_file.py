"""The policy file: YAML with a ``default`` and the ``counties``, read with every fault named, and written.

What belongs here: the form of the file. What does not: what a county can choose (``choices``).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml

from orchestration.law.policies.choices import CountyPolicy, Policy
from orchestration.law.policies.errors import PolicyFileError, found, printable, text_of, validated

DEFAULT = "default"
COUNTIES = "counties"
_TOP = f"the keys {DEFAULT} (counties not named) and {COUNTIES} (by name)"


class _KeyTwice(Exception):
    """A key stands twice in one mapping: YAML would silently take the last."""

    def __init__(self, key: str, line: int) -> None:
        super().__init__()
        self.key, self.line = key, line


_WHOLE_NUMBER, _TEXT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:str"


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases (a short file could stand for an endless one) and without keys that stand twice.

    Whole numbers are written in tens: by the rules of YAML 1.1 ``1:0`` would be sixty and ``026135`` the number 11357.
    """

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        tag = super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]
        return _TEXT if tag == _WHOLE_NUMBER and not re.fullmatch("-?(0|[1-9][0-9]*)", value) else tag

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys: set[object] = set()
        for key_node, _ in node.value:
            if isinstance(key_node, yaml.ScalarNode):
                if key_node.tag == "tag:yaml.org,2002:merge":  # keys from elsewhere could stand twice unseen
                    raise yaml.MarkedYAMLError(problem_mark=key_node.start_mark)
                key = (key_node.tag, key_node.value)
                if key in keys:
                    raise _KeyTwice(str(key_node.value), key_node.start_mark.line + 1)
                keys.add(key)
        return super().construct_mapping(node, deep)


def county_names(models: Path, state: str) -> frozenset[str]:
    """The counties of a state, upper case, from its vocabulary below ``models``."""
    path = models / "staging" / state / "vocabulary" / f"{state}_counties.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(row["county_name"].upper() for row in csv.DictReader(file))


def known_county(written: str, counties: Collection[str]) -> str | None:
    """``San  Joaquin`` → ``SAN JOAQUIN``; None where the state has no such county."""
    name = " ".join(written.upper().split())
    return name if name in counties else None


def read_policy(path: Path, counties: Collection[str]) -> Policy:
    """The policy in ``path``. Raises ``PolicyFileError`` with one line that names file, county, expected and found."""
    return policy_of(strict_yaml(path), path, counties)


def policy_of(content: object, path: Path, counties: Collection[str]) -> Policy:
    """The policy that ``content``, read from ``path``, says. Raises ``PolicyFileError`` like ``read_policy``."""
    if not isinstance(content, dict):
        raise PolicyFileError(
            path, "", f"expected {_TOP}, found {'a text' if isinstance(content, str) else found(content)}"
        )
    for key in content:
        if key not in (DEFAULT, COUNTIES):
            raise PolicyFileError(path, "", f"expected {_TOP}, found the key {found(key)}")
    by_name = content.get(COUNTIES, {})
    if not isinstance(by_name, dict):
        raise PolicyFileError(
            path, "", f"{COUNTIES}: expected names of counties with their choices, found {found(by_name)}"
        )
    if DEFAULT not in content and not by_name:
        raise PolicyFileError(path, "", f"expected {_TOP}, found the choices of no county")
    chosen: dict[str, CountyPolicy] = {}
    for written, choices in by_name.items():
        county = known_county(str(written), counties)
        if county is None:
            raise PolicyFileError(
                path, "", f"{COUNTIES}: expected one of the state's {len(counties)} counties, found {found(written)}"
            )
        if county in chosen:
            raise PolicyFileError(path, county, "expected each county once, found it twice")
        chosen[county] = _normalised(validated(CountyPolicy, choices, path, county))
    default = validated(CountyPolicy, content[DEFAULT], path, DEFAULT) if DEFAULT in content else None
    return Policy(default=_normalised(default) if default else None, counties=dict(sorted(chosen.items())))


def written_policy(policy: Policy, heading: str = "") -> str:
    """The policy as a file that ``read_policy`` reads back as the same policy."""
    lines = [f"# {printable(heading)}"] if heading else []
    if policy.default is not None:
        lines += [f"{DEFAULT}:", *_lines(policy.default, "  ")]
    if policy.counties:
        lines.append(f"{COUNTIES}:")
        for county, chosen in sorted(policy.counties.items()):
            lines += [f"  {county}:", *_lines(chosen, "    ")]
    return "\n".join(lines) + "\n"


def _lines(chosen: CountyPolicy, indent: str) -> list[str]:
    lines = [f"dismiss: {json.dumps(list(chosen.dismiss))}", f"reduce: {json.dumps(list(chosen.reduce))}"]
    relief = chosen.additional_relief.model_dump(exclude_defaults=True)
    if relief:
        lines.append("additional_relief:")
        lines += [f"  {name}: {json.dumps(value)}" for name, value in relief.items()]
    for name in ("chosen_by", "note"):
        text = getattr(chosen, name)
        if text is not None:
            quoted = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=float("inf"))
            lines.append(f"{name}: {quoted.strip()}")
    return [indent + line for line in lines]


def _normalised(chosen: CountyPolicy) -> CountyPolicy:
    return chosen.model_copy(
        update={"dismiss": tuple(sorted(set(chosen.dismiss))), "reduce": tuple(sorted(set(chosen.reduce)))}
    )


def strict_yaml(path: Path) -> object:
    """What stands in a small YAML file that people wrote: no aliases, no key twice, whole numbers in tens. Raises
    ``PolicyFileError`` naming the file and what is wrong."""
    text = text_of(path)
    try:
        return yaml.load(text, Loader=_Loader)  # a safe loader, and stricter
    except _KeyTwice as twice:
        raise PolicyFileError(
            path, "", f"line {twice.line}: expected each key once, found {found(twice.key)} twice"
        ) from None
    except Exception as error:  # explicit tags and deep nesting make PyYAML raise nearly anything
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark is not None else ""
        raise PolicyFileError(
            path, "", f"{where}expected YAML without aliases, found something that cannot be read"
        ) from None
