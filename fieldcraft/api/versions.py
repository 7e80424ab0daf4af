"""Installed playbook versions, and what is different between two of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from fieldcraft.api.problems import REFUSED_READ
from fieldcraft.api.reads import LARGEST_ID, Slug
from fieldcraft.methodology import queries
from fieldcraft.methodology.package.diff import Bump, compare, raised
from fieldcraft.methodology.package.diff_words import told
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.pursuit.queries.versions import pursuits_by_version

router = Router(tags=["reads"])


class Version(Schema):
    """An installed version of a playbook. It never changes."""

    id: int
    key: str
    version: str
    title: str
    in_use: bool = Field(description="New pursuits follow it.")
    pursuits: int = Field(ge=0, description="Over the whole organisation.")
    licence: str
    publisher: str = Field(description="Who signed it, as the signature says; empty: not signed.")
    publisher_key: str = Field(description="Ed25519 public key in hex; empty: not signed.")
    digest: str = Field(description="SHA-256 of the content.")
    installed_at: datetime


class VersionList(Schema):
    versions: list[Version]


class Sentence(Schema):
    """One difference, as a sales leader reads it."""

    group: str = Field(
        description="What it means for people: show, gone, do, reckoned, managers, knowledge, said or package."
    )
    bump: Literal["patch", "minor", "major"]
    text: str
    before: str = Field(description="The words before, where they are short.")
    after: str


class Difference(Schema):
    """What is different in a version, compared with another."""

    bump: Bump = Field(description="The number of the version that has to be raised.")
    next_version: str = Field(description="The number it should have at least.")
    sentences: list[Sentence]


VersionId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="Id of an installed version.")]


@router.get(
    "/versions", response={200: VersionList, **REFUSED_READ}, operation_id="versions", summary="Installed playbooks"
)
def versions(request: HttpRequest, organisation: Slug) -> VersionList:
    """Every installed version of every playbook, the newest number first."""
    pursuits = pursuits_by_version()
    columns = set(Version.model_fields) - {"pursuits"}
    return VersionList(
        versions=[
            Version.model_validate(
                {**{name: getattr(one, name) for name in columns}, "pursuits": pursuits.get(one.pk, 0)}
            )
            for one in queries.versions()
        ]
    )


@router.get(
    "/versions/{int:version}/difference",
    response={200: Difference, **REFUSED_READ},
    operation_id="difference",
    summary="What is different in a version",
)
def difference(
    request: HttpRequest,
    organisation: Slug,
    version: VersionId,
    since: Annotated[int, Query(ge=1, le=LARGEST_ID, description="Id of the version to compare with.")],
) -> Difference:
    """In words and graded, as the page of the version shows it; 404 for a version that is not installed."""
    found = compare(before=_playbook(since), after=_playbook(version))
    return Difference(
        bump=found.bump,
        next_version=raised(version=found.before.version, bump=found.bump),
        sentences=[
            Sentence.model_validate(
                {"group": one.group, "bump": one.bump, "text": one.text, "before": one.before, "after": one.after}
            )
            for one in told(diff=found)
        ],
    )


def _playbook(id: int) -> Playbook:
    found = queries.version_by_id(id=id)
    if found is None:
        raise Http404
    return queries.playbook_of(version=found)
