"""The county files of a sample: headers, line ends, row order, damaged lines, and line counts.

A chunk is written and released, so memory does not grow.
"""

import gzip
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, cast

import numpy as np
import polars as pl
from backports import zstd

from orchestration.ingestion.synthetic.ca import damage
from orchestration.ingestion.synthetic.ca.columns import COLUMNS
from orchestration.ingestion.synthetic.ca.counter import (
    Bools,
    Ints,
    Keys,
    choose_rate,
    derive,
    draw_below,
    draw_chance,
    draw_uniform,
)
from orchestration.ingestion.synthetic.ca.plan import Plan
from orchestration.ingestion.synthetic.ca.wording import LATIN1_BYTE, LATIN1_MARK

Compression = Literal["gzip", "zstd"] | None
_SUFFIX = {None: "", "gzip": ".gz", "zstd": ".zst"}
_SHUFFLE_ROWS, _SCATTER_ROWS = 300, 5000
_FEW_FILES = 5


@dataclass
class CountyFile:
    """One file being written. Counts are of physical lines; ``repaired`` is by kind of ``damage.REPAIRS``."""

    county: str
    path: Path
    handle: IO[bytes]
    has_header: bool
    has_bom: bool
    is_crlf: bool
    has_header_comma: bool
    has_header_quotes: bool
    is_shuffled: bool
    physical: int = 0
    accepted: int = 0
    rejected: int = 0
    repaired_lines: int = 0
    repaired: dict[str, int] = field(default_factory=lambda: dict.fromkeys(damage.REPAIRS, 0))
    text_bytes: int = 0

    def put(self, data: bytes | memoryview) -> None:
        """Append bytes."""
        self.handle.write(data)
        self.text_bytes += len(data)

    def write_header(self) -> None:
        """Write the byte order mark and the header, if this file has them."""
        if self.has_bom:
            self.put(b"\xef\xbb\xbf")
        if self.has_header:
            names = [f'"{name}"' for name in COLUMNS] if self.has_header_quotes else list(COLUMNS)
            end = ("," if self.has_header_comma else "") + ("\r\n" if self.is_crlf else "\n")
            self.put((",".join(names) + end).encode("ascii"))
            self.physical += 1


@dataclass(frozen=True)
class ChunkRows:
    """The rows of one chunk, grouped by person; all by row except ``pairs``.

    ``order``: position among the rows. ``pairs``: person * 64 + place for each county file of a person.
    """

    lines: pl.Series
    keys: Keys
    person: Ints
    order: Ints
    is_latin1: Bools
    person_keys: Keys
    pairs: Ints


def _choose_files_with_quirk(rate: float, keys: Keys, name: str, among: Bools) -> Bools:
    """Choose the files with a quirk: its share of ``among``, at least one of five or more files."""
    total = int(among.sum())
    wanted = round(rate * total)
    if rate > 0 and total >= _FEW_FILES:
        wanted = max(wanted, 1)
    ranks = np.where(among, draw_uniform(keys, name), 2.0)
    given = np.zeros(len(keys), dtype=np.bool_)
    given[np.argsort(ranks, kind="stable")[:wanted]] = True
    return given


