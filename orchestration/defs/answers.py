"""Answers of courts and departments as an asset: the folder of responses, taken into the ledger.

What belongs here: asking for it and saying how many. What does not: answers themselves (``after_filing``). It stands
apart from a run: the ledger is never rebuilt, and no warehouse is opened.
"""

import dagster as dg
from pydantic import Field

from orchestration.defs.keys import ANSWERS
from orchestration.filing.ledger.signatories import named
from orchestration.filing.responses.inbox import import_folder
from orchestration.law.time_zone import today
from orchestration.settings import load_settings
from orchestration.warehouse.errors import no_values_in_errors


class AnswersConfig(dg.Config):
    """Who takes the answers in."""

    taken_in_by: str = Field(
        default="the watch over the responses folder",
        description="Who takes the answers in and answers for it; the name stays in the ledger for ever.",
    )


@dg.asset(
    key=ANSWERS,
    kinds={"csv"},
    description="What courts and departments answered to the batches that were filed, taken in from the folder for "
    "responses. Files stay as they came; what cannot be taken in lies beside them, with the reason. Restricted: "
    "answers are about people.",
)
def answers(config: AnswersConfig) -> dg.MaterializeResult:
    """Take in every file of the folder; counts only are shown."""
    settings = load_settings()
    with no_values_in_errors():
        done = import_folder(
            settings.responses,
            ledger=settings.ledger,
            evidence=settings.evidence,
            by=named(config.taken_in_by),
            today=today(settings),
        )
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": done.taken_in,
            "files": done.files,
            "files refused": done.refused,
            "answers taken in": done.taken_in,
            "answers known before": done.known,
            "answers that go back": done.given_back,
            "folder": dg.MetadataValue.path(str(settings.responses)),
        }
    )
