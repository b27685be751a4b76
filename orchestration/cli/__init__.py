"""The command ``lookback``: every command, its options and its exit codes. Work belongs in the rooms below."""

from orchestration.cli.app import main

__all__ = ["main"]
