"""Acts of a person as assets: approvals without a workbook, holds set and released, orders told of single lines, what
counsel decided.

What belongs here: calling the same steps as ``lookback file approve``, ``hold``, ``release``, ``event`` and
``counsel close``, and what the UI shows of them: counts. What does not: the steps. Dagster keeps the configuration of a
run for ever, so words about a person never stand in it: they are read from a file, and lie with the evidence.
"""

from pathlib import Path

import dagster as dg
from pydantic import Field

from orchestration.defs.keys import (
    APPROVALS,
    COUNSEL,
    HOLDS,
    ORDERS,
    PROPOSED_LINES,
    RECHECKED,
    RELEASED_HOLDS,
    SUBMITTED_BATCHES,
)
from orchestration.defs.ledger import LedgerConfig, where_lines_stand
from orchestration.defs.step import step
from orchestration.files.tables import TableFileError
from orchestration.filing.batches.approval import approve_lines
from orchestration.filing.batches.candidates import Selection
from orchestration.filing.batches.holds import release_hold, set_hold
from orchestration.filing.ledger.holds import KINDS
from orchestration.filing.ledger.signatories import named
from orchestration.filing.monitoring.counsel import DECISIONS, close_matters
from orchestration.filing.responses.orders import NEEDS, Told, lines_named, tell
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.errors import no_values_in_errors

BY = "Your name: who answers for it. It stands in the ledger for ever."


class ApprovalConfig(LedgerConfig):
    """Which lines are approved, and why."""

    remedy: str = Field(default="", description="Only lines of this remedy, like prop64_statutory. Empty: all.")
    reason: str = Field(
        default="",
        description="Why all that are meant are approved at once. It stays in the history of runs: name nobody.",
    )
    lines: list[str] = Field(default=[], description="Only these lines, by id. Then no reason is needed.")
    silence: bool = Field(
        default=False, description="Only lines about which no reviewer spoke, where the law allows that."
    )
    one_person: bool = Field(default=False, description="For demonstrations: who proposed may approve.")

    def selection(self) -> Selection:
        """The lines that are meant."""
        meant = super().selection()
        return Selection(meant.county_name, meant.relief, self.remedy.strip() or None)


class HoldConfig(dg.Config):
    """What is stopped, and why."""

    by: str = Field(description=BY, min_length=1)
    by_what: str = Field(description=f"What the hold is by: one of {', '.join(KINDS)}.")
    which: str = Field(
        default="",
        description="Which one: a county, a table and key like 'reasons prop64_58_1', a person's id, a remedy. Empty: "
        "all.",
    )
    reason: str = Field(description="Why; it is shown wherever the hold stops something. Name nobody.", min_length=1)


class ReleaseConfig(dg.Config):
    """Which hold need not stand any longer, and why."""

    by: str = Field(description=BY, min_length=1)
    hold_id: str = Field(description="Id of the hold, as `lookback file status` shows it.")
    reason: str = Field(description="Why it need not stand any longer. Name nobody.", min_length=1)


class OrderConfig(dg.Config):
    """What came to single lines outside a batch. Words lie in files: the configuration of a run is never destroyed."""

    by: str = Field(description=BY, min_length=1)
    what: str = Field(description=f"What is told: one of {', '.join(NEEDS)}.")
    lines: list[str] = Field(default=[], description="Ids of the lines.")
    lines_file: str = Field(default="", description="A file with a column line_id, CSV or workbook, beside them.")
    on: str = Field(default="", description="Day of the order, like 2026-06-01.")
    order_file: str = Field(default="", description="A text file that says how the order is known: its number.")
    ground_file: str = Field(default="", description="A text file that says why, in words.")
    notice_on: str = Field(default="", description="Day the notice was given.")
    hearing_on: str = Field(default="", description="Day of the hearing.")


class CounselConfig(dg.Config):
    """What counsel decided of relief that was given and that the run would not give."""

    by: str = Field(description="Counsel's name: who decided. It stands in the ledger for ever.", min_length=1)
    report: str = Field(description="The report_to_counsel.csv that counsel decided on.", min_length=1)
    lines: list[str] = Field(default=[], description="Only these lines of the report, by id. Empty: all.")
    decision: str = Field(description=f"What was decided: one of {', '.join(DECISIONS)}.")
    on: str = Field(description="Day of the decision, like 2026-06-01.")
    reason_file: str = Field(description="A text file that says why, in words.", min_length=1)


