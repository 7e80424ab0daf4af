"""Packages for tests: the shipped playbook, changed a little, signed or not."""

from __future__ import annotations

from fieldcraft.methodology.package.loader import load_files
from fieldcraft.methodology.package.package import Package, package_of, signed
from fieldcraft.methodology.package.signature import new_private_key
from fieldcraft.methodology.package.tests.shipped import shipped_files

SHIPPED_AT = load_files(files=shipped_files()).version
ACME_KEY, OTHER_KEY = new_private_key(), new_private_key()


def pack(*, version: str = SHIPPED_AT, key: str = "complex-sale", sign: bytes | None = None, **texts: str) -> Package:
    """The shipped playbook under another version or key. `texts`: what stands in playbook.yaml to what replaces it."""
    files = shipped_files()
    head = files["playbook.yaml"].decode()
    head = head.replace(f"version: {SHIPPED_AT}", f"version: {version}").replace("key: complex-sale", f"key: {key}")
    for old, new in texts.items():
        head = head.replace(old, new)
    files["playbook.yaml"] = head.encode()
    made = package_of(files=files)
    return signed(package=made, publisher="Acme Method", private_key=sign) if sign else made


def harder(*, version: str, sign: bytes | None = None) -> Package:
    """The shipped playbook with one criterion more in Prove, and a play that proves it."""
    files = dict(pack(version=version).files)
    stage = files["stages/prove.yaml"].decode()
    criterion = """  - key: success-criteria-signed
    text: The buyer signed the success criteria.
    missing: The buyer has not signed the success criteria.
    why: What is signed is not argued about later.
    ask: Send the page and ask for a signature.
    evidence: [file]
    prior: { odds: 1.5, worth_deals: 20 }
"""
    assert stage.rstrip().endswith("}"), "exit_criteria is the last part of the file"
    files["stages/prove.yaml"] = (stage.rstrip() + "\n" + criterion).encode()
    plays = files["plays/prove.yaml"].decode()
    files["plays/prove.yaml"] = plays.replace("proves: [", "proves: [success-criteria-signed, ", 1).encode()
    made = package_of(files=files)
    return signed(package=made, publisher="Acme Method", private_key=sign) if sign else made
