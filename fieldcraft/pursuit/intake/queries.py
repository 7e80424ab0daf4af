"""Reads of intake: a member's own items, the opportunities a message may belong to, the words of a playbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import CharField, Count, Func, Q, Value
from django.db.models.functions import Lower

from fieldcraft.crm.models import Account, Activity, Contact, Opportunity, OpportunityContact, Outcome
from fieldcraft.lib.schema import within
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.directory.queries import organisation as organisation_named
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.intake import offering as pure
from fieldcraft.pursuit.intake.addresses import parts_of
from fieldcraft.pursuit.intake.models import (
    Answer,
    CalendarFeed,
    Enclosure,
    Incoming,
    IntakeAddress,
    Letter,
    Offer,
    Standing,
)
from fieldcraft.pursuit.intake.offering import stems
from fieldcraft.pursuit.models import Evidence, Pursuit

MOST_WORKS = 400
CLOSED_DAYS = 180
THREAD_DAYS = 120
MOST_TO_SORT = 50


def to_sort(*, member: Member) -> list[Incoming]:
    """What waits to be sorted, newest first; one SQL statement."""
    rows = Incoming.objects.filter(member=member, standing=Standing.TO_SORT).defer("text")
    return list(rows.order_by("-received_at", "-pk")[:MOST_TO_SORT])


def with_offers(*, member: Member) -> list[Incoming]:
    """Logged items with sentences that wait for an answer, newest first; one SQL statement."""
    rows = Incoming.objects.filter(member=member, standing=Standing.LOGGED, offers__answer=Answer.OPEN)
    counted = rows.annotate(open_offers=Count("offers")).select_related("opportunity").defer("text")
    return list(counted.order_by("-received_at", "-pk")[:MOST_TO_SORT])


def incoming(*, member: Member, id: int) -> Incoming | None:
    """One of the member's own items."""
    rows = Incoming.objects.select_related("opportunity__account", "contact", "activity")
    return rows.filter(member=member, pk=id).first()


def offers_of(*, item: Incoming) -> list[Offer]:
    """The offers of an item in the order of its text."""
    return list(Offer.objects.filter(incoming=item).order_by("start", "pk"))


def offer(*, member: Member, incoming_id: int, id: int) -> Offer | None:
    """One offer of the member's own item."""
    rows = Offer.objects.select_related("incoming__member", "evidence", "pursuit__opportunity", "pursuit__version")
    return rows.filter(incoming__member=member, incoming_id=incoming_id, pk=id).first()


def attachments_of(*, item: Incoming) -> list[Enclosure]:
    """Files that came along, without their content."""
    return list(Enclosure.objects.filter(incoming=item).defer("content").order_by("pk"))


def attachment(*, member: Member, incoming_id: int, id: int) -> Enclosure | None:
    """One file with its content."""
    return Enclosure.objects.filter(incoming__member=member, incoming_id=incoming_id, pk=id).first()


def address_of_member(*, member: Member) -> IntakeAddress | None:
    """The member's address, where he made one."""
    return IntakeAddress.objects.filter(member=member).first()


def address_called(*, digest: str) -> IntakeAddress | None:
    """The address of that digest, of a member who works here."""
    return IntakeAddress.objects.select_related("member").filter(digest=digest, member__active=True).first()


def calendars_of(*, member: Member) -> list[CalendarFeed]:
    """The member's calendars, oldest first."""
    return list(CalendarFeed.objects.filter(member=member).order_by("pk"))


def calendar(*, member: Member, id: int) -> CalendarFeed | None:
    """One of the member's calendars."""
    return CalendarFeed.objects.filter(member=member, pk=id).first()


def calendars_due(*, now: datetime) -> list[int]:
    """Ids of the calendars to read now: one that fails waits a quarter of an hour longer each time, up to a day."""
    rows = CalendarFeed.objects.filter(member__active=True).values_list("pk", "asked_at", "failures")
    return [
        pk
        for pk, asked, failures in rows
        if asked is None or now - asked >= timedelta(minutes=min(15 * max(failures, 1), 1440) - 5)
    ]


