"""The command ``lookback research``."""
import typer
research_app = typer.Typer()
