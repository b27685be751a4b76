"""Make the outlines of a state's counties from us-atlas, once; they are kept in ``shapes``, and runs download nothing.

Source: us-atlas 3.0.1, ``counties-10m.json`` (ISC), of the Census Bureau's cartographic boundary files (public
domain)::

    npm pack us-atlas@3.0.1 && tar xzf us-atlas-3.0.1.tgz
    python -m orchestration.reporting.site.shapes_from_atlas package/counties-10m.json FIPS shapes/STATE.csv

A line that two counties share is simplified once, so that no gap opens between them.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[float, float]
HEIGHT = 600
"""Units from the northernmost to the southernmost point."""
STRAIGHT = 1.2
"""Units by which a point may be off the line that replaces it."""
SMALLEST = 2.0
"""Square units: smaller islands are left out, unless a county has nothing larger."""


def build_shapes(atlas: Mapping[str, Any], state: str) -> list[tuple[str, str]]:
    """Build (FIPS code, SVG path) of each county of the state with this FIPS code."""
    counties = [one for one in atlas["objects"]["counties"]["geometries"] if one["id"].startswith(state)]
    polygons = {one["id"]: [one["arcs"]] if one["type"] == "Polygon" else one["arcs"] for one in counties}
    used = {at if at >= 0 else ~at for rings in polygons.values() for ring in rings for line in ring for at in line}
    degrees = {at: _decode_arc(atlas, at) for at in used}
    scaled = _scale(degrees)
    thin = {at: thin_line(line, STRAIGHT) for at, line in scaled.items()}
    paths = []
    for fips, parts in sorted(polygons.items()):
        rings = [_build_ring(ring, thin) for part in parts for ring in part]
        large = [ring for ring in rings if _compute_area(ring) >= SMALLEST] or [max(rings, key=_compute_area)]
        paths.append((fips, "".join("M" + "L".join(f"{x},{y}" for x, y in ring[:-1]) + "Z" for ring in large)))
    return paths


def _decode_arc(atlas: Mapping[str, Any], at: int) -> list[Point]:
    (kx, ky), (x0, y0) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    x = y = 0
    points = []
    for dx, dy in atlas["arcs"][at]:
        x, y = x + dx, y + dy
        points.append((x * kx + x0, y * ky + y0))
    return points


def _scale(lines: Mapping[int, Sequence[Point]]) -> dict[int, list[Point]]:
    """Convert degrees to units, north up, with longitude scaled as in the middle of the state."""
    every = [point for line in lines.values() for point in line]
    west, south, north = min(x for x, _ in every), min(y for _, y in every), max(y for _, y in every)
    unit = HEIGHT / (north - south)
    wide = unit * math.cos(math.radians((north + south) / 2))
    return {at: [((x - west) * wide, (north - y) * unit) for x, y in line] for at, line in lines.items()}


def thin_line(line: Sequence[Point], most: float) -> list[Point]:
    """Simplify the line: drop points within ``most`` of the line between those kept (Douglas and Peucker)."""
    if len(line) < 3:
        return list(line)
    (ax, ay), (bx, by) = line[0], line[-1]
    length = math.hypot(bx - ax, by - ay)
    away = [
        abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length if length else math.hypot(x - ax, y - ay)
        for x, y in line[1:-1]
    ]
    at = max(range(len(away)), key=away.__getitem__)
    if away[at] <= most:
        return [line[0], line[-1]]
    return [*thin_line(line[: at + 2], most)[:-1], *thin_line(line[at + 1 :], most)]


def _build_ring(arcs: Sequence[int], lines: Mapping[int, Sequence[Point]]) -> list[tuple[int, int]]:
    points: list[tuple[int, int]] = []
    for at in arcs:
        line = lines[at] if at >= 0 else lines[~at][::-1]
        for x, y in line:
            point = (round(x), round(y))
            if not points or points[-1] != point:
                points.append(point)
    return points


def _compute_area(ring: Sequence[tuple[int, int]]) -> float:
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairwise(ring))) / 2


def main(atlas: str, state: str, out: str) -> None:
    """Write the file of outlines."""
    rows = build_shapes(json.loads(Path(atlas).read_text(encoding="utf-8")), state)
    with Path(out).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("fips", "path"), *rows])


if __name__ == "__main__":
    main(*sys.argv[1:])
