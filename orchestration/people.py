"""Who acts: the account of the operating system, or the signature of an SSH key, and the person and roles behind it.

People and roles are in a file of the installation, ``/etc/lookback/people.toml``, which the service account that owns
the homes cannot write. Without it every account may do everything. Whoever can become the service account can forge.
"""

from __future__ import annotations

import hashlib
import os
import platform
import pwd
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Set
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from orchestration.settings import find_caller, is_container

Role = Literal["analyst", "reviewer", "approver", "counsel", "engineer", "administrator"]
NAMESPACE = "lookback"
"""Namespace of ``ssh-keygen -Y sign``: a signature of another program counts for nothing."""


class PeopleFileError(ValueError):
    """The file of people cannot be used. The message is one line."""


class NotAllowedError(RuntimeError):
    """Who acts is nobody in the file of people, or has no role for it. The message is one line."""


class SignatureError(ValueError):
    """A signature is not one of a person in the file of people over this act. The message is one line."""


def simplify_name(name: str) -> str:
    """Return what remains of a name without case, spaces and punctuation: ``Ada Analyst.`` is Ada Analyst."""
    return re.sub(r"[\W_]+", "", name).casefold()


class Person(BaseModel):
    """A person of the installation: roles, accounts of the operating system, and public SSH keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    roles: frozenset[Role]
    accounts: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


class People(BaseModel):
    """The file of people. ``service_account``: owner of the homes. ``signatures_required``: accounts count for
    nothing, each act is signed; the default in a container."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    service_account: str = ""
    signatures_required: bool = Field(default_factory=is_container)
    people: tuple[Person, ...]

    @model_validator(mode="after")
    def _check_once(self) -> People:
        """Each name, account and key is of one person."""
        for values in (
            [simplify_name(person.name) for person in self.people],
            [account for person in self.people for account in person.accounts],
            [" ".join(key.split()[:2]) for person in self.people for key in person.keys],
        ):
            if twice := sorted({value for value in values if values.count(value) > 1}):
                raise ValueError(f"{twice[0]} is of two people")
        return self

    def check_service_account(self) -> None:
        """Check that the service account runs this process.

        Raises:
            NotAllowedError: Another account does.
        """
        running = name_account(os.geteuid())
        if self.service_account and running != self.service_account:
            raise NotAllowedError(f"{running} may not write here: sudo -u {self.service_account} lookback ...")

    def check_owner(self, home: Path) -> None:
        """Check that no other account than the service account works in a home of that account.

        Raises:
            NotAllowedError: One does: it would leave files there that are not the service account's.
        """
        with suppress(OSError, KeyError):  # no home yet, or of an account that this machine does not know by name
            if home.owner() != self.service_account:
                return
            self.check_service_account()

    def find_by_account(self, account: str) -> Person | None:
        """Find the person with an account."""
        return next((person for person in self.people if account in person.accounts), None)


