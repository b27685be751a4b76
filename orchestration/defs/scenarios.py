"""What if the law were another, from the UI: a job that applies scenario files to the run that the warehouse holds.

What belongs here: the form of the job and what it shows. What does not: scenarios (``scenario``). It is no asset:
nothing of a run rests on it, and nothing it makes is handed out.
"""

from pathlib import Path

import dagster as dg
from pydantic import Field

from orchestration.defs.step import step
from orchestration.impact.chart import as_markdown_image
from orchestration.scenario import in_words
from orchestration.scenario.at_hand import About
from orchestration.scenario.comparing import TOTAL, UNITS, Comparison, compare
from orchestration.scenario.comparison_files import CHART_FILE, write_comparison
from orchestration.scenario.running import build_scenarios
from orchestration.scenario.scenario import CURRENT
from orchestration.scenario.scenario_file import law_of, read_scenario
from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.connection import open_warehouse

EXAMPLES = PROJECT_ROOT / "docs" / "how-to" / "scenarios"


class ScenariosConfig(dg.Config):
    """Which changed laws to apply. Every field may be left as it is."""

    files: list[str] = Field(
        default=[],
        description="Scenario files: what would be changed, each with its reason. Empty means the examples of the "
        "how-to page ask-what-if.",
    )
    compare_with: str = Field(
        default=CURRENT,
        description="What each scenario is compared with: current, the law of the run, or the name of a scenario that "
        "was applied before.",
    )


@dg.op(description="Applies each scenario file beside the run, and counts who gains relief and who loses it.")
def apply_scenarios(context: dg.OpExecutionContext, config: ScenariosConfig) -> None:
    """Build the scenarios, compare each, and show the counts in the run."""
    with step() as settings:
        law = law_of(settings.models, settings.state)
        files = [Path(file) for file in config.files] or sorted(EXAMPLES.glob("*.yml"))
        for about in build_scenarios(settings, [read_scenario(file, law) for file in files]):
            with open_warehouse(settings) as connection:
                comparison = compare(connection, settings.state, config.compare_with, about.name)
            folder = write_comparison(comparison, settings.scenarios)
            context.log_event(
                dg.AssetObservation(dg.AssetKey(["scenarios", about.name]), metadata=_shown(about, comparison, folder))
            )


def _shown(about: About, comparison: Comparison, folder: Path) -> dict[str, dg.MetadataValue]:
    units = [unit for unit in UNITS if comparison.of(unit, TOTAL)]
    told = "\n".join(f"- {in_words.headline(comparison.total(unit))}" for unit in units)
    changes = "\n".join(f"- {change}" for change in about.changes)
    chart = (folder / CHART_FILE).read_text(encoding="utf-8")
    return {
        "what is changed": dg.MetadataValue.md(changes),
        "who gains and who loses": dg.MetadataValue.md(told),
        "internal": dg.MetadataValue.text(in_words.INTERNAL),
        "chart": dg.MetadataValue.md(as_markdown_image(chart)),
        "checks passed": dg.MetadataValue.int(about.checks),
        "folder": dg.MetadataValue.path(str(folder)),
    }


@dg.job(
    description="What if the law were another? Applies scenario files to the facts of the last run, beside it, and "
    "says who would gain relief and who would lose it, by county, race, sex, age, section and year. Nothing of the run "
    "changes, nothing is filed. Needs a run whose gates all passed: the job clearance."
)
def what_if() -> None:
    """One step, so that all files share one start."""
    apply_scenarios()


@dg.definitions
def scenarios() -> dg.Definitions:
    """The job."""
    return dg.Definitions(jobs=[what_if])
