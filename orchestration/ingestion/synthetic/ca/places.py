"""Places and agencies: the 58 counties with DOJ codes and population weights (2020 census), and places outside the
state.

Agency codes are invented.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from orchestration.ingestion.synthetic.ca.counter import Floats, Ints, accumulate_weights

_POPULATION: dict[str, int] = {
    "ALAMEDA": 1682353, "ALPINE": 1204, "AMADOR": 40474, "BUTTE": 211632, "CALAVERAS": 45292, "COLUSA": 21839,
    "CONTRA COSTA": 1165927, "DEL NORTE": 27743, "EL DORADO": 191185, "FRESNO": 1008654, "GLENN": 28917,
    "HUMBOLDT": 136463, "IMPERIAL": 179702, "INYO": 19016, "KERN": 909235, "KINGS": 152486, "LAKE": 68163,
    "LASSEN": 32730, "LOS ANGELES": 10014009, "MADERA": 156255, "MARIN": 262321, "MARIPOSA": 17131,
    "MENDOCINO": 91601, "MERCED": 281202, "MODOC": 8700, "MONO": 13195, "MONTEREY": 439035, "NAPA": 138019,
    "NEVADA": 102241, "ORANGE": 3186989, "PLACER": 404739, "PLUMAS": 19790, "RIVERSIDE": 2418185,
    "SACRAMENTO": 1585055, "SAN BENITO": 64209, "SAN BERNARDINO": 2181654, "SAN DIEGO": 3298634,
    "SAN FRANCISCO": 873965, "SAN JOAQUIN": 779233, "SAN LUIS OBISPO": 282424, "SAN MATEO": 764442,
    "SANTA BARBARA": 448229, "SANTA CLARA": 1936259, "SANTA CRUZ": 270861, "SHASTA": 182155, "SIERRA": 3236,
    "SISKIYOU": 44076, "SOLANO": 453491, "SONOMA": 488863, "STANISLAUS": 552878, "SUTTER": 99633, "TEHAMA": 65829,
    "TRINITY": 16112, "TULARE": 473117, "TUOLUMNE": 55620, "VENTURA": 843843, "YOLO": 216403, "YUBA": 81575,
}  # fmt: skip

COUNTIES: tuple[str, ...] = tuple(_POPULATION)
"""County names in upper case, in the order of the DOJ code (01 … 58): place n is code n+1."""

OUT_OF_STATE, FEDERAL, BLANK = 58, 59, 60
_OTHER_PLACES = ("OUT OF STATE", "FEDERAL", "")

POLICE, SHERIFF, COURT, JUVENILE_COURT, PROBATION, CUSTODY, LICENSING = range(7)
_AGENCIES = 7
_ORI_ENDS = ("0100", "0000", "015J", "045J", "013G", "017C", "0A10")  # 0000 is the sheriff


def format_place(place: int) -> str:
    """Return the text of STP_ORI_CNTY_NAME for a place number."""
    return COUNTIES[place] if place < len(COUNTIES) else _OTHER_PLACES[place - len(COUNTIES)]


def list_place_names() -> pl.Series:
    """List all place names by place number (61 texts; the blank county is null)."""
    return pl.Series([format_place(place) or None for place in range(len(COUNTIES) + 3)], dtype=pl.String)


def _format_agency(place: int, agency: int) -> str:
    name = format_place(place)
    if place == OUT_OF_STATE:
        return f"NV00{agency}0000,NVPD SILVERDALE,,{name}"
    if place == FEDERAL:
        return f"USFBI{agency}000,USDC EASTERN,,{name}"
    if place == BLANK:
        return f",CASO UNKNOWN{agency},,"
    code = place + 1
    description = (
        f"CAPD{name}", f"CASO{name}", f"CASC {name}", f"CAJC {name} JUVENILE COURT", f"CAPB {name} PROBATION",
        f"CACJ {name}", f"CAAP {name}",
    )[agency]  # fmt: skip
    return f"CA{code:03d}{_ORI_ENDS[agency]},{description},{code:02d},{name}"


def list_agency_columns() -> pl.Series:
    """List columns STP_ORI_CODE … STP_ORI_CNTY_NAME as one text, by place number times 7 plus agency."""
    return pl.Series([_format_agency(p, a) for p in range(len(COUNTIES) + 3) for a in range(_AGENCIES)])


def index_agency(places: Ints, agencies: Ints) -> Ints:
    """Return positions in ``list_agency_columns``."""
    return places * _AGENCIES + agencies


@dataclass(frozen=True)
class Territory:
    """The counties of a sample: place numbers (ascending) and their cumulative weights."""

    places: Ints
    shares: Floats

    @property
    def names(self) -> tuple[str, ...]:
        """County names, in the order of ``places``."""
        return tuple(COUNTIES[int(place)] for place in self.places)


def select_territory(counties: Sequence[str] | None) -> Territory:
    """Select all 58 counties, or a subset by upper-case name.

    Raises:
        ValueError: A county is unknown or repeated, or there is none.
    """
    names = list(COUNTIES if counties is None else counties)
    unknown = [name for name in names if name not in _POPULATION]
    if unknown or not names or len(set(names)) != len(names):
        raise ValueError(f"counties must be different names in upper case, as in {COUNTIES[0]!r}; not known: {unknown}")
    places = np.sort(np.array([COUNTIES.index(name) for name in names], dtype=np.int64))
    return Territory(places, accumulate_weights([_POPULATION[COUNTIES[int(place)]] for place in places]))
