"""The table of plausible invented California charges (``charges.csv``), prepared for vectorized draws."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from orchestration.ingestion.synthetic.ca import wording
from orchestration.ingestion.synthetic.ca.counter import (
    Floats,
    Ints,
    Keys,
    accumulate_weights,
    draw_below,
    draw_chance,
    draw_uniform,
)

_TABLE = Path(__file__).with_name("charges.csv")
_FIRST_YEAR, _LAST_YEAR = 1972, 2100
_PROP47 = {"PC 459", "PC 470(a)", "PC 470(d)", "PC 476(a)", "PC 487(a)", "PC 487", "PC 496(a)"} | {
    "HS 11350(a)", "HS 11350", "HS 11377(a)"
}  # fmt: skip
_MARIJUANA = {"11357", "11358", "11359", "11360"}
_FOR_LIFE = {"PC 187", "PC 187(a)", "PC 209(b)(1)"}
_COMMENT_FORMS = ("{code}-{words}", "CHRG {code}", ":CHRG {code}", "{code}")


@dataclass(frozen=True)
class Charges:
    """Charge k has key ``keys[k]`` (``HS 11357(b)``). Arrays are by charge.

    ``texts`` has, in this order: all spellings, 4 comments per charge, one further-charge comment per charge, and the
    texts of ``wording`` that are no charge. ``eras`` has one choice table per calendar year.
    """

    keys: tuple[str, ...]
    columns: pl.DataFrame
    eras: Floats
    felony_share: Floats
    misdemeanor_share: Floats
    lesser: Ints
    is_marijuana: Ints
    is_prop47: Ints
    is_for_life: Ints
    first_spelling: Ints
    spellings: Ints
    texts: pl.Series
    first_comment: int
    first_further: int
    first_unparsable: int
    first_applicant: int
    first_benign: int
    registration: int
    see_comment: int
    empty: int
    first_degree: int

    @property
    def violation(self) -> int:
        """The charge of a violation of probation."""
        return self.keys.index("PC 1203.2(a)")

    @property
    def burglary(self) -> int:
        """The charge of burglary, of which the section has no degree."""
        return self.keys.index("PC 459")

    def draw(self, keys: Keys, years: Ints) -> Ints:
        """Draw a charge for each key among those in force in its year."""
        row = np.clip(years, _FIRST_YEAR, _LAST_YEAR) - _FIRST_YEAR
        flat = np.searchsorted(self.eras, row + draw_uniform(keys, "charge"), side="right")
        return (flat - row * len(self.keys)).astype(np.int64)

    def level(self, keys: Keys, charge: Ints) -> Ints:
        """Draw the level charged: 0 felony, 1 misdemeanor, 2 infraction."""
        drawn = draw_uniform(keys, "level")
        felony, misdemeanor = self.felony_share[charge], self.misdemeanor_share[charge]
        return (drawn >= felony).astype(np.int64) + (drawn >= felony + misdemeanor)

    def spelling(self, keys: Keys, charge: Ints, alternative: float) -> Ints:
        """Draw a position in ``texts``: the usual spelling or, at the rate ``alternative``, another."""
        others = self.spellings[charge] - 1
        other = draw_chance(keys, "alternative spelling", alternative) & (others > 0)
        return self.first_spelling[charge] + np.where(other, 1 + draw_below(keys, "spelling", np.maximum(others, 1)), 0)


def _format_code(row: dict[str, str]) -> str:
    """Format the code as in comments and further charges: ``664/11357(C) HS``."""
    prefix = f"{row['prefix']}/" if row["prefix"] else ""
    further = f"-{row['further_section']}" if row["further_section"] else ""
    return f"{prefix}{row['section']}{row['subdivisions'].upper()}{further} {row['code_book']}"


def _format_key(row: dict[str, str]) -> str:
    prefix = f"{row['prefix']}/" if row["prefix"] else ""
    return f"{row['code_book']} {prefix}{row['section']}{row['subdivisions']}"


def _parse_level_mix(mix: str) -> tuple[float, float]:
    """Return the shares of felony and misdemeanor in a mix such as ``F70M30``."""
    shares = {"F": 0.0, "M": 0.0, "I": 0.0}
    letter = ""
    for part in mix.replace("F", " F").replace("M", " M").replace("I", " I").split():
        letter = part[0]
        shares[letter] = float(part[1:]) / 100.0
    return shares["F"], shares["M"]


def _parse_eras(rows: list[dict[str, str]]) -> Floats:
    tables = []
    for year in range(_FIRST_YEAR, _LAST_YEAR + 1):
        weights = [
            float(row["weight"]) if int(row["valid_from"]) <= year <= int(row["valid_to"]) else 0.0 for row in rows
        ]
        tables.append(accumulate_weights(weights) + (year - _FIRST_YEAR))
    return np.concatenate(tables)


@cache
def load() -> Charges:
    """Load the table once.

    Raises:
        ValueError: The lesser charge of a line is not in the table.
    """
    with _TABLE.open(encoding="ascii", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = tuple(_format_key(row) for row in rows)
    lesser = []
    for row in rows:
        if row["lesser"] and row["lesser"] not in keys:
            raise ValueError(f"charges.csv: lesser charge {row['lesser']} of {_format_key(row)} is not in the table")
        lesser.append(keys.index(row["lesser"]) if row["lesser"] else -1)
    spelled = [row["spellings"].split("|") for row in rows]
    texts = [text for spellings in spelled for text in spellings]
    words = [spellings[0].split(f"{row['code_book']}-", 1)[1] for row, spellings in zip(rows, spelled, strict=True)]
    starts: list[int] = []
    for group in (
        [
            form.format(code=_format_code(r), words=w)
            for r, w in zip(rows, words, strict=True)
            for form in _COMMENT_FORMS
        ],
        [f"ALSO CHRG {_format_code(row)}" for row in rows],
        wording.UNPARSABLE_CHARGES,
        wording.APPLICANT_CHARGES,
        wording.BENIGN_COMMENTS,
        (wording.REGISTRATION_CHARGE,),
        ("SEE COMMENT FOR CHARGE",),
        ("",),
        wording.BURGLARY_DEGREES,
    ):
        starts.append(len(texts))
        texts.extend(group)
    counts = np.array([len(spellings) for spellings in spelled], dtype=np.int64)
    shares = np.array([_parse_level_mix(row["levels"]) for row in rows], dtype=np.float64)
    shown = pl.DataFrame(
        {
            name: [row[name] or None for row in rows]
            for name in ("code_book", "section", "subdivisions", "prefix", "further_section")
        },
        schema=dict.fromkeys(("code_book", "section", "subdivisions", "prefix", "further_section"), pl.String),
    ).with_columns(code=pl.Series([_format_code(row) for row in rows]))
    return Charges(
        keys, shown, _parse_eras(rows), shares[:, 0], shares[:, 1], np.array(lesser, dtype=np.int64),
        np.array([row["section"] in _MARIJUANA for row in rows], dtype=np.int64),
        np.array([key in _PROP47 for key in keys], dtype=np.int64),
        np.array([key in _FOR_LIFE for key in keys], dtype=np.int64),
        np.cumsum(counts) - counts, counts, pl.Series(texts), *starts,
    )  # fmt: skip
