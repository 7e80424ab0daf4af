"""Who may do what with a draft. Whoever may not read it gets the answer of a wrong number."""

from __future__ import annotations

from fieldcraft.methodology.rights import may_shape
from fieldcraft.methodology.studio.models import Draft
from fieldcraft.people.models import Member, Role

READ_ALONG = frozenset({Role.DIRECTOR, Role.VP})


def may_enter(*, member: Member) -> bool:
    """Whether the member sees the list of drafts; whoever is named as a co-author sees the ones he is named in."""
    return may_shape(member=member) or (member.active and member.role in READ_ALONG | {Role.MANAGER})


def sees_all(*, member: Member) -> bool:
    """Whether the member may read every draft and comment on it."""
    return may_shape(member=member) or (member.active and member.role in READ_ALONG)


def is_co_author(*, draft: Draft, member: Member) -> bool:
    """Whether the member is named in this draft; one SQL statement unless co-authors were fetched along."""
    return any(one.member_id == member.pk for one in draft.co_authors.all())


def may_read(*, draft: Draft, member: Member) -> bool:
    """Whether the member may read the draft and comment on it."""
    return sees_all(member=member) or (member.active and is_co_author(draft=draft, member=member))


def may_write(*, draft: Draft, member: Member) -> bool:
    """Whether the member may change its text."""
    return may_shape(member=member) or (member.active and is_co_author(draft=draft, member=member))
