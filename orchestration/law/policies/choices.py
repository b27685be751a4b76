"""What a policy can say of one county, and what the choices of all counties are as a table.

What belongs here: the options with their bounds, and the narrow rows a run keeps. What does not: files, their faults.
The options and bounds are those of Clear My Record, so that a choice made there can be carried over.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

EVERY_OTHER_COUNTY = "*"
"""Stands for the name of a county in the rows of the default."""

SECTIONS = ("11357", "11358", "11359", "11360")
WITHOUT_SUBDIVISION = "11357(no-sub-section)"
"""Clear My Record's word: section 11357 where the record names none of the subdivisions (a) to (d)."""

_SECTION = re.compile(rf"({'|'.join(SECTIONS)})(\([0-9a-z]+\))*")
_SECTION_WORDS = f"{', '.join(SECTIONS[:-1])} or {SECTIONS[-1]}, with or without a subdivision like 11357(a)"


def refused(message: str) -> PydanticCustomError:
    """A fault whose sentence is already whole."""
    return PydanticCustomError("policy", "{sentence}", {"sentence": message})


def normalised_section(written: object) -> str:
    """``11357 (A)`` → ``11357(a)``. Raises ``ValueError`` for what is no section of Proposition 64."""
    if isinstance(written, bool) or not isinstance(written, int | str):
        raise ValueError
    section = re.sub(r"\s+", "", str(written)).lower()
    if section != WITHOUT_SUBDIVISION and not _SECTION.fullmatch(section):
        raise ValueError
    return section


def covers(wider: str, section: str) -> bool:
    """Whether every conviction of ``section`` is one of ``wider``: 11357 covers 11357(a)."""
    if wider == WITHOUT_SUBDIVISION:
        return section == wider or re.match(r"11357\((?![a-d]\))", section) is not None
    return section.startswith(wider)


def _one_line(written: object) -> object:
    if isinstance(written, str):
        written = " ".join(written.split())
        if not written or not written.isprintable():
            raise ValueError
    return written


def _given(written: object) -> object:
    if written is None:
        raise ValueError
    return written


Section = Annotated[str, BeforeValidator(normalised_section)]
Sections = Annotated[
    tuple[Section, ...],
    Field(strict=False, description=f"a list of sections: {_SECTION_WORDS}", title=_SECTION_WORDS),
]
Choice = Annotated[bool, Field(description="true or false")]
Age = Annotated[int | None, BeforeValidator(_given), Field(ge=40, le=65, description="a whole number from 40 to 65")]
Years = Annotated[int | None, BeforeValidator(_given), Field(ge=1, le=15, description="a whole number from 1 to 15")]
Text = Annotated[str | None, BeforeValidator(_given), BeforeValidator(_one_line), Field(description="a text")]


class Chosen(BaseModel):
    """Choices as they stand in a file: no unknown key, nothing converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class AdditionalRelief(Chosen):
    """Who is to be helped beyond the lists of sections; each choice is off unless it is made."""

    under_21_at_conviction: Choice = False
    age_at_least: Age = None
    years_since_conviction: Years = None
    years_without_conviction: Years = None
    only_prop64_convictions: Choice = False
    deceased: Choice = False


class CountyPolicy(Chosen):
    """What one county chose. ``note`` is for people and is not part of what is applied or hashed."""

    dismiss: Sections = ()
    reduce: Sections = ()
    additional_relief: AdditionalRelief = AdditionalRelief()
    chosen_by: Text = None
    note: Text = None

    @model_validator(mode="after")
    def _no_section_on_both_lists(self) -> CountyPolicy:
        for section in self.reduce:
            for wider in self.dismiss:
                if covers(wider, section):
                    as_part = "" if wider == section else f" (as part of {wider})"
                    raise refused(
                        f"expected each section on one list, found {section} to reduce and{as_part} to dismiss"
                    )
        return self

    def rows(self) -> list[tuple[str, str]]:
        """Each choice as (option, value), sorted. The first word says that there is a policy, even an empty one."""
        relief = self.additional_relief
        rows = [("policy", "given")]
        rows += [("dismiss_section", section) for section in self.dismiss]
        rows += [("reduce_section", section) for section in self.reduce]
        rows += [
            (name, "true")
            for name in ("under_21_at_conviction", "only_prop64_convictions", "deceased")
            if getattr(relief, name)
        ]
        numbers = {
            "age_at_least_years": relief.age_at_least,
            "years_since_conviction": relief.years_since_conviction,
            "years_without_conviction": relief.years_without_conviction,
        }
        rows += [(name, str(number)) for name, number in numbers.items() if number is not None]
        if self.chosen_by is not None:
            rows.append(("chosen_by", self.chosen_by))
        return sorted(set(rows))


@dataclass(frozen=True)
class Policy:
    """What all counties chose: those named (upper case), and ``default`` for every other."""

    default: CountyPolicy | None = None
    counties: Mapping[str, CountyPolicy] = field(default_factory=dict)

    def rows(self) -> list[tuple[str, str, str]]:
        """The policy as (county, option, value), sorted; the default's county is ``*``."""
        named: dict[str, CountyPolicy] = dict(self.counties)
        if self.default is not None:
            named[EVERY_OTHER_COUNTY] = self.default
        return sorted((county, option, value) for county, one in named.items() for option, value in one.rows())

    @property
    def policy_id(self) -> str:
        """First 16 hex digits of md5 of the rows: equal ids, equal choices, however the file was written."""
        content = json.dumps(self.rows())
        return hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()[:16]


def expected_words(model: type[BaseModel], location: tuple[int | str, ...]) -> tuple[str, str]:
    """Where in the file a fault is, and what was expected there: (``additional_relief.age_at_least``, words)."""
    at: type[BaseModel] | FieldInfo = model
    where, words = "", f"the keys {keys_in_words(model)}"
    for step in location:
        if isinstance(at, FieldInfo):  # a place in a list
            where += f"[{int(step) + 1}]"
            words = str(at.title)
            continue
        where += f".{step}" if where else str(step)
        words = f"one of the keys {keys_in_words(at)}"
        known = {one.alias or name: one for name, one in at.model_fields.items()}.get(str(step))
        if known is None:
            break
        kind = known.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            at, words = kind, f"the keys {keys_in_words(kind)}"
        else:
            at, words = known, str(known.description)
    return where, words


def keys_in_words(model: type[BaseModel]) -> str:
    """The keys a file can have there."""
    return ", ".join(one.alias or name for name, one in model.model_fields.items())
