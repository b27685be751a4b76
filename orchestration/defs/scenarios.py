"""The job ``what_if``: applies scenario files to the run in the warehouse. It hands out nothing."""

from pathlib import Path

import dagster as dg
from pydantic import Field

from orchestration.defs.step import step
from orchestration.law.scenarios.build import build_scenarios
from orchestration.law.scenarios.registry import About
from orchestration.law.scenarios.scenario import CURRENT
from orchestration.law.scenarios.scenario_file import read_law, read_scenario
from orchestration.reporting.comparison import scenario_files
from orchestration.reporting.comparison.compare_scenarios import Comparison, compare_scenarios
from orchestration.reporting.metrics.figures_chart import as_markdown_image
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
    """Build the scenarios, compare each, and show the counts: ``lookback scenario run``, then ``compare``."""
    with step() as settings:
        law = read_law(settings.models, settings.state)
        files = [Path(file) for file in config.files] or sorted(EXAMPLES.glob("*.yml"))
        for about in list(build_scenarios(settings, [read_scenario(file, law) for file in files])):
            with open_warehouse(settings) as connection:
                comparison = compare_scenarios(connection, settings.state, config.compare_with, about.name)
            folder = scenario_files.write_comparison(comparison, settings.scenarios)
            metadata = _build_metadata(about, comparison, folder)
            context.log_event(dg.AssetObservation(dg.AssetKey(["scenarios", about.name]), metadata=metadata))


def _build_metadata(about: About, comparison: Comparison, folder: Path) -> dict[str, dg.MetadataValue]:
    changes = "\n".join(f"- {change}" for change in about.changes)
    totals = "\n".join(f"- {line}" for line in scenario_files.format_totals(comparison))
    chart = (folder / scenario_files.CHART_FILE).read_text(encoding="utf-8")
    return {
        "what is changed": dg.MetadataValue.md(changes),
        "who gains and who loses": dg.MetadataValue.md(totals),
        "headlines": dg.MetadataValue.md(_format_headlines(comparison)),
        "internal": dg.MetadataValue.text(scenario_files.INTERNAL),
        "chart": dg.MetadataValue.md(as_markdown_image(chart)),
        "checks passed": dg.MetadataValue.int(about.checks),
        "folder": dg.MetadataValue.path(str(folder)),
    }


def _format_headlines(comparison: Comparison) -> str:
    """The figures of the whole state that differ, as a table."""
    figures = scenario_files.format_headlines(comparison)
    if not figures:
        return scenario_files.format_stale(comparison) or "Every figure of the whole state is the same under both."
    rows = "\n".join(f"| {' | '.join(cells)} |" for cells in figures)
    return f"| figure | before | after | change |\n|---|---|---|---|\n{rows}"


@dg.job(
    description="What if the law were another? Applies scenario files to the facts of the last run, beside it, and "
    "says who would gain relief and who would lose it, by county, remedy and race, and which figures would change. "
    "Nothing of the run changes, nothing is filed. Needs a run whose gates all passed: the job clearance."
)
def what_if() -> None:
    """One step, so that all files share one start."""
    apply_scenarios()


@dg.definitions
def scenarios() -> dg.Definitions:
    """The job."""
    return dg.Definitions(jobs=[what_if])
