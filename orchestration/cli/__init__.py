"""The command ``lookback``: every command, its options and its exit codes. Work belongs in the rooms below.

``main`` is the entry point. Imports of Dagster, dbt and Great Expectations take seconds, so commands import late.
"""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; see ``orchestration.cli.app``."""
    from orchestration.cli.app import main as run_app

    run_app(arguments)
