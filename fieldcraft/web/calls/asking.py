"""Words to ask somebody with: to copy, or as a mail that waits to be sent by the person's own program."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fieldcraft.crm.models import Contact, Opportunity
from fieldcraft.methodology.package.schema import Criterion
from fieldcraft.people.models import Member
from fieldcraft.pursuit.calls.questions import asked_in

#: A step that asks somebody to do something, and who is who when it is said to him.
ASK_TO = re.compile(r"^Ask .+? to (.+?)\.?$")
SAID_TO = {"you": "me", "your": "my", "yourself": "myself"}


@dataclass(frozen=True, slots=True)
class Asking:
    """`mailto` opens the mail program with everything filled in; nothing is sent from here."""

    to: str
    text: str
    mailto: str
    plan_href: str


def asking(
    *,
    title: str,
    opportunity: Opportunity,
    criterion: Criterion | None,
    how: str,
    contacts: Sequence[Contact],
    inside: bool,
    member: Member,
    plan_href: str,
) -> Asking:
    """The playbook's own question to whom the step names, else to the first contact; `inside` asks a colleague."""
    named = next((one for one in contacts if one.name in title), contacts[0] if contacts else None)
    questions = [] if inside else [*asked_in(text=criterion.ask if criterion else ""), *asked_in(text=how)]
    if inside and criterion is not None:
        said = criterion.text[:1].lower() + criterion.text[1:]
        body = f"On {opportunity.name}: {said} The evidence is in Fieldcraft. Can you confirm it?"
    else:
        body = questions[0] if questions else _asked(title) or "…"
    greeting = f"Hello {named.name.split()[0]}," if named and not inside else "Hello,"
    text = f"{greeting}\n\n{body}\n\nKind regards\n{member.name}"
    subject = opportunity.name
    to = "" if inside or named is None else named.email
    return Asking(
        to="" if inside or named is None else named.name,
        text=text,
        mailto=f"mailto:{quote(to, safe='@')}?subject={quote(subject)}&body={quote(text)}",
        plan_href=plan_href,
    )


def _asked(title: str) -> str:
    """“Ask Laila to introduce you to Monika” as it is said to Laila; empty where it is no such step."""
    found = ASK_TO.match(title)
    if found is None:
        return ""
    words = [SAID_TO.get(word, word) for word in found[1].split(" ")]
    return f"Could you {' '.join(words)}?"
