"""Who published a package: an Ed25519 signature (RFC 8032) over its key, version and the SHA-256 of every file.

The signature travels in the package as the file SIGNATURE, which the signature itself does not cover. It says which
key signed exactly these files. Whether that key may be trusted is for each organisation to say.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .faults import Fault, PlaybookError

MEMBER: Final = "SIGNATURE"
LONGEST_NAME: Final = 100
_LONGEST: Final = 2_000
#: Signed before the manifest, so that no signature made for another purpose can be passed off as one of these.
_PURPOSE: Final = b"fieldcraft playbook package 1\n"
_SIGN_AGAIN: Final = "Sign the package again with `fieldcraft playbook sign`, or take the file SIGNATURE out."


@dataclass(frozen=True, slots=True)
class Signature:
    """`key` is the public key and `value` the signature, both in hex."""

    publisher: str
    key: str
    value: str


def manifest(*, publisher: str, key: str, version: str, files: Mapping[str, bytes]) -> bytes:
    """What is signed: canonical JSON of publisher, playbook key, version and the SHA-256 of each file."""
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != MEMBER}
    data = {"publisher": publisher, "key": key, "version": version, "files": hashes}
    return _PURPOSE + json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def new_private_key() -> bytes:
    """A new private key as PEM (PKCS 8, without a password). Keep it where only its owner can read it."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_key(*, private_key: bytes) -> str:
    """The public key in hex that belongs to a PEM private key. Raises ValueError with what is wrong with it."""
    raw = _private(private_key).public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )  # fmt: skip
    return raw.hex()


def sign(*, files: Mapping[str, bytes], key: str, version: str, publisher: str, private_key: bytes) -> bytes:
    """The content of the file SIGNATURE. Raises ValueError for a name or a key that cannot be used."""
    if not proper_name(name=publisher):
        raise ValueError(f"A publisher's name is a line of at most {LONGEST_NAME} plain characters.")
    signed = manifest(publisher=publisher, key=key, version=version, files=files)
    data = {
        "publisher": publisher,
        "key": public_key(private_key=private_key),
        "signature": base64.b64encode(_private(private_key).sign(signed)).decode("ascii"),
    }
    return (json.dumps(data, indent=1, ensure_ascii=True) + "\n").encode("ascii")


def verified(*, files: Mapping[str, bytes], key: str, version: str) -> Signature | None:
    """The signature of a package, which holds; None where the package is not signed.

    Raises PlaybookError where there is one that cannot be read or that does not match the files.
    """
    content = files.get(MEMBER)
    if content is None:
        return None
    found = _read(content)
    signed = manifest(publisher=found.publisher, key=key, version=version, files=files)
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.key)).verify(bytes.fromhex(found.value), signed)
    except (InvalidSignature, ValueError):
        what = "The signature does not match: a file was changed after it was signed, or another key signed it."
        _refuse(what, "Ask the publisher for the package again, and do not use this one.")
    return found


def fingerprint(*, key: str) -> str:
    """A public key in short, to read out and compare: the first 16 bytes of its SHA-256 in groups of four."""
    digest = hashlib.sha256(bytes.fromhex(key)).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


def proper_key(*, key: str) -> bool:
    """Whether the text is a public key in hex."""
    return isinstance(key, str) and len(key) == 64 and all(character in "0123456789abcdef" for character in key)


def proper_name(*, name: str) -> bool:
    """Whether the text can name a publisher: one line, nothing invisible that makes it look like another."""
    return isinstance(name, str) and 0 < len(name) <= LONGEST_NAME and name.isprintable() and name == name.strip()


def _read(content: bytes) -> Signature:
    if len(content) > _LONGEST:
        _refuse("The file SIGNATURE is too long.", _SIGN_AGAIN)
    try:
        data = json.loads(content)
        publisher, key, signature = data["publisher"], data["key"], data["signature"]
        value = base64.b64decode(signature, validate=True)
        fits = proper_name(name=publisher) and proper_key(key=key) and len(value) == 64 and len(data) == 3
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, binascii.Error):
        fits = False
    if not fits:
        _refuse("The file SIGNATURE is not written as it must be.", _SIGN_AGAIN)
    return Signature(publisher, key, value.hex())


def _private(pem: bytes) -> Ed25519PrivateKey:
    try:
        found = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("This is no private key, or it has a password.") from error
    if not isinstance(found, Ed25519PrivateKey):
        raise ValueError("This private key is of another kind than Ed25519.")
    return found


def _refuse(what: str, mend: str) -> NoReturn:
    raise PlaybookError([Fault(MEMBER, 1, 1, "error", what, mend)])