class CountyFiles:
    """The open files of a sample, closed by the context manager."""

    def __init__(self, plan: Plan, out: Path, stamp: str, compress: Compression) -> None:
        """Open ``<county>_<stamp>.csv`` or ``.dat`` in ``out`` for each county; ``stamp`` is the cut date YYYYMMDD."""
        self._plan = plan
        self._places = plan.territory.places
        keys = derive(plan.root ^ 0xF11E, self._places)
        rates = plan.rates
        every = np.ones(len(keys), dtype=np.bool_)
        headed = ~_choose_files_with_quirk(rates.file_without_header, keys, "header", every)
        forms = (
            headed,
            _choose_files_with_quirk(rates.file_bom, keys, "bom", every),
            _choose_files_with_quirk(rates.file_crlf, keys, "crlf", every),
            _choose_files_with_quirk(rates.file_header_trailing_comma, keys, "header comma", headed),
            _choose_files_with_quirk(rates.file_header_quoted, keys, "header quotes", headed),
            _choose_files_with_quirk(rates.file_rows_shuffled, keys, "shuffled", every),
        )
        self._shuffled, self._crlf = forms[5], forms[2]
        endings = np.where(draw_below(keys, "ending", 2) == 0, "dat", "csv")
        self.files: list[CountyFile] = []
        self.scattered = 0
        for n, name in enumerate(plan.territory.names):
            path = out / f"{name.lower().replace(' ', '_')}_{stamp}.{endings[n]}{_SUFFIX[compress]}"
            self.files.append(CountyFile(name, path, _open_file(path, compress), *_select_form(forms, n)))
        self.quirks = dict.fromkeys(damage.ROW_QUIRKS, 0)
        for file in self.files:
            file.write_header()

    def __enter__(self) -> "CountyFiles":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self.files:
            file.handle.close()
        if error is None:
            sent = list_sendable([file.path for file in self.files if file.accepted])
            for file in self.files:
                if file.path not in sent:
                    file.path.unlink()
            self.files = [file for file in self.files if file.path in sent]

    def write(self, rows: ChunkRows) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Append a chunk to its files and return its malformed and its repaired lines."""
        row, file = self._arrange_rows(rows)
        key = derive(rows.keys[row], self._places[file])
        quirk = choose_rate(key, "line", [float(getattr(self._plan.rates, name)) for name in damage.ROW_QUIRKS])
        at = np.flatnonzero(quirk >= 0)
        numbers = draw_below(key[at], "form", 1_000_000)
        texts = [
            damage.alter_line(line, which, number)
            for line, which, number in zip(
                rows.lines.gather(row[at]).to_list(), quirk[at].tolist(), numbers.tolist(), strict=True
            )
        ]
        for which, name in enumerate(damage.ROW_QUIRKS):
            self.quirks[name] += int((quirk == which).sum())
        position = row.copy()
        position[at] = len(rows.lines) + np.arange(len(at))
        is_extra = quirk >= damage.OPEN_QUOTE
        extra = np.flatnonzero(is_extra)
        position[extra] = row[extra]  # the real line stays, followed by its damaged copy
        extra_pool = len(rows.lines) + np.flatnonzero(is_extra[at])
        position = np.insert(position, extra + 1, extra_pool)
        reason = np.insert(np.full(len(row), -1), extra + 1, quirk[extra])
        kept = np.where(is_extra, -1, quirk)
        repair = np.insert(kept, extra + 1, -1)
        latin1 = np.insert(rows.is_latin1[row], extra + 1, False)
        file = np.insert(file, extra + 1, file[extra])
        pool = pl.concat([rows.lines, pl.Series(texts, dtype=pl.String)])
        edges = np.searchsorted(file, np.arange(len(self.files) + 1))
        self._put(pool, position, file, edges)
        return self._account(file, edges, reason, repair, latin1)

    def _arrange_rows(self, rows: ChunkRows) -> tuple[Ints, Ints]:
        """Return (row, file) of every line, ordered by file and position in it."""
        rates = self._plan.rates
        person, place = rows.pairs // 64, rows.pairs % 64
        which = np.searchsorted(self._places, place).astype(np.int64)
        sizes = np.bincount(rows.person, minlength=len(rows.person_keys))
        starts = np.cumsum(sizes) - sizes
        held = sizes[person]
        row = np.repeat(starts[person], held) + np.arange(held.sum()) - np.repeat(np.cumsum(held) - held, held)
        file = np.repeat(which, held)
        rank = np.empty(len(rows.order), dtype=np.int64)
        rank[rows.order] = np.arange(len(rows.order))
        place_in_file = rank[row].astype(np.int64) * 8
        loose = draw_chance(derive(rows.person_keys[person], place), "scattered", rates.person_rows_scattered)
        self.scattered += int((loose & (held > 1)).sum())
        move = np.repeat(loose, held) & draw_chance(rows.keys[row], "moved", 0.5)
        place_in_file += np.where(move, 8 * draw_below(rows.keys[row], "scatter", _SCATTER_ROWS), 0)
        shuffled = self._shuffled[file]
        if shuffled.any():
            place_in_file += np.where(shuffled, draw_below(rows.keys[row], "shuffle", 8 * _SHUFFLE_ROWS), 0)
        order = np.argsort((file << 40) + place_in_file, kind="stable")
        return row[order], file[order]

    def _put(self, pool: pl.Series, position: Ints, file: Ints, edges: Ints) -> None:
        ends = pl.Series(["\n", "\r\n"]).gather(self._crlf[file].astype(np.int64))
        frame = pl.DataFrame({"line": pool.gather(position), "end": ends})
        text = frame.select(line=pl.concat_str("line", "end"))["line"].rechunk()
        array = text.to_arrow(compat_level=pl.CompatLevel.oldest())
        _, offset_buffer, data_buffer = array.buffers()
        offsets = np.frombuffer(offset_buffer, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
        data = np.frombuffer(data_buffer, dtype=np.uint8) if data_buffer is not None else np.zeros(0, dtype=np.uint8)
        marks = np.flatnonzero(data == ord(LATIN1_MARK))
        if len(marks):
            data = data.copy()
            data[marks] = LATIN1_BYTE
        view = memoryview(data.data)
        for number, target in enumerate(self.files):
            start, stop = offsets[edges[number]], offsets[edges[number + 1]]
            if stop > start:
                target.put(view[start:stop])

    def _account(
        self, file: Ints, edges: Ints, reason: Ints, repair: Ints, latin1: Bools
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        before = np.array([target.physical for target in self.files], dtype=np.int64)
        line = before[file] + 1 + np.arange(len(file)) - edges[file]
        rejected = reason >= 0
        repaired = (repair >= 0) | latin1
        for number, target in enumerate(self.files):
            here = slice(int(edges[number]), int(edges[number + 1]))
            bad = int(rejected[here].sum())
            target.physical += here.stop - here.start
            target.rejected += bad
            target.accepted += here.stop - here.start - bad
            target.repaired_lines += int(repaired[here].sum())
            target.repaired["trailing_comma"] += int((repair[here] == damage.TRAILING_COMMA).sum())
            target.repaired["control_byte"] += int((repair[here] == damage.CONTROL_BYTE).sum())
            target.repaired["latin1"] += int(latin1[here].sum())
        names = [target.path.name for target in self.files]
        bad_at = np.flatnonzero(rejected)
        malformed = _build_line_frame(
            names, file[bad_at], line[bad_at], "reason", [damage.REASONS[n] for n in reason[bad_at]]
        )
        kinds = [(repair == damage.TRAILING_COMMA), (repair == damage.CONTROL_BYTE), latin1]
        at = np.concatenate([np.flatnonzero(kind) for kind in kinds])
        words = [word for word, kind in zip(damage.REPAIRS, kinds, strict=True) for _ in range(int(kind.sum()))]
        return malformed, _build_line_frame(names, file[at], line[at], "kind", words).sort(
            "file", "line_number", "kind"
        )


def list_sendable(paths: Sequence[Path]) -> list[Path]:
    """The files but for those with the bytes of an earlier one: two counties that have the same few rows. Intake takes
    the same bytes once, and refuses the second claim."""
    size_count = Counter(path.stat().st_size for path in paths)
    seen: set[bytes] = set()
    sendable = []
    for path in paths:
        if size_count[path.stat().st_size] > 1:
            content = path.read_bytes()
            if content in seen:
                continue
            seen.add(content)
        sendable.append(path)
    return sendable


def flag_as_synthetic(paths: Sequence[Path]) -> None:
    """Say beside each file that everybody in it is invented, as intake reads it."""
    for path in paths:
        path.with_name(f"{path.name}.delivery.yml").write_text("synthetic: true\n", encoding="utf-8")


def _build_line_frame(names: Sequence[str], file: Ints, line: Ints, column: str, words: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"file": [names[n] for n in file], "line_number": line, column: words},
        schema={"file": pl.String, "line_number": pl.Int64, column: pl.String},
    )


def _select_form(
    forms: tuple[Bools, Bools, Bools, Bools, Bools, Bools], n: int
) -> tuple[bool, bool, bool, bool, bool, bool]:
    """Return the form of file ``n``: header, byte order mark, CRLF, comma and quotes in the header, shuffled rows."""
    header, bom, crlf, comma, quotes, shuffled = forms
    return bool(header[n]), bool(bom[n]), bool(crlf[n]), bool(comma[n]), bool(quotes[n]), bool(shuffled[n])


def _open_file(path: Path, compress: Compression) -> IO[bytes]:
    if compress == "gzip":  # no name and no time inside, so that the same content gives the same bytes
        return cast(IO[bytes], _Gzip(path))
    if compress == "zstd":
        return cast(IO[bytes], zstd.ZstdFile(path, "wb", level=3))
    return path.open("wb", buffering=1 << 20)


class _Gzip(gzip.GzipFile):
    """A gzip file that closes its underlying file."""

    def __init__(self, path: Path) -> None:
        self._under = path.open("wb")
        super().__init__(filename="", mode="wb", compresslevel=6, fileobj=self._under, mtime=0)

    def close(self) -> None:
        super().close()
        self._under.close()
