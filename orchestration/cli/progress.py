"""Progress of commands that take longer than a few seconds: each step, how long it takes, how long it took."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.status import Status

from orchestration.files.steps import listen_to_steps
from orchestration.settings import Settings

STEPS = {
    "take_in": ("Read deliveries", 4),
    "intake_gate": ("Check what was read", 2),
    "build_staging": ("Read words, build people, apply the law", 25),
    "staging_gate": ("Check the cleaned rows", 1),
    "build_intermediate": ("Gather people, cases and charges", 1),
    "intermediate_gate": ("Check people, cases and charges", 1),
    "build_rules": ("Gather what the law gives", 1),
    "rules_gate": ("Check what the law gives", 1),
    "build_marts": ("Build lists and figures", 5),
    "marts_gate": ("Check lists and figures", 1),
    "write_batches": ("Write county batches", 3),
    "results": ("Write results", 2),
    "figures": ("Count figures with the ledger", 10),
    "release": ("Round figures and protect small counts", 5),
    "site": ("Write files and pages of the release", 5),
    "submit": ("Write and record batches", 10),
    "recheck": ("Compare filed lines", 3),
    "scenario": ("Apply the changed law", 20),
    "questions": ("Work out what answers of counsel would change", 60),
    "question": ("Answer the question", 5),
    "build_on_demand": ("Work out what answers would change", 15),
}
"""What each step does, and how many seconds it takes on the shipped sample, until this home knows better."""
STEPS_OF_A_RUN = list(STEPS)[: list(STEPS).index("results") + 1]
SECONDS_PER_GIGABYTE = 155
"""What a run takes for each gigabyte of deliveries: 60 seconds for a million rows (docs/reference/what_it_costs.md)."""
OWN_DISPLAY = {"take_in"}
"""Steps that show a bar for each file."""
SECONDS_FILE = "step_seconds.json"


class StepPrinter:
    """Prints each step when it ended; on a terminal also the one that runs, with the time it took last.

    Args:
        times: file with the seconds that steps took last in this home.
        steps: those that will come, for an estimate of the whole when the first starts.
        data_bytes: size of what they read, for the estimate of steps that this home never took.
    """

    def __init__(self, console: Console, times: Path, steps: Sequence[str] = (), data_bytes: int = 0) -> None:
        self._console, self._times = console, times
        self._last = _read_times(times)
        on_sample = sum(STEPS[step][1] for step in steps)
        self._times_sample = 1 + data_bytes / 1e9 * SECONDS_PER_GIGABYTE / on_sample if on_sample else 1.0
        self._coming = sum(map(self.expect, steps))
        self._status: Status | None = None

    def expect(self, step: str) -> float:
        """Estimate the seconds of a step: as last in this home, else as on the sample and for the data beside."""
        return self._last.get(step, STEPS[step][1] * self._times_sample)

    def start(self, step: str) -> None:
        """Show what runs."""
        if self._coming:
            self._print(f"This takes about {_format_seconds(self._coming)}.")
            self._coming = 0
        if step in STEPS and step not in OWN_DISPLAY and self._console.is_terminal:
            self._status = self._console.status(f"{STEPS[step][0]}, about {self.expect(step):.0f} s")
            self._status.start()

    def end(self, step: str, seconds: float | None) -> None:
        """Print how long a step took, and keep it for the next estimate."""
        if self._status is not None:
            self._status.stop()
            self._status = None
        if seconds is None or step not in STEPS:
            return
        self._last[step] = round(seconds, 1)
        self._print(f"{STEPS[step][0]:<42}{seconds:>6.1f} s")
        if self._times.parent.is_dir():
            self._times.write_text(json.dumps(self._last, indent=1, sort_keys=True), encoding="utf-8")

    def tell(self, line: str) -> None:
        """Show how far a step is."""
        self._print(line)

    def _print(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def show_steps(settings: Settings, *steps: str, data_bytes: int = 0) -> Iterator[None]:
    """Show the steps of the block on stderr; ``steps`` are those that will come, ``data_bytes`` what they read."""
    times = settings.log_file.with_name(SECONDS_FILE)
    with listen_to_steps(StepPrinter(Console(stderr=True), times, steps, data_bytes)):
        yield


def _format_seconds(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 100 else f"{seconds / 60:.0f} minutes"


def _read_times(path: Path) -> dict[str, float]:
    try:
        return {step: float(seconds) for step, seconds in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
