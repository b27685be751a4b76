"""County and cut date of a file, from its sidecar, its name or an option, in this order. Never guessed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from orchestration.ingestion.deliveries.sidecar import SIDECAR_ENDING, Sidecar
from orchestration.ingestion.layouts.layout import Layout
from orchestration.ingestion.layouts.refusal import RefusedDeliveryError, format_file_name

_PACKINGS = ("", ".gz", ".zst")
_NAME = re.compile(r"(?P<county>.*?)(?:[_\s-](?P<cut>\d{8}|\d{4}-\d{2}-\d{2}))?", re.DOTALL)

_COUNTY_AND_MORE = re.compile(r"(?P<county>\D*?)[_\s-]*(?P<rest>[\d(].*)", re.DOTALL)
_BETWEEN = "_- \n\t"


def strip_ending(file_name: str, layout: Layout) -> str | None:
    """Strip a delivery's endings (``.csv``, ``.dat.gz`` …, any case) from a file name; None if it has none."""
    for ending in layout.endings:
        for packing in _PACKINGS:
            if file_name.lower().endswith(ending + packing):
                return file_name[: -len(ending + packing)]
    return None


def is_called_like_a_delivery(file_name: str, layout: Layout) -> bool:
    """Return whether a name without a delivery's ending has a county: ``kern_20260301.txt``, ``kern_20260301.csv.bz2``.

    ``layout`` is the state's. Hidden files and sidecars are excluded.
    """
    if file_name.startswith(".") or file_name.endswith(SIDECAR_ENDING) or strip_ending(file_name, layout) is not None:
        return False
    parts = _NAME.fullmatch(file_name.partition(".")[0])
    words = parts["county"] if parts else ""
    return any(
        layout.match_county(_strip_kind(words, kind)) is not None
        or (kind.of_whole_state and not _strip_kind(words, kind) and bool(words))
        for kind in (layout, *layout.others)
    )


def format_endings(layout: Layout) -> str:
    """Format the known endings for a message."""
    return f"{', '.join(layout.endings)} (or with .gz, .zst)"


def parse_county_and_cut(
    path: Path, layout: Layout, sidecar: Sidecar, data_as_of: date | None = None
) -> tuple[str, date]:
    """Return county (upper case, or the state's word for all of it) and cut date of a delivered file.

    The sidecar takes precedence over the name (``<county>_<YYYYMMDD or YYYY-MM-DD>.csv``), the name over
    ``data_as_of``. Kinds other than the history have the kind's words after the county; a kind that is always of the
    whole state can omit the county.

    Raises:
        RefusedDeliveryError: County or cut date is missing or invalid.
    """
    stem = strip_ending(path.name, layout)
    parts = _NAME.fullmatch(stem or "")
    in_sidecar = sidecar.county is not None
    county_words = sidecar.county if in_sidecar else _strip_kind(parts["county"] if parts else "", layout)
    is_told = bool(county_words) or not layout.of_whole_state
    county = layout.match_county(str(county_words)) if is_told else layout.whole_state
    if county is not None and layout.of_whole_state and county != layout.whole_state:
        raise RefusedDeliveryError(path, f"expected a {layout.called} of the whole state, found one of a county")
    if county is None and not in_sidecar and (rest := _rest_after_a_county(stem or "", layout)) is not None:
        raise RefusedDeliveryError(
            path, f"expected a cut date like _20260301 or _2026-03-01 behind the county in its name, found {rest!r}"
        )
    if county is None:
        source = "its sidecar" if in_sidecar else "its name"
        raise RefusedDeliveryError(
            path,
            f"expected a county of the state or {layout.whole_state.lower()} in {source}, found {str(county_words)!r}",
        )
    if sidecar.data_as_of is not None:
        return county, sidecar.data_as_of
    cut_words = parts["cut"] if parts else None
    if cut_words is None:
        if data_as_of is None:
            raise RefusedDeliveryError(
                path,
                f"expected a cut date in its name (_YYYYMMDD), in {format_file_name(path)}{SIDECAR_ENDING} or as "
                "--data-as-of, found none",
            )
        return county, data_as_of
    try:
        return county, date.fromisoformat(cut_words)
    except ValueError:
        raise RefusedDeliveryError(
            path, f"expected a cut date in its name, found {cut_words!r}, which is no date"
        ) from None


def match_county_prefix(file_name: str, layout: Layout) -> str | None:
    """Return the county that a name begins with, whatever its ending; None if it begins with none."""
    stem = strip_ending(file_name, layout) or file_name.partition(".")[0]
    rest = _rest_after_a_county(stem, layout)
    return layout.match_county(stem if rest is None else stem[: len(stem) - len(rest)].rstrip(_BETWEEN))


def _rest_after_a_county(stem: str, layout: Layout) -> str | None:
    """Return the rest of a name after county and kind if it begins with a digit or bracket, else None."""
    parts = _COUNTY_AND_MORE.fullmatch(stem)
    if parts is None or layout.match_county(_strip_kind(parts["county"], layout)) is None:
        return None
    return parts["rest"]


def _strip_kind(words: str, layout: Layout) -> str:
    """Strip the words of the kind of delivery: ``alameda_court_records`` gives ``alameda``."""
    if not layout.name_words:
        return words
    kind = layout.name_words.replace(" ", r"[\s_-]+")
    return re.sub(rf"(?:^|[\s_-]+){kind}(?=$|[\s_-])", " ", words, count=1, flags=re.IGNORECASE).strip(" _-")
