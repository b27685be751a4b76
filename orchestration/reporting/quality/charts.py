"""Line drawings of the quality page as inline SVG. Coordinates are rounded, so equal figures give equal bytes."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT, EDGE = 220, 46, 6


def draw_line(shares: Sequence[float | None], label: str) -> Markup:
    """Draw shares (0 to 1) over runs, from zero to the largest; a run without the measure leaves a gap.

    ``label`` is the text alternative.
    """
    largest = max([share for share in shares if share is not None], default=0.0) or 1.0
    step = (WIDTH - 2 * EDGE) / max(len(shares) - 1, 1)
    points = [
        None
        if share is None
        else (round(EDGE + place * step, 1), round(HEIGHT - EDGE - share / largest * (HEIGHT - 2 * EDGE), 1))
        for place, share in enumerate(shares)
    ]
    parts = [f'<line class="ground" x1="0" x2="{WIDTH}" y1="{HEIGHT - EDGE}" y2="{HEIGHT - EDGE}"/>']
    for stretch in _split_at_gaps(points):
        if len(stretch) > 1:
            parts.append(f'<polyline points="{" ".join(f"{x},{y}" for x, y in stretch)}"/>')
    there = [point for point in points if point is not None]
    parts += [f'<circle cx="{x}" cy="{y}" r="{4 if (x, y) == there[-1] else 2}"/>' for x, y in there]
    return Markup('<svg class="line" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">{parts}</svg>').format(
        w=WIDTH, h=HEIGHT, label=label, parts=Markup("".join(parts))
    )


def _split_at_gaps(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    stretches: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            stretches.append([])
        else:
            stretches[-1].append(point)
    return stretches
