"""What if the law were another, from the UI: a job that applies scenario files to the run that the warehouse holds.

What belongs here: the form of the job and what it shows. What does not: scenarios (``scenario``). It is no asset:
nothing of a run rests on it, and nothing it makes is handed out.
"""

from pathlib import Path

import dagster as dg
from pydantic import Field

from orchestration.defs.step import step
from orchestration.law.scenarios.build import build_scenarios
from orchestration.law.scenarios.registry import About
from orchestration.law.scenarios.scenario import CURRENT
from orchestration.law.scenarios.scenario_file import law_of, read_scenario
from orchestration.reporting.comparison import scenario_text as in_words
from orchestration.reporting.comparison.compare_scenarios import TOTAL, UNITS, Comparison, compare
from orchestration.reporting.comparison.scenario_files import CHART_FILE, write_comparison
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


@dg.op(
    description="Applies each scenario file beside the run, counts who gains relief and who loses it, and the "
    "headlines under it."
)
def apply_scenarios(context: dg.OpExecutionContext, config: ScenariosConfig) -> None:
    """Build the scenarios, count the headlines under each, compare each, and show the counts in the run: what the
    commands ``lookback scenario run``, ``figures`` and ``compare`` do one after the other."""
    from orchestration.reporting.comparison.scenario_metrics import (
        count_under,  # with the rules of disclosure comes SciPy: in no run
    )

    with step() as settings:
        law = law_of(settings.models, settings.state)
        files = [Path(file) for file in config.files] or sorted(EXAMPLES.glob("*.yml"))
        built = list(build_scenarios(settings, [read_scenario(file, law) for file in files]))
        names = dict.fromkeys([*(about.name for about in built), config.compare_with])
        with open_warehouse(settings) as connection:
            list(count_under(settings, connection, [name for name in names if name != CURRENT]))
        for about in built:
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
        "headlines": dg.MetadataValue.md(_headlines(comparison)),
        "internal": dg.MetadataValue.text(in_words.INTERNAL),
        "chart": dg.MetadataValue.md(as_markdown_image(chart)),
        "checks passed": dg.MetadataValue.int(about.checks),
        "folder": dg.MetadataValue.path(str(folder)),
    }


def _headlines(comparison: Comparison) -> str:
    """The headlines that change in the whole state, as a table."""
    moved = [one for one in comparison.figures if one.is_whole and one.change]
    if not moved:
        return "Every headline is the same under both."
    rows = "\n".join(f"| {one.says} | {one.before.count:,} | {one.after.count:,} | {one.change:+,} |" for one in moved)
    return f"| headline | before | after | change |\n|---|---|---|---|\n{rows}"


@dg.job(
    description="What if the law were another? Applies scenario files to the facts of the last run, beside it, and "
    "says who would gain relief and who would lose it, by county, race, sex, age, section and year, and how the "
    "headlines would change. Nothing of the run "
    "changes, nothing is filed. Needs a run whose gates all passed: the job clearance."
)
def what_if() -> None:
    """One step, so that all files share one start."""
    apply_scenarios()


@dg.definitions
def scenarios() -> dg.Definitions:
    """The job."""
    return dg.Definitions(jobs=[what_if])
