"""Reading and writing the policy file: YAML with a ``default`` and ``counties``."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path

import yaml
from pydantic import Field

from orchestration.law.input_files import (
    InputFileError,
    Strict,
    format_found,
    make_printable,
    read_strict_yaml,
    validate,
)
from orchestration.law.policies.ca.choices import CountyPolicy, Policy
from orchestration.law.policies.counties import find_county


class _File(Strict):
    default: object = None
    counties: dict[object, object] = Field(default_factory=dict)


def read_policy(path: Path, counties: Collection[str]) -> Policy:
    """Read the policy in ``path``.

    Raises:
        InputFileError: The file is no policy; the message names file, county, expected and found.
    """
    return parse_policy(read_strict_yaml(path), path, counties)


def parse_policy(content: Mapping[str, object], path: Path, counties: Collection[str], place: str = "") -> Policy:
    """Parse the policy at ``place`` of the file in ``path``.

    Raises:
        InputFileError: It is no policy.
    """
    file = validate(_File, content, path, place)
    if "default" not in content and not file.counties:
        raise InputFileError(path, "expected default (counties not named) or counties (by name), found neither", place)
    chosen: dict[str, CountyPolicy] = {}
    for written, choices in file.counties.items():
        county = find_county(str(written), counties)
        if county is None:
            message = f"expected one of the state's {len(counties)} counties, found {format_found(written)}"
            raise InputFileError(path, message, "counties")
        if county in chosen:
            raise InputFileError(path, "expected each county once, found it twice", county)
        chosen[county] = _sort_sections(validate(CountyPolicy, choices, path, county))
    default = None
    if "default" in content:
        default = _sort_sections(validate(CountyPolicy, file.default, path, "default"))
    return Policy(default=default, counties=dict(sorted(chosen.items())))


def format_policy(policy: Policy, heading: str = "") -> str:
    """Format the policy as a file from which ``read_policy`` reads the same policy."""
    lines = [f"# {make_printable(heading)}"] if heading else []
    if policy.default is not None:
        lines += ["default:", *_format_lines(policy.default, "  ")]
    if policy.counties:
        lines.append("counties:")
        for county, chosen in sorted(policy.counties.items()):
            lines += [f"  {county}:", *_format_lines(chosen, "    ")]
    return "\n".join(lines) + "\n"


def _format_lines(chosen: CountyPolicy, indent: str) -> list[str]:
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


def _sort_sections(chosen: CountyPolicy) -> CountyPolicy:
    return chosen.model_copy(
        update={"dismiss": tuple(sorted(set(chosen.dismiss))), "reduce": tuple(sorted(set(chosen.reduce)))}
    )
