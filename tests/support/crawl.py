"""Every page and every operation that reads, as everybody who may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from tests.conventions.permissions import INSIDE, Row
from tests.conventions.test_permissions import as_they_came, filled
from tests.support.world import World

# What differs from one answer to the next by design: the CSRF token in forms and htmx headers, the CSP nonce,
# and the key by which a form that is sent twice is known.
CHANGING = (
    re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[^"]+'),
    re.compile(rb"(?<=X-CSRFToken&quot;: &quot;)[^&]+"),
    re.compile(rb'(?<="X-CSRFToken": ")[^"]+'),
    re.compile(rb'(?<=nonce=")[^"]+'),
    re.compile(rb'(?<=name="key" value=")[^"]+'),
    # The key of a note that a page offers to begin.
    re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"),
    # The key of a form that is shown now, where its fields are named by it.
    re.compile(rb"[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}"),
)
# Further shapes of a page that its row does not show.
VARIANTS = {
    "opportunity-list": ("", "?as=board", "?sort=amount", "?sort=chance&cols=chance", "?view=warned", "?words=fleet"),
    "api:opportunities": ("", "?sort=gap", "?view=quiet", "?words=fleet"),
}


@dataclass(frozen=True)
class Visit:
    """One read by one person."""

    name: str
    person: str
    row: Row
    path: str


def visits(world: World) -> Iterator[Visit]:
    """Each reading row of the permission table, as each person whom it lets in, with Jana's opportunity."""
    for row in INSIDE:
        if row.writes:
            continue
        relation = row.relations()[0]
        path, _ = filled(world, row, relation)
        for variant in VARIANTS.get(row.route, ("",)):
            for person in row.allowed(relation):
                shown = row.route + (f"?{row.path.partition('?')[2]}" if "?" in row.path else variant)
                yield Visit(name=shown, person=person, row=row, path=path + variant)


def get(world: World, visit: Visit) -> HttpResponseBase:
    """The answer to one visit."""
    if visit.row.door == "api":
        answer = Client().get(f"/api/v1/o/acme/{visit.path}", headers=world.programs[visit.person].headers)
    else:
        answer = as_they_came(world.browsers[visit.person]).get(f"/o/acme/{visit.path}")
    assert answer.status_code == visit.row.status, f"{visit.person} at {visit.path}: {answer.status_code}"
    return answer


def body(answer: HttpResponseBase) -> bytes:
    """What was sent, without what changes by design."""
    content = answer.content if isinstance(answer, HttpResponse) else b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    for pattern in CHANGING:
        content = pattern.sub(b"", content)
    return content
