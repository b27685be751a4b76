"""The log file of a home: which command ran, how long, and how it ended. It holds no value that a user typed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from typing import Any

from orchestration.cli.errors import Exit
from orchestration.settings import Settings

LOGGER = logging.getLogger("lookback")
LOGGER.addHandler(logging.NullHandler())  # without a log file, Python would print warnings on stderr
LINE = "%(asctime)s %(levelname)s %(message)s"
MOST_BYTES, KEPT_FILES = 1_000_000, 5
LEVELS = {Exit.DONE: logging.INFO, Exit.SOME_REFUSED: logging.WARNING, Exit.WRONG_USE: logging.WARNING}


class LogHandler(RotatingFileHandler):
    """Writes the log file; a record that cannot be written, as on a full disk, is lost without a word."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (the name is logging's)
        """Do nothing: the command's own message says what is wrong."""


def open_log(settings: Settings) -> None:
    """Open the log file of a home that exists. A log that cannot be written stops no command."""
    if any(getattr(handler, "baseFilename", "") == str(settings.log_file) for handler in LOGGER.handlers):
        return
    close_log()
    if not settings.root.is_dir():
        return
    try:
        settings.log_file.parent.mkdir(exist_ok=True)
        handler = LogHandler(settings.log_file, maxBytes=MOST_BYTES, backupCount=KEPT_FILES, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter(LINE))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(settings.log_level)
    LOGGER.propagate = False


def close_log() -> None:
    """Close the log file, so that another home's can be opened."""
    for handler in [handler for handler in LOGGER.handlers if isinstance(handler, LogHandler)]:
        LOGGER.removeHandler(handler)
        with suppress(OSError):  # (a full disk)
            handler.close()


def find_command_name(command: Any, words: Sequence[str]) -> str:
    """Find the names of group and command at the start of what was typed; what follows can name people."""
    names: list[str] = []
    for word in words:
        if word not in getattr(command, "commands", {}):
            break
        names.append(word)
        command = command.commands[word]
        command = command.load() if hasattr(command, "load") else command
    return " ".join(names) or "lookback"


def log_end(command: str, code: int, failure: str, seconds: float) -> None:
    """Write how a command ended.

    Args:
        failure: class of the error that ended the command, or empty.
        seconds: how long the command took.
    """
    level = LEVELS.get(Exit(code), logging.ERROR)
    LOGGER.log(level, "%s ended with exit code %d after %.1f s%s", command, code, seconds, failure and f" ({failure})")
