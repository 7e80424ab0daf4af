"""Whom an owner cell means: a member by e-mail, CRM key or name, or a new member without a login."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from fieldcraft.people.actions import add_member
from fieldcraft.people.models import Member, Role
from fieldcraft.trail.record import Actor


def first_administrator() -> Member | None:
    """The longest-standing active member who administers."""
    return Member.objects.filter(administers=True, active=True).order_by("id").first()


def member_by_email(*, email: str) -> Member | None:
    """The active member with this address, in any case."""
    return Member.objects.filter(email__iexact=email, active=True).order_by("id").first()


class Owners:
    """Members by every word that may name them; read once per run, so that a row costs no statement."""

    def __init__(self, *, default: Member | None, manager: Member | None, by: Actor, now: datetime) -> None:
        self._default = default.pk if default else None
        self._manager, self._by, self._now = manager, by, now
        self._ids: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self.created: list[str] = []
        people = list(Member.objects.order_by("-active", "id").only("id", "name", "email", "crm_key"))
        # The surest word wins: the key for CRMs, then the e-mail, then the name.
        for words in (
            [(person.crm_key, person.pk) for person in people],
            [(person.email, person.pk) for person in people],
            [(person.name, person.pk) for person in people],
        ):
            for word, pk in words:
                if word:
                    self._ids.setdefault(_plain(word), pk)

    def find(self, word: str) -> int | None:
        """Id of the member, who is created where nobody is known so; the default owner for an empty word."""
        if not word:
            return self._default
        found = self._words.get(word)
        if found is None:
            found = self._ids.get(_plain(word))
            self._words[word] = found = found if found is not None else self._create(word)
        return found

    def _create(self, word: str) -> int:
        email = word if _is_email(word) else ""
        name = _name_of(word) if email else word
        member = add_member(
            name=name[:120],
            email=email,
            role=Role.REP,
            manager=self._manager,
            crm_key=word[:200],
            by=self._by,
            now=self._now,
        )
        self._ids[_plain(word)] = member.pk
        self.created.append(member.name)
        return member.pk


def _plain(word: str) -> str:
    return " ".join(word.casefold().split())


def _is_email(word: str) -> bool:
    try:
        validate_email(word)
    except ValidationError:
        return False
    return len(word) <= 254


def _name_of(email: str) -> str:
    """`dwight.schrute@example.com` reads Dwight Schrute."""
    local = email.split("@")[0]
    return " ".join(part.capitalize() for part in local.replace("_", ".").replace("-", ".").split(".") if part) or email
