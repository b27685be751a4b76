"""Acts that a person signs with an SSH key: the text of an act, and who signed it.

``lookback --to-sign COMMAND`` prints the text, ``ssh-keygen -Y sign`` signs it, ``lookback --signature FILE COMMAND``
acts. The text names the last event of the ledger and the content of each file, so a signature serves once.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from orchestration.cli.errors import Exit
from orchestration.files.atomic import write_atomic
from orchestration.files.publish_dir import hash_file
from orchestration.people import sign_in, verify_signature
from orchestration.settings import Settings, find_people_file

TO_SIGN, SIGNATURE = "--to-sign", "--signature"


@dataclass
class Signing:
    """What was asked for in this process: the text to sign, or to act by a signature."""

    words: Sequence[str] = ()
    to_sign: bool = False
    signature: Path | None = None


_ASKED = Signing()


def note_signing(words: Sequence[str], *, to_sign: bool, signature: Path | None) -> None:
    """Note what is asked for before the command runs. ``words``: the command line."""
    _ASKED.words, _ASKED.to_sign, _ASKED.signature = drop_options(words), to_sign, signature
    sign_in(None)


def drop_options(words: Sequence[str]) -> list[str]:
    """Return the command line without the options of signing, which come before the command."""
    left = list(words)
    while left and left[0].partition("=")[0] in (TO_SIGN, SIGNATURE):
        left = left[2:] if left[0] == SIGNATURE else left[1:]
    return left


def handle_signature(settings: Settings) -> None:
    """Print the text to sign and end the command, or let it act for who signed it. Most commands do neither.

    Raises:
        SignatureError: Nobody signed this act.
    """
    if not (_ASKED.to_sign or _ASKED.signature):
        return
    text = format_act(_ASKED.words, settings)
    if _ASKED.signature is None:
        typer.echo(text, nl=False)
        raise typer.Exit(Exit.DONE)
    signed = verify_signature(find_people_file(), _ASKED.signature, text)
    kept = settings.ledger.parent / "acts"
    kept.mkdir(parents=True, exist_ok=True)
    write_atomic(kept / f"{signed.act}.txt", text)
    write_atomic(kept / f"{signed.act}.txt.sig", _ASKED.signature.read_text(encoding="ascii"))
    sign_in(signed)


def format_act(words: Sequence[str], settings: Settings) -> str:
    """Format an act as the text that a person signs."""
    from orchestration.filing.ledger.store import open_ledger

    after = "none"
    if settings.ledger.exists():
        with open_ledger(settings.ledger, create=False) as ledger:
            after = "{} {}".format(*ledger.last())
    files = [f"file: {word} {hash_file(Path(word))}" for word in words if Path(word).is_file()]
    lines = [f"command: {shlex.join(words)}", f"home: {settings.root}", f"state: {settings.state}", f"after: {after}"]
    return "\n".join(["lookback act", *lines, *files]) + "\n"
