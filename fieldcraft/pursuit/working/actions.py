"""Changing the fields of one opportunity, and opening a new one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from fieldcraft.crm.events import OPPORTUNITY_CHANGED
from fieldcraft.crm.models import Account, Opportunity, StageEntry
from fieldcraft.methodology import queries as methodology
from fieldcraft.people import queries as people
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit import events
from fieldcraft.pursuit.assessing import assess_many
from fieldcraft.pursuit.concluding import conclude, hold
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.tallies import count_again
from fieldcraft.pursuit.working.accounts import OWN, account_alike, account_called, found_or_made
from fieldcraft.pursuit.working.changing import put
from fieldcraft.pursuit.working.errors import AccountAlikeError, Conflict, EditConflict, NotTakenError
from fieldcraft.pursuit.working.fields import FIELDS, Field, FieldError, Value, as_typed, checked, same
from fieldcraft.trail.queries import latest_change
from fieldcraft.trail.record import Actor, Change, write

LONGEST_KEY = 64


def edit_opportunity(
    *,
    pursuit: Pursuit,
    values: Mapping[str, Value],
    seen: Mapping[str, Value],
    member: Member,
    by: Actor,
    now: datetime,
) -> Opportunity:
    """Change fields by hand. What somebody else changed meanwhile is merged field by field.

    `values` and `seen` are by key of `fields.FIELDS`; an owner is a member's id, an account its name. `seen` holds what
    the form showed: a field whose value is still the one seen was not touched by this person and stays whatever it
    became. Left out of `seen`: the value counts whatever is there.

    Raises NotTakenError before anything is saved; EditConflict after saving all that did not collide.
    """
    wanted = _wanted(values=values, seen=seen, member=member, now=now)
    conflicts: list[Conflict] = []
    saved: list[str] = []
    with write(by=by, verb=OPPORTUNITY_CHANGED, now=now) as change:
        found = hold(pursuit=pursuit).opportunity
        owner_before = found.owner_id
        for field, value in wanted:
            held = _shown(found, field)
            if same(held, value):
                continue
            if field.key in seen and not same(held, seen[field.key]):
                conflicts.append(_conflict(found, field, held, value, member))
                continue
            _put(change, found, field, value, now)
            saved.append(field.label)
        if saved:
            found.save()
            change.about(kind="opportunity", id=found.pk, label=found.name, opportunity_id=found.pk)
            conclude(change, pursuit=pursuit, now=now, owners=[owner_before])
        else:
            change.nothing()
    if conflicts:
        raise EditConflict(conflicts=tuple(conflicts), saved=tuple(saved))
    return found


def capture_opportunity(
    *,
    name: str,
    account: str,
    amount: Decimal | None,
    close_date: date | None,
    member: Member,
    by: Actor,
    now: datetime,
    key: str = "",
    another: bool = False,
) -> Opportunity:
    """Open an opportunity of the member's own at the first stage of the playbook in use, with its first steps.

    An account that is not known is created with it. `key` is the form's own: the same form again is the same
    opportunity; without one, the same four facts on the same day are. Raises NotTakenError, and AccountAlikeError
    where an account is called nearly so and `another` does not say that this is another one.
    """
    name, account = " ".join(name.split()), " ".join(account.split())
    good = _check({"name": name, "account": account, "amount": amount, "close_date": close_date})
    amount = good["amount"]  # type: ignore[assignment]  # to the cent
    identity = _identity(key or f"{now.date()}/{name}/{account}/{amount}/{close_date}", member)
    with write(by=by, verb=events.OPPORTUNITY_CAPTURED, now=now) as change:
        if found := Opportunity.objects.filter(source=OWN, external_id=identity).first():
            change.nothing()
            return found
        if account and not another and account_called(name=account) is None:
            alike = account_alike(name=account)
            if alike is not None:
                raise AccountAlikeError(name=account, alike=alike.name)
        made = _opened(identity, name, account, amount, close_date, member, now)
        change.about(kind="opportunity", id=made.pk, label=made.name, opportunity_id=made.pk)
        change.field("stage", None, made.stage)
        change.field("amount", None, made.amount)
        change.field("close_date", None, made.close_date)
        for _ in assess_many(opportunity_ids=[made.pk], now=now):
            count_again(owner_ids=[member.pk])
    return made


def _opened(
    identity: str,
    name: str,
    account: str,
    amount: Decimal | None,
    close_date: date | None,
    member: Member,
    now: datetime,
) -> Opportunity:
    version = methodology.version_in_use()
    playbook = methodology.compiled(version=version, process=methodology.process_of(version=version, crm_type=""))
    first = playbook.stages[0].part
    made = Opportunity.objects.create(
        source=OWN,
        external_id=identity,
        account=found_or_made(name=account) if account else None,
        owner=member,
        name=name,
        amount=amount,
        stage=first.title,
        stage_entered_on=now.date(),
        created_on=now.date(),
        close_date=close_date,
        first_close_date=close_date,
        changed_at=now,
    )
    StageEntry.objects.create(opportunity=made, stage=made.stage, entered_on=now.date())
    return made


def _identity(key: str, member: Member) -> str:
    return hashlib.sha256(f"{member.pk}/{key[:1000]}".encode()).hexdigest()[:LONGEST_KEY]


def _check(values: Mapping[str, Value]) -> dict[str, Value]:
    faults: dict[str, str] = {}
    good: dict[str, Value] = {}
    for key, value in values.items():
        try:
            good[key] = checked(field=FIELDS[key], value=value)
        except FieldError as error:
            faults[key] = str(error)
    if faults:
        raise NotTakenError(faults=faults)
    return good


def _wanted(
    *, values: Mapping[str, Value], seen: Mapping[str, Value], member: Member, now: datetime
) -> list[tuple[Field, Value]]:
    """What this person changes, checked."""
    if strange := values.keys() - FIELDS.keys():
        raise PursuitError(f"There is no field {sorted(strange)[0]!r} to change by hand.")
    touched = {key: value for key, value in values.items() if key not in seen or not same(seen[key], value)}
    good = _check(touched)
    if "owner" in good:
        _check_owner(good["owner"], member, now)
    return [(FIELDS[key], good[key]) for key in FIELDS if key in good]


def _check_owner(owner: Value, member: Member, now: datetime) -> None:
    """An owner is handed over by somebody who leads both; the opportunity's own was seen before."""
    below = viewer_of(member=member, on=now.date()).sees or ()
    found = people.member(id=owner) if isinstance(owner, int) and owner in below else None
    if found is None or not found.active:
        raise NotTakenError(faults={"owner": "Choose somebody of your own line who is still here."})