@dg.multi_asset(
    name="approve_lines",
    specs=[
        dg.AssetSpec(
            APPROVALS,
            deps=[PROPOSED_LINES],
            kinds={"sqlite"},
            description="Lines approved for filing without a workbook: none under a hold, none on law that nobody "
            "signed, none by who proposed it. What cannot stand is counted with why.",
        )
    ],
)
def approvals(config: ApprovalConfig) -> dg.MaterializeResult:
    """Approve what waits and is meant, and tell what became of it."""
    with step(hands_out=True) as settings, open_warehouse(settings) as connection:
        done = approve_lines(
            settings,
            connection,
            config.selection(),
            by=named(config.by),
            line_ids=config.lines,
            reason=config.reason,
            silence=config.silence,
            one_person=config.one_person,
        )
    refused = "\n".join(f"| {why} | {count} |" for why, count in done.outcome.reasons())
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(done.outcome.approved),
            "waited for an approval": done.waiting,
            "not approved": dg.MetadataValue.md(f"| why | lines |\n|---|---|\n{refused}")
            if refused
            else dg.MetadataValue.text("none"),
            **where_lines_stand(settings),
        }
    )


@dg.multi_asset(
    name="hold_lines",
    specs=[
        dg.AssetSpec(
            HOLDS,
            kinds={"sqlite"},
            description="Holds: nothing of what they name is approved or filed until they are released. It waits for "
            "no run and asks no warehouse: it stops at once.",
        )
    ],
)
def holds(config: HoldConfig) -> dg.MaterializeResult:
    """Set a hold, and tell all that are in force."""
    with no_values_in_errors():
        settings = load_settings()
        hold_id, is_new = set_hold(settings, config.by_what, config.which, reason=config.reason, by=named(config.by))
        return dg.MaterializeResult(
            metadata={"hold": hold_id, "stood already": not is_new, **where_lines_stand(settings)}
        )


@dg.multi_asset(
    name="release_hold",
    specs=[
        dg.AssetSpec(
            RELEASED_HOLDS,
            deps=[HOLDS],
            kinds={"sqlite"},
            description="Holds that need not stand any longer: what they stopped goes its way again.",
        )
    ],
)
def released_holds(config: ReleaseConfig) -> dg.MaterializeResult:
    """Release a hold, and tell all that are still in force."""
    with no_values_in_errors():
        settings = load_settings()
        is_new = release_hold(settings, config.hold_id, reason=config.reason, by=named(config.by))
        return dg.MaterializeResult(
            metadata={"released": config.hold_id.strip(), "stood already": not is_new, **where_lines_stand(settings)}
        )


@dg.multi_asset(
    name="tell_orders",
    specs=[
        dg.AssetSpec(
            ORDERS,
            deps=[SUBMITTED_BATCHES],
            kinds={"sqlite"},
            description="What came to single lines outside a batch: vacated, reinstated, appealed, corrected, "
            "withdrawn, recorded and the like, for all lines that are named or for none. The same again writes "
            "nothing.",
        )
    ],
)
def orders(config: OrderConfig) -> dg.MaterializeResult:
    """Tell the ledger what came, and for how many lines it was new."""
    with no_values_in_errors():
        settings = load_settings()
        file = Path(config.lines_file) if config.lines_file else None
        told = Told(
            config.what.strip().lower().replace("-", "_"),
            named(config.by),
            config.on,
            _words(config.order_file),
            _words(config.ground_file),
            config.notice_on,
            config.hearing_on,
        )
        done = tell(
            told,
            lines_named(config.lines, file),
            ledger=settings.ledger,
            evidence=settings.evidence,
            lines_file=file,
        )
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": done.written,
                "told": told.kind.replace("_", " "),
                "stood already": done.known,
                **where_lines_stand(settings),
            }
        )


@dg.multi_asset(
    name="close_matters_of_counsel",
    specs=[
        dg.AssetSpec(
            COUNSEL,
            deps=[RECHECKED],
            kinds={"sqlite"},
            description="What counsel decided about relief that was given and that the run would not give, matter by "
            "matter. A matter stays closed until the run tells something else of its line. No relief is taken back "
            "by it.",
        )
    ],
)
def decisions_of_counsel(config: CounselConfig) -> dg.MaterializeResult:
    """Tell the ledger what counsel decided, and of how many matters it was new."""
    with no_values_in_errors():
        settings = load_settings()
        done = close_matters(
            Path(config.report),
            config.lines,
            decision=config.decision.strip().lower().replace("-", "_"),
            by=named(config.by),
            on=config.on.strip(),
            reason=" ".join(_words(config.reason_file).split()),
            ledger=settings.ledger,
            evidence=settings.evidence,
        )
        return dg.MaterializeResult(
            metadata={"dagster/row_count": done.written, "closed before": done.known, **where_lines_stand(settings)}
        )


def _words(path: str) -> str:
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        raise TableFileError(f"{Path(path).name}: must be a text file in UTF-8") from None
