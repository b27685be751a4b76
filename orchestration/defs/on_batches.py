"""Further acts of a person as assets: what two courts tell, courts told later, a county's batch encrypted.

What belongs here: calling the same steps as ``lookback file told-twice``, ``tell-courts`` and ``encrypt``, and what the
UI shows of them: counts and places. What does not: the steps. Dagster keeps what it shows for ever, so cases that two
courts tell stand in a file beside the ledger, and never here. Destroying evidence by order has no job: it must leave
no trace but the one in the ledger.
"""

import dagster as dg
from pydantic import Field

from orchestration.cli.file_told_twice import in_words
from orchestration.defs.by_hand import BY
from orchestration.defs.keys import ENCRYPTED_BATCHES, FURTHER_COURTS_TOLD, STATE, SUBMITTED_BATCHES, TOLD_TWICE
from orchestration.defs.ledger import where_lines_stand
from orchestration.defs.step import step
from orchestration.files.tables import write_new_file
from orchestration.filing.batches.duplicate_reports import (
    EACH,
    decide,
    read_collisions,
    read_decisions_in_force,
    take_back,
)
from orchestration.filing.batches.encryption import encrypt_filed_batch
from orchestration.filing.batches.further_courts import tell_further_courts
from orchestration.filing.batches.submission_lock import submitting
from orchestration.filing.ledger.life_cycle import NotUsable
from orchestration.filing.ledger.signatories import named
from orchestration.filing.ledger.store import open_ledger
from orchestration.ingestion.deliveries.layout import load_layout
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.errors import no_values_in_errors
from orchestration.warehouse.open_run import run_shown

EVERY = "each"
"""Typed instead of a county: they are several convictions."""


class ToldTwiceConfig(dg.Config):
    """Which collision is decided, and how. Left empty, the list is written and nothing decided."""

    by: str = Field(default="", description=BY)
    collision: str = Field(default="", description="Id of the collision, as the list shows it. Empty: the list alone.")
    court: str = Field(
        default="",
        description=f"They are one conviction: file it as the court of this county tells it. Or the word {EVERY}: they "
        "are several convictions, and each is filed.",
    )
    take_back: bool = Field(default=False, description="Take the decision back; its lines wait again.")
    reason: str = Field(default="", description="Why. It stays in the ledger and the history of runs: name nobody.")


class FurtherCourtsConfig(dg.Config):
    """Who answers for it."""

    by: str = Field(description=BY, min_length=1)


class EncryptionConfig(dg.Config):
    """Which batch, to which key."""

    by: str = Field(description=BY, min_length=1)
    batch_id: str = Field(description="A filed batch: the name of its folder.", min_length=1)
    recipient: str = Field(description="The county's public key of age, like age1…. It is no secret.", min_length=1)


@dg.multi_asset(
    name="decide_told_twice",
    specs=[
        dg.AssetSpec(
            TOLD_TWICE,
            deps=[dg.AssetKey([STATE, "marts", "told_twice"])],
            kinds={"sqlite"},
            description="Convictions that two courts of one transferred case tell, and which of them a person has "
            "filed. Until somebody decides, none of them is proposed. Restricted: the list shows cases.",
        )
    ],
)
def told_twice(config: ToldTwiceConfig) -> dg.MaterializeResult:
    """Decide one collision, or take a decision back, where one is named; then write the list."""
    with step(hands_out=True) as settings, submitting(settings), open_warehouse(settings) as connection:
        meant, is_new = config.collision.strip().lower(), False
        if meant and config.take_back:
            take_back(settings, meant, reason=_on_one_line(config.reason), by=named(config.by))
            is_new = True
        elif meant:
            court = _court(settings.state, config.court)
            by, why = named(config.by), _on_one_line(config.reason)
            is_new = decide(settings, connection, meant, court, reason=why, by=by)
        with open_ledger(settings.ledger) as ledger:
            collisions, decisions = read_collisions(connection), read_decisions_in_force(ledger)
            events, _ = ledger.last()
        path = settings.ledger.parent / "told_twice" / f"{run_shown(connection).run_id}-{events}.txt"
        write_new_file(path, ("\n".join(in_words(collisions, decisions)) + "\n").encode())
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(collisions),
            "wait for a decision": sum(one.collision_id not in decisions for one in collisions),
            "decided or taken back now": is_new,
            "list": dg.MetadataValue.path(str(path)),
            **where_lines_stand(settings),
        }
    )


@dg.multi_asset(
    name="tell_further_courts",
    specs=[
        dg.AssetSpec(
            FURTHER_COURTS_TOLD,
            deps=[SUBMITTED_BATCHES, dg.AssetKey([STATE, "marts", "other_courts"])],
            kinds={"csv"},
            description="Notices to courts that a later list of transferred cases names, of lines that were filed "
            "before; each court of a line is told once. Restricted: they name people. A letter for the department "
            "lies beside them, which notifies courts by law.",
        )
    ],
)
def further_courts(config: FurtherCourtsConfig) -> dg.MaterializeResult:
    """Write the notices, and tell how many courts of how many lines."""
    with step(hands_out=True) as settings, submitting(settings), open_warehouse(settings) as connection:
        done = tell_further_courts(settings, connection, by=named(config.by))
    rows = "\n".join(f"| {notices_id} | {lines} | {courts} |" for notices_id, lines, courts in done.notices)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": sum(lines for _, lines, _ in done.notices),
            "notices": dg.MetadataValue.md(f"| folder | lines | courts |\n|---|---|---|\n{rows}")
            if rows
            else dg.MetadataValue.text("none" if done.held_up else "every court that a list names was told"),
            "lines under a hold": done.held_up.total(),
            "lines that tell no further court": done.left,
            "folder": dg.MetadataValue.path(str(settings.further_notices)),
            **where_lines_stand(settings),
        }
    )


@dg.multi_asset(
    name="encrypt_batch",
    specs=[
        dg.AssetSpec(
            ENCRYPTED_BATCHES,
            deps=[SUBMITTED_BATCHES],
            kinds={"file"},
            description="Filed batches encrypted to the public key of their county; the plain files are gone, all but "
            "the manifest, which names nobody. Only the county's own key opens them.",
        )
    ],
)
def encrypted_batches(config: EncryptionConfig) -> dg.MaterializeResult:
    """Encrypt the batch, and tell how many files."""
    with no_values_in_errors():
        settings = load_settings()
        with submitting(settings):
            batch_id, by = config.batch_id.strip().lower(), named(config.by)
            done = encrypt_filed_batch(settings, batch_id, config.recipient.strip(), by=by)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": done.now,
                "encrypted before": done.before,
                "folder": dg.MetadataValue.path(str(done.folder)),
            }
        )


def _on_one_line(words: str) -> str:
    return " ".join(words.split())


def _court(state: str, typed: str) -> str:
    """The county whose court is meant, or ``EACH``. Raises ``NotUsable``."""
    if typed.strip().lower() == EVERY:
        return EACH
    county = load_layout(state).county_named(typed) if typed.strip() else None
    if county is None:
        raise NotUsable(f"court must be a county of the state, or the word {EVERY}, found {typed!r}")
    return county
