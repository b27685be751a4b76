"""Discovery of deliveries: find and hash files, determine county and cut date, or refuse a file by name.

Delivered files are never changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from orchestration.ingestion.deliveries.column_map import ColumnMap
from orchestration.ingestion.deliveries.naming import (
    format_endings,
    is_called_like_a_delivery,
    match_county_prefix,
    parse_county_and_cut,
    strip_ending,
)
from orchestration.ingestion.deliveries.recognize import recognize_file
from orchestration.ingestion.deliveries.sidecar import read_sidecar
from orchestration.ingestion.layouts.layout import HISTORY, Layout
from orchestration.ingestion.layouts.refusal import Refusal, RefusedDeliveryError, format_file_name
from orchestration.ingestion.parsing.byte_stream import hash_file

__all__ = ["Delivery", "DeliveryGoneError", "Refusal", "find_again", "find_deliveries", "list_candidate_files"]

_TRUTH_FOLDER = "truth"
"""The sample generator writes its answers here, beside its deliveries."""

_MAPPED_FOLDER, _SAMPLE_MARK = "extract", Path(_TRUTH_FOLDER, "truth.json")
"""Where a sample, which has the mark, writes its charges a second time as the state's courts deliver them."""

_ID_LENGTH = 12

OTHER_CLAIM = "expected other content than"
"""Beginning of a refusal of bytes that the county already delivered for another cut."""

_DEEPEST_FOLDER = 32
"""Folders inside one another that are searched below a named one."""

_FILES_AT_A_TIME = 2
"""Files hashed in parallel; hashing releases the interpreter lock."""


@dataclass(frozen=True)
class Delivery:
    """A delivered file.

    ``file_sha256``: hash of its bytes. ``county``: upper-case name, or the state's word for all of it. ``data_as_of``:
    cut date. ``kind``: history or another (``layout``). ``column_map`` and ``is_synthetic`` (everybody in the file is
    invented) come from its sidecar. ``has_bytes_of_another``: another county delivered the same bytes.
    """

    path: Path
    file_name: str
    file_sha256: str
    county: str
    data_as_of: date
    size_bytes: int
    kind: str = HISTORY
    column_map: ColumnMap | None = field(default=None, hash=False)
    is_synthetic: bool = False
    has_bytes_of_another: bool = False

    @property
    def sha256(self) -> str:
        """What the delivery is known by: the hash of its bytes or, with a column map or the bytes of another county, of
        these together."""
        parts = [self.file_sha256]
        parts += [self.column_map.sha256] if self.column_map else []
        parts += [self.county] if self.has_bytes_of_another else []
        return parts[0] if len(parts) == 1 else hashlib.sha256(" ".join(parts).encode()).hexdigest()

    @property
    def delivery_id(self) -> str:
        """First 12 hex digits of the hash."""
        return self.sha256[:_ID_LENGTH]


class DeliveryGoneError(RuntimeError):
    """A loaded file cannot be found again."""


def find_deliveries(
    paths: Sequence[Path], layout: Layout, data_as_of: date | None = None
) -> tuple[list[Delivery], list[Refusal]]:
    """Find deliveries among files and folders, sorted by county, cut date and name; and refuse what looks like one.

    Folders are searched with subfolders, except those called ``truth`` and a sample's ``extract``, for files with the
    layout's endings. Refused by name are folders without such files, links to folders, and files named after a county
    with another ending. The same bytes of one county twice are one delivery; if their cut dates or sidecars differ, the
    one with the older cut (then by name) is used and the other refused. Two counties may deliver the same bytes.
    ``data_as_of`` is the cut date of files that name none.
    """
    deliveries: list[Delivery] = []
    refusals = _refuse_empty_folders(paths, layout)
    with ThreadPoolExecutor(_FILES_AT_A_TIME) as executor:
        for examined in executor.map(
            lambda path: _try_delivery(path, layout, data_as_of), list_candidate_files(paths, layout)
        ):
            if isinstance(examined, Delivery):
                deliveries.append(examined)
            else:
                refusals.append(examined)
    by_content: dict[tuple[str, str], Delivery] = {}
    counties: dict[str, set[str]] = {}
    for delivery in sorted(deliveries, key=lambda one: (one.data_as_of, one.county, one.file_name, str(one.path))):
        others = counties.setdefault(delivery.file_sha256, set())
        if others and delivery.county not in others:
            delivery = replace(delivery, has_bytes_of_another=True)
        others.add(delivery.county)
        first = by_content.setdefault((delivery.file_sha256, delivery.county), delivery)
        if _format_claim(first) != _format_claim(delivery):
            refusals.append(
                Refusal(
                    delivery.file_name,
                    delivery.path,
                    f"{OTHER_CLAIM} {first.file_name} ({_format_claim(first)}), found "
                    f"the same bytes under {_format_claim(delivery)}",
                )
            )
    found = sorted(by_content.values(), key=lambda one: (one.county, one.data_as_of, one.file_name, one.sha256))
    refusals = [refusal for refusal in refusals if not _is_one_of(refusal, found, layout)]
    return found, sorted(refusals, key=lambda one: (one.file_name, str(one.path), one.reason))


def _format_claim(delivery: Delivery) -> str:
    """What is said of the bytes of a file of a county, which may be said but once."""
    said = f"{delivery.county}, {delivery.data_as_of}"
    if delivery.column_map:
        said += f", column map {delivery.column_map.sha256[:_ID_LENGTH]}"
    return f"{said}, synthetic" if delivery.is_synthetic else said


