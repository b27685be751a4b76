"""A county's batch is encrypted to its key and nothing plain is left; a wrong key or a failure leaves all as it was."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyrage
import pytest

from orchestration.filing.documents import encryption
from orchestration.filing.documents.encryption import KeyFileError, encrypt_batch
from orchestration.filing.documents.writing import write_documents

from .invented import BATCH, files_of


def test_only_the_key_of_the_county_opens_what_is_left(tmp_path: Path) -> None:
    write_documents(BATCH, tmp_path)
    plain = files_of(tmp_path)
    identity = pyrage.x25519.Identity.generate()
    files = encrypt_batch(tmp_path, f" {identity.to_public()}\n")
    assert {path.relative_to(tmp_path).as_posix() for path in files} == {f"{name}.age" for name in plain}
    left = files_of(tmp_path)
    assert set(left) == {f"{name}.age" for name in plain}
    for name, content in left.items():
        assert pyrage.decrypt(content, [identity]) == plain[name.removesuffix(".age")]
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(content, [pyrage.x25519.Identity.generate()])
    assert files_of(tmp_path) == left and encrypt_batch(tmp_path, str(identity.to_public())) == files
    assert files_of(tmp_path) == left, "what is encrypted is not encrypted again"


@pytest.mark.parametrize("recipient", ["", "age1nope", "AGE-SECRET-KEY-1QQQ", "ssh-ed25519 AAAA", "age1" + "q" * 58])
def test_a_wrong_key_is_said_and_changes_nothing(recipient: str, tmp_path: Path) -> None:
    write_documents(BATCH, tmp_path)
    before = files_of(tmp_path)
    with pytest.raises(KeyFileError, match="not a public age key"):
        encrypt_batch(tmp_path, recipient)
    assert files_of(tmp_path) == before


def test_a_secret_key_given_by_mistake_is_not_repeated(tmp_path: Path) -> None:
    secret = str(pyrage.x25519.Identity.generate())
    with pytest.raises(KeyFileError) as failed:
        encrypt_batch(tmp_path, secret)
    assert secret not in str(failed.value)


def test_where_one_file_cannot_be_encrypted_all_plain_ones_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_documents(BATCH, tmp_path)
    before = files_of(tmp_path)
    real, times = pyrage.encrypt, 0

    def full_disk(content: bytes, keys: list[object]) -> bytes:
        nonlocal times
        times += 1
        if times == 4:
            raise OSError(28, "No space left on device")
        encrypted: bytes = real(content, keys)
        return encrypted

    monkeypatch.setattr(encryption.pyrage, "encrypt", full_disk)
    with pytest.raises(OSError, match="No space left"):
        encrypt_batch(tmp_path, str(pyrage.x25519.Identity.generate().to_public()))
    assert files_of(tmp_path) == before


def test_what_stays_plain_stays_and_the_rest_is_noted_on_the_disk_before_anything_plain_goes(tmp_path: Path) -> None:
    write_documents(BATCH, tmp_path)
    plain = files_of(tmp_path)
    noted: dict[str, bytes] = {}

    def note(made: Mapping[str, Path]) -> None:
        assert plain.items() <= files_of(tmp_path).items(), "nothing plain is gone yet"
        noted.update({name: path.read_bytes() for name, path in made.items()})

    key = str(pyrage.x25519.Identity.generate().to_public())
    encrypt_batch(tmp_path, key, stays_plain=("documents.json",), note=note)
    assert noted == {name: content for name, content in files_of(tmp_path).items() if name != "documents.json"}
    assert files_of(tmp_path)["documents.json"] == plain["documents.json"]


def test_where_it_cannot_be_noted_nothing_is_encrypted(tmp_path: Path) -> None:
    write_documents(BATCH, tmp_path)
    before = files_of(tmp_path)

    def busy(made: Mapping[str, Path]) -> None:
        raise TimeoutError("the ledger is busy")

    with pytest.raises(TimeoutError):
        encrypt_batch(tmp_path, str(pyrage.x25519.Identity.generate().to_public()), note=busy)
    assert files_of(tmp_path) == before