def _shown(found: Opportunity, field: Field) -> Value:
    if field.key == "account":
        return found.account.name if found.account else ""
    value: Value = getattr(found, field.column)
    return value


def _put(change: Change, found: Opportunity, field: Field, value: Value, now: datetime) -> None:
    """Change the field and note it, people and accounts by name."""
    before, after = _said(field, _shown(found, field)), value
    if field.key == "account":
        account: Account | None = found_or_made(name=str(value)) if value else None
        put(opportunity=found, field=field, value=account.pk if account else None, now=now)
        found.account = account
    else:
        after = _said(field, value)
        put(opportunity=found, field=field, value=value, now=now)
    change.field(field.key, before, after)


def _said(field: Field, value: Value) -> Value:
    if field.kind == "member" and isinstance(value, int):
        return Member.objects.values_list("name", flat=True).filter(pk=value).first()
    return value


def _conflict(found: Opportunity, field: Field, theirs: Value, yours: Value, member: Member) -> Conflict:
    entry = latest_change(opportunity_id=found.pk, name=field.key)
    return Conflict(
        field=field.key,
        label=field.label,
        theirs=as_typed(value=_said(field, theirs)),
        yours=as_typed(value=_said(field, yours)),
        who=("You" if entry.actor_id == member.pk else entry.actor) if entry else "",
        at=entry.at if entry else None,
    )