def _is_one_of(refusal: Refusal, found: Sequence[Delivery], layout: Layout) -> bool:
    """Return whether a refused file is a copy of a delivery under a less specific name (``… (1).csv``), so nothing is
    lost."""
    try:
        county = match_county_prefix(refusal.path.name, layout)
        same_size = {
            one.file_sha256
            for one in found
            if one.size_bytes == refusal.path.stat().st_size and county in (None, one.county)
        }
        return (
            bool(same_size)
            and strip_ending(refusal.path.name, layout) is not None
            and not refusal.reason.startswith(OTHER_CLAIM)
            and refusal.path.is_file()
            and hash_file(refusal.path) in same_size
        )
    except OSError:
        return False


def find_again(paths: Sequence[Path], layout: Layout, names: Mapping[str, str]) -> dict[str, Path]:
    """Find delivered files by SHA-256. ``names`` has the file name of each SHA-256; only files of these names are
    hashed.

    Raises:
        DeliveryGoneError: A file is gone or has other bytes.
    """
    wanted = set(names.values())
    found: dict[str, Path] = {}
    for path in list_candidate_files(paths, layout):
        if format_file_name(path) in wanted and path.is_file():
            found.setdefault(hash_file(path), path)
    for sha256, name in names.items():
        if sha256 not in found:
            raise DeliveryGoneError(f"{name} is no longer where deliveries are looked for, or has other bytes now")
    return {sha256: found[sha256] for sha256 in names}


def list_candidate_files(paths: Sequence[Path], layout: Layout) -> list[Path]:
    """List the named files, and the files with a delivery's ending below named folders, without repetition, sorted."""
    found: dict[Path, Path] = {}
    for path in paths:
        for candidate in _walk_folder(path, layout) if _is_folder(path, layout) else [path]:
            found.setdefault(candidate.absolute(), candidate)
    return [found[key] for key in sorted(found)]


def _is_folder(path: Path, layout: Layout) -> bool:
    return path.is_dir() and strip_ending(path.name, layout) is None


def _refuse_empty_folders(paths: Sequence[Path], layout: Layout) -> list[Refusal]:
    reason = f"expected files that end with {format_endings(layout)} in the folder, found none"
    return [
        Refusal(format_file_name(path), path, reason)
        for path in dict.fromkeys(paths)
        if _is_folder(path, layout) and next(_walk_folder(path, layout), None) is None
    ]


def _walk_folder(folder: Path, layout: Layout) -> Iterator[Path]:
    to_do = [(folder, 0)]
    while to_do:
        folder, depth = to_do.pop()
        try:
            entries = sorted(folder.iterdir())
            folders = {entry for entry in entries if entry.is_dir()}
        except OSError:
            yield folder  # to be refused by name
            continue
        names = [entry.name for entry in entries if strip_ending(entry.name, layout) is not None]
        for entry in entries:
            if strip_ending(entry.name, layout) is not None:
                yield entry
            elif entry not in folders:
                beside_another = any(entry.name.startswith(f"{name}.") for name in names)  # a checksum or signature
                if is_called_like_a_delivery(entry.name, layout) and not beside_another:
                    yield entry  # to be refused by name
            elif entry.name != _TRUTH_FOLDER and not _is_mapped_sample(entry):
                if entry.is_symlink() or depth == _DEEPEST_FOLDER:
                    yield entry  # to be refused by name: a link may lead anywhere, or in a circle
                else:
                    to_do.append((entry, depth + 1))


def _is_mapped_sample(folder: Path) -> bool:
    return folder.name == _MAPPED_FOLDER and (folder.parent / _SAMPLE_MARK).is_file()


def _try_delivery(path: Path, layout: Layout, data_as_of: date | None) -> Delivery | Refusal:
    try:
        return _read_delivery_head(path, layout, data_as_of)
    except RefusedDeliveryError as error:
        return error.refusal


def _read_delivery_head(path: Path, layout: Layout, data_as_of: date | None) -> Delivery:
    """Identify one file as a delivery.

    Raises:
        RefusedDeliveryError: It is none.
    """
    try:
        if path.is_dir():
            has_ending = strip_ending(path.name, layout) is not None
            folder = f"a folder that can be read, at most {_DEEPEST_FOLDER} folders down, found another"
            what = "a file, found a directory" if has_ending else folder
            if path.is_symlink() and not has_ending:
                what = "a folder, found a link to one: name the folder itself"
            raise RefusedDeliveryError(path, f"expected {what}")
        if not path.exists():
            what = "a link that leads nowhere" if path.is_symlink() else "nothing of that name"
            raise RefusedDeliveryError(path, f"expected a file or a folder, found {what}")
        if not path.is_file():
            raise RefusedDeliveryError(path, "expected a file, found something else (a pipe, a device)")
        if strip_ending(path.name, layout) is None:
            raise RefusedDeliveryError(
                path, f"expected a name that ends with {format_endings(layout)}, found another ending"
            )
        sidecar = read_sidecar(path)
        kind = recognize_file(path, layout, sidecar.column_map).layout.kind
        county, cut_date = parse_county_and_cut(path, layout.of_kind(kind), sidecar, data_as_of)
        return Delivery(
            path,
            format_file_name(path),
            hash_file(path),
            county,
            cut_date,
            path.stat().st_size,
            kind,
            sidecar.column_map,
            sidecar.is_synthetic,
        )
    except OSError as error:
        raise RefusedDeliveryError(path, f"expected a readable file, found: {error.strerror}") from None
