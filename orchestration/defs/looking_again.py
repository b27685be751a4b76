"""Lines looked at again as assets: how long they wait, what landed, what the law of then and of now say.

What belongs here: calling the same steps as ``lookback file ageing``, ``landed``, ``recheck``, ``sample`` and
``sample-result``, and what the UI shows of them: counts and places. What does not: the steps (``after_filing``,
``filing_commands.rechecking``). The ledger is read alone; taking in what a delivery shows is a person's act, by
``lookback file landed --by``.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from pydantic import Field

from orchestration.defs.keys import (
    AGEING,
    ANSWERS,
    BLIND_SAMPLE,
    BLIND_SAMPLE_RESULT,
    DELIVERIES,
    LANDED,
    RECHECKED,
    STATE,
    SUBMITTED_BATCHES,
)
from orchestration.defs.step import step
from orchestration.files.tables import format_csv, write_new_file
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.ageing import COLUMNS, ageing
from orchestration.filing.monitoring.audit_agreement import COLUMNS as OF_A_RESULT
from orchestration.filing.monitoring.audit_agreement import disagreements
from orchestration.filing.monitoring.audit_workbook import read_readings, sample_for_a_reader
from orchestration.filing.monitoring.current_state import read_landings
from orchestration.filing.monitoring.recheck import recheck_lines, write_recheck
from orchestration.filing.monitoring.reconcile_record import STILL_SHOWN, WORDS, list_for_the_state
from orchestration.law.time_zone import today
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.errors import no_values_in_errors


class SampleConfig(dg.Config):
    """What is drawn, and where it lies."""

    seed: int = Field(description="The same seed draws the same.")
    out: str = Field(description="A new folder for what the reader gets.", min_length=1)
    key: str = Field(description="A new file, elsewhere: what we decided. Not for the reader.", min_length=1)
    number: int = Field(default=300, ge=1, description="How many determinations.")
    county: str = Field(default="", description="Only of this county, as the state writes it. Empty: all.")
    remedy: str = Field(default="", description="Only of this remedy, like prop64_statutory. Empty: all.")


class SampleResultConfig(dg.Config):
    """What came back, and what we had decided."""

    file: str = Field(description="The workbook as the reader filled it in.", min_length=1)
    key: str = Field(description="The key of the sample.", min_length=1)
    out: str = Field(default="", description="Write it as a table too, to this new file. Empty: no file.")


class LandedConfig(dg.Config):
    """After how many days a delivery should show what was given."""

    days: int = Field(default=60, ge=0, description="After so many days a delivery should show what was given.")


@contextmanager
def _settings() -> Iterator[Settings]:
    # (These open the warehouse themselves, and hold the state's lock only where they build a law of then beside it.)
    with no_values_in_errors():
        yield load_settings()


@dg.asset(
    key=AGEING,
    deps=[SUBMITTED_BATCHES, ANSWERS],
    kinds={"csv"},
    description="How long lines have waited, and on whom: on a reviewer, a prosecutor, a court, the department or the "
    "state's record; by what became of them so far, county and remedy.",
)
def waiting_lines() -> dg.MaterializeResult:
    """Count the days until today."""
    with _settings() as settings, open_ledger(settings.ledger, create=False) as ledger:
        day = today(settings)
        waiting = ageing(ledger, day)
        events, _ = ledger.last()
        path = settings.ledger.parent / "ageing" / f"{day}-{events}.csv"
        write_new_file(path, format_csv(COLUMNS, (list(vars(one).values()) for one in waiting)))
    rows = "\n".join(
        f"| {one.state.replace('_', ' ')} | {one.county_name} | {one.waits_on} | {one.lines:,} "
        f"| {one.median_days:,.1f} | {one.oldest_days:,} |"
        for one in waiting
    )
    heading = (
        "| state of the line | county | waits on | lines | days in the middle | oldest |\n|---|---|---|---|---|---|\n"
    )
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": sum(one.lines for one in waiting),
            "days until": day.isoformat(),
            "what waits": dg.MetadataValue.md(heading + rows),
            "file": dg.MetadataValue.path(str(path)),
        }
    )


@dg.asset(
    key=LANDED,
    deps=[ANSWERS, DELIVERIES],
    kinds={"csv"},
    description="Whether the newest delivery shows the relief that was given: what it still shows without it becomes a "
    "list for the state. Restricted: the list is about people.",
)
def landed_relief(config: LandedConfig) -> dg.MaterializeResult:
    """Compare what was given with what is told; take nothing in."""
    with _settings() as settings:
        found = read_landings(settings, config.days)
        landings, count = found.landings, Counter(one.word for one in found.landings)
        path = settings.ledger.parent / "landed" / f"{found.at_hand}-{config.days}-days.csv"
        if count[STILL_SHOWN]:
            write_new_file(path, list_for_the_state(landings))
    rows = "\n".join(f"| {words} | {count[word]:,} |" for word, words in WORDS.items())
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": count[STILL_SHOWN],
            "what was looked at": dg.MetadataValue.md(f"| what | lines |\n|---|---|\n{rows}"),
            "list for the state": dg.MetadataValue.path(str(path))
            if count[STILL_SHOWN]
            else dg.MetadataValue.text("none is needed"),
        }
    )


@dg.asset(
    key=RECHECKED,
    deps=[SUBMITTED_BATCHES, ANSWERS, dg.AssetKey([STATE, "marts", "filing_lines"])],
    kinds={"csv"},
    description="Every line that was filed or held back, decided again by the law of then and the law of now, with "
    "the cause where the answer is another one. Restricted: the files are about people. Nothing is withdrawn by it.",
)
def rechecked_lines() -> dg.MaterializeResult:
    """Decide them again, and tell how many are as they were."""
    with _settings() as settings:
        again = recheck_lines(settings)
        folder = settings.ledger.parent / "rechecks" / again.at_hand
        write_recheck(again.verdicts, folder, again.never_proposed, again.not_as_then())
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(again.verdicts),
            "what was found": dg.MetadataValue.md(
                "\n".join(f"- {' '.join(line.split())}" for line in again.in_words())
            ),
            "folder": dg.MetadataValue.path(str(folder)),
        }
    )


@dg.asset(
    key=BLIND_SAMPLE,
    deps=[dg.AssetKey([STATE, "marts", table]) for table in ("determinations", "arrest_determinations", "timelines")],
    kinds={"xlsx"},
    description="Determinations drawn by remedy and race for a human reader who does not know what we decided, with "
    "their records; the key lies elsewhere. Restricted: the files are about people.",
)
def blind_sample(config: SampleConfig) -> dg.MaterializeResult:
    """Draw and write them; how many."""
    with step() as settings, open_warehouse(settings) as connection:
        drawn, questions, records = sample_for_a_reader(
            settings,
            connection,
            Path(config.out),
            Path(config.key),
            number=config.number,
            seed=config.seed,
            county_name=config.county.strip().upper() or None,
            remedy_id=config.remedy.strip() or None,
        )
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": drawn,
            "seed": config.seed,
            "for the reader": dg.MetadataValue.path(str(questions)),
            "the records": dg.MetadataValue.path(str(records)),
            "the key, not for the reader": dg.MetadataValue.path(config.key),
        }
    )


@dg.asset(
    key=BLIND_SAMPLE_RESULT,
    deps=[BLIND_SAMPLE],
    kinds={"csv"},
    description="How often the human reader of a blind sample decided otherwise than we did, by remedy and by race, "
    "with the rates between which that lies. What was not read is counted as not read.",
)
def blind_sample_result(config: SampleResultConfig) -> dg.MaterializeResult:
    """Compare what was read with the key."""
    with no_values_in_errors():
        readings, unread, wrong = read_readings(Path(config.file), Path(config.key))
        found = disagreements(readings)
        if config.out:
            write_new_file(Path(config.out), format_csv(OF_A_RESULT, (list(vars(one).values()) for one in found)))
    rows = "\n".join(
        f"| {one.group} | {one.read:,} | {one.disagree:,} | {one.for_relief:,} | {one.against_relief:,} "
        f"| {one.rate:.1%} | {one.low:.1%} to {one.high:.1%} |"
        for one in found
    )
    heading = "| group | read | differ | for relief | against | rate | 95 % between |\n|---|---|---|---|---|---|---|\n"
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(readings),
            "not read": unread,
            "not counted": len(wrong),
            "why not counted": "; ".join(f"{where}: {why}" for where, why in wrong.items()) or "none",
            "what was found": dg.MetadataValue.md(heading + rows),
        }
    )