def kept(*, member: Member) -> tuple[int, int]:
    """How many texts of the member are kept, and how many mails are not read yet; two SQL statements."""
    texts = Incoming.objects.filter(member=member).exclude(text="").count()
    return texts, Letter.objects.filter(member=member, read_at__isnull=True).count()


def choices(*, viewer: Viewer, member: Member, item: Incoming) -> list[Opportunity]:
    """The opportunities to choose from for an item: those that may be meant, then the member's own open ones."""
    ranked = [row[0] for row in item.ranked]
    visible = Opportunity.objects.visible_to(viewer).select_related("account")
    named = {found.pk: found for found in visible.filter(pk__in=ranked)}
    own = visible.filter(owner=member).open().exclude(pk__in=ranked).order_by("account__name", "name")
    return [*(named[pk] for pk in ranked if pk in named), *own[:100]]


def works(*, viewer: Viewer, member: Member, message: pure.Message, on: date) -> list[pure.Work]:
    """The opportunities a message may belong to, as the matching wants them; five SQL statements.

    The member's own open ones, and of all he may see those whose account, person or domain the message names.
    """
    rows = _opportunities(viewer, member, _accounts_named(message), on)
    ids, accounts = [row.pk for row in rows], {row.account_id for row in rows if row.account_id is not None}
    contacts: dict[int, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.filter(account_id__in=accounts).order_by("pk")[: 20 * MOST_WORKS]:
        contacts[contact.account_id].append(contact)
    parts = set(OpportunityContact.objects.filter(opportunity_id__in=ids).values_list("opportunity_id", "contact_id"))
    touched: dict[int, list[tuple[str, date]]] = defaultdict(list)
    recent = Activity.objects.filter(opportunity_id__in=ids, on__gte=on - timedelta(days=THREAD_DAYS))
    for opportunity_id, subject, day in recent.order_by("-on").values_list("opportunity_id", "subject", "on")[:4000]:
        touched[opportunity_id].append((subject, day))
    return [
        pure.Work(
            id=row.pk,
            name=row.name,
            account=row.account.name if row.account else "",
            domain=row.account.domain.casefold() if row.account else "",
            open=row.outcome == Outcome.OPEN,
            own=row.owner_id == member.pk,
            contacts=tuple(
                pure.Contact(one.name, one.email, (row.pk, one.pk) in parts)
                for one in contacts.get(row.account_id or 0, [])[:60]
            ),
            subjects=tuple(subject for subject, _ in touched[row.pk][:40]),
            days=frozenset(day for _, day in touched[row.pk]),
        )
        for row in rows
    ]


def series_of(*, member: Member, series: str) -> int | None:
    """Where earlier meetings of a series went."""
    rows = Incoming.objects.filter(member=member, series=series, opportunity__isnull=False).exclude(series="")
    return rows.order_by("-pk").values_list("opportunity_id", flat=True).first()


def contact_in(*, pursuit: Pursuit, people: Sequence[tuple[str, str]], text: str) -> Contact | None:
    """Whom of the customer an item is about: by address, else by name; those with a part in it first."""
    addresses = {address.casefold() for _, address in people if address}
    rows = list(Contact.objects.filter(account=pursuit.opportunity.account_id).order_by("pk")[:500])
    parts = set(pursuit.opportunity.people.values_list("contact_id", flat=True))
    rows.sort(key=lambda one: one.pk not in parts)
    if found := next((one for one in rows if one.email and one.email.casefold() in addresses), None):
        return found
    plain = " ".join([*(name for name, _ in people), text]).casefold()
    whole = [one for one in rows if " " in one.name and one.name.casefold() in plain]
    if whole:
        return min(whole, key=lambda one: (one.pk not in parts, plain.find(one.name.casefold())))
    return next((one for one in rows if one.pk in parts and pure.called(pure.Somebody(one.name), plain)), None)


def example_of(*, member: Member, pursuit: Pursuit | None) -> tuple[str, list[str]]:
    """Account and people of an opportunity, or of the member's first open one: to write an example about."""
    rows = Opportunity.objects.filter(owner=member, account__isnull=False).open().select_related("account")
    found = pursuit.opportunity if pursuit else rows.order_by("pk").first()
    if found is None or found.account is None:
        return "", []
    return found.account.name, [one.contact.name for one in found.people.select_related("contact").order_by("pk")[:2]]


def people_of(*, pursuit: Pursuit) -> list[pure.Somebody]:
    """The customer's people of an opportunity, for the reading of sentences."""
    parts = pursuit.opportunity.people.select_related("contact")
    return [pure.Somebody(one.contact.name, one.role, one.contact.title) for one in parts]


def index_of(*, playbook: CompiledPlaybook) -> pure.Index:
    """The words of a playbook's criteria, weighed once per version and process."""
    return _index(playbook)


def wanted(*, pursuit: Pursuit) -> frozenset[str]:
    """Criteria that are not met yet. What a person already stated with this sentence is left out by its note."""
    if not pursuit.assessment:
        return frozenset(pursuit.playbook.criterion_index)
    found = from_json(text=pursuit.assessment)
    keys = {one.criterion for one in found.criteria if one.state != "met"}
    return frozenset(keys & pursuit.playbook.criterion_index.keys())


def said_before(*, pursuit: Pursuit) -> set[tuple[str, str]]:
    """(criterion, digest) of the sentences that were offered on this opportunity, whatever the answer."""
    return set(Offer.objects.filter(pursuit=pursuit).values_list("criterion", "digest"))


def evidence_in_force(*, evidence: Evidence | None) -> bool:
    """Whether accepted evidence still counts."""
    return evidence is not None and evidence.withdrawn_at is None


@lru_cache(maxsize=32)
def _index(playbook: CompiledPlaybook) -> pure.Index:
    return pure.Index(
        criteria=[
            pure.CriterionText(one.key, one.part.text, one.part.missing, one.part.ask, one.part.why)
            for one in playbook.criteria
        ]
    )


def _accounts_named(message: pure.Message) -> set[int]:
    addresses = [address.casefold() for address in message.addresses]
    domains = {pure.domain_of(address) for address in addresses} - {""}
    ends = {".".join(domain.split(".")[cut:]) for domain in domains for cut in range(domain.count("."))}
    # Names begin large; a small word of the text would only cost.
    told = f"{message.subject}\n{message.text[:20_000]}"
    names = {word.casefold() for word in stems.words(told) if word[:1].isupper() and len(word) > 2}
    first = Lower(_first_word())
    rows = Account.objects.alias(first=first).filter(Q(domain__in=ends) | Q(first__in=sorted(names)[:300]))
    found = set(rows.values_list("pk", flat=True)[: 4 * MOST_WORKS])
    if addresses:
        people = Contact.objects.alias(plain=Lower("email")).filter(plain__in=addresses)
        found |= set(people.values_list("account_id", flat=True)[:MOST_WORKS])
    return found


def _first_word() -> Func:
    return Func("name", Value(" "), Value(1), function="split_part", output_field=CharField())


def _opportunities(viewer: Viewer, member: Member, accounts: set[int], on: date) -> list[Opportunity]:
    lately = Q(outcome=Outcome.OPEN) | Q(closed_on__gte=on - timedelta(days=CLOSED_DAYS))
    visible = Opportunity.objects.visible_to(viewer).select_related("account").defer("extra")
    named = list(visible.filter(lately, account_id__in=accounts).order_by("-changed_at")[:MOST_WORKS])
    own = visible.filter(owner=member).open().exclude(pk__in=[row.pk for row in named])
    return [*named, *own.order_by("-changed_at")[: MOST_WORKS - len(named)]]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whose address it is, and in which organisation."""

    organisation: Organisation
    member: Member
    any_sender: bool

    def takes(self, *, sender: str) -> bool:
        """Whether mail of this sender is wanted: the member's own, or everybody's where he said so."""
        return self.any_sender or (bool(self.member.email) and sender.casefold() == self.member.email.casefold())


def recipient(*, address: str) -> Recipient | None:
    """Whose intake address it is; None for every other. Two SQL statements, none for what cannot be one of ours."""
    parts = parts_of(address=address)
    organisation = organisation_named(slug=parts[1]) if parts else None
    if parts is None or organisation is None:
        return None
    with within(organisation):
        found = address_called(digest=parts[0])
        return Recipient(organisation, found.member, found.any_sender) if found else None