def read_people(path: Path) -> People | None:
    """Read the file of people; None if there is none.

    Raises:
        PeopleFileError: It cannot be used, or others than its owner can write it.
    """
    try:
        if path.stat().st_mode & 0o022:
            raise PeopleFileError(f"{path}: others than its owner can write it; chmod 0644")
        return People.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        where = ".".join(map(str, wrong["loc"])) or "people"
        raise PeopleFileError(f"{path}: {where}: {wrong['msg'].removeprefix('Value error, ')}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PeopleFileError(f"{path} is no TOML file: {error}") from None


@dataclass(frozen=True)
class Signed:
    """An act that a person signed: fingerprint of the key, and SHA-256 of the text."""

    person: Person
    key: str
    act: str


@dataclass(frozen=True)
class Actor:
    """Who acts. ``people``: the file of the installation, if there is one; ``person``: who it is by that."""

    account: str
    host: str
    people: People | None = None
    person: Person | None = None
    signed: Signed | None = None
    path: Path = field(default=Path())

    def details(self) -> dict[str, str]:
        """What each event keeps of who acted."""
        kept = {"account": self.account, "host": self.host}
        return kept if self.signed is None else {**kept, "key": self.signed.key, "act": self.signed.act}

    def check_role(self, roles: Set[Role], act: str) -> None:
        """Check that who acts may do so. Without a file of people everybody may.

        Raises:
            NotAllowedError: They may not.
        """
        if self.people is None:
            return
        self.people.check_service_account()
        if self.person is None:
            wanted = f"{self.path} wants it signed (lookback --to-sign)"
            unknown = f"account {self.account} is of nobody in {self.path}"
            raise NotAllowedError(f"{act}: {wanted if self.people.signatures_required else unknown}")
        if not self.person.roles & roles:
            has, needed = ", ".join(sorted(self.person.roles)) or "no role", " or ".join(sorted(roles))
            raise NotAllowedError(f"{act} needs the role {needed}; {self.person.name} has {has}")

    def is_same_as(self, account: str, key: str) -> bool:
        """Whether an event with this account and key is of the person who acts."""
        if self.signed is not None and key:
            return any(compute_fingerprint(one) == key for one in self.signed.person.keys)
        if account == self.account:
            return True
        return self.person is not None and account in self.person.accounts


_SIGNED: list[Signed] = []


def sign_in(signed: Signed | None) -> None:
    """Let this process act for who signed its act; None: for its account."""
    _SIGNED[:] = [] if signed is None else [signed]


def find_account() -> str:
    """Find the account of the operating system that acts: whoever called ``sudo``, else that of this process."""
    return name_account(find_caller())


def name_account(number: int) -> str:
    """Return the login name of an account; its number if this machine does not know it, as in a container."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def find_actor(path: Path) -> Actor:
    """Find who acts. ``path``: the file of people.

    Raises:
        PeopleFileError: The file cannot be used.
    """
    people, account, host = read_people(path), find_account(), platform.node()
    signed = _SIGNED[-1] if _SIGNED else None
    if people is None:
        return Actor(account, host)
    if signed is not None:
        return Actor(account, host, people, signed.person, signed, path)
    person = None if people.signatures_required else people.find_by_account(account)
    return Actor(account, host, people, person, path=path)


@cache
def compute_fingerprint(key: str) -> str:
    """Compute the fingerprint of a public key, as ``ssh-keygen -l`` prints it; empty if it is none."""
    done = _run_ssh_keygen(["-l", "-f", "-"], key.encode())
    return done.stdout.decode().split()[1] if done.returncode == 0 else ""


def verify_signature(path: Path, signature: Path, act: str) -> Signed:
    """Verify that a person of the file ``path`` signed the text of an act.

    Raises:
        SignatureError: Nobody did.
    """
    people = read_people(path)
    if people is None:
        raise SignatureError(f"there is no file of people: {path}")
    signers = [(f"person-{place}", key) for place, person in enumerate(people.people) for key in person.keys]
    with tempfile.TemporaryDirectory() as folder:
        allowed = Path(folder) / "allowed_signers"
        allowed.write_text("".join(f'{who} namespaces="{NAMESPACE}" {key}\n' for who, key in signers))
        given = ["-f", str(allowed), "-n", NAMESPACE, "-s", str(signature)]
        found = _run_ssh_keygen(["-Y", "find-principals", *given])
        who = found.stdout.decode().strip().partition("\n")[0]
        done = _run_ssh_keygen(["-Y", "verify", *given, "-I", who], act.encode()) if who else found
    said = re.search(r"key (SHA256:\S+)", done.stdout.decode())
    if done.returncode or said is None:
        raise SignatureError(f"{signature}: no signature over this act by a person in {path}")
    person = people.people[int(who.removeprefix("person-"))]
    return Signed(person, said[1], hashlib.sha256(act.encode()).hexdigest())


def _run_ssh_keygen(words: list[str], given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["ssh-keygen", *words], input=given, capture_output=True, check=False)
    except FileNotFoundError:
        raise SignatureError("signatures need ssh-keygen (OpenSSH), which this machine lacks") from None
