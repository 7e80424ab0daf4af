"""The permission table: who gets what at every address. Read a row as "name, method, address: for whom what".

Who stands for whom: Vera (VP) > Dora (director) > Marek, Nina (managers); Jana and Tomasz under Marek, Omar under Nina;
Erin (enablement) under Vera; Ada (administrator) beside the line. An address with an opportunity is tried with Jana's,
Tomasz's and Omar's, with one of another organisation, and with one that is not there. To every row the test adds what
holds everywhere: signed out, a member of another organisation only, and an organisation that is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from fieldcraft.methodology.package.rightsizing import QUESTIONS

Door = Literal["web", "api"]
EVERYBODY = ("vera", "dora", "marek", "nina", "jana", "tomasz", "omar", "erin", "ada")
LEADERS = ("vera", "dora", "marek", "nina")
ADMINISTRATORS = ("ada",)
# Of the draft in the world, in which Marek is named as a co-author.
SHAPERS = ("erin", "ada")
WRITERS = ("marek", *SHAPERS)
READERS = ("vera", "dora", *WRITERS)
# Who sees whose opportunities. Nobody sees the last two.
LINE = {
    "jana's": ("jana", "marek", "dora", "vera"),
    "tomasz's": ("tomasz", "marek", "dora", "vera"),
    "omar's": ("omar", "nina", "dora", "vera"),
    "elsewhere": (),
    "absent": (),
}
Whom = tuple[str, ...] | Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One method at one address. Who is not named in `whom` gets 404. `entries`: what an allowed write leaves."""

    door: Door
    route: str
    method: str
    path: str
    whom: Whom
    status: int
    entries: int
    form: Mapping[str, str] = field(default_factory=dict)
    # What goes as JSON; placeholders are not filled in.
    body: Mapping[str, object] | None = None
    # (person, whose) to another status: allowed to be there, refused by a rule of the domain.
    but: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        return self.method in ("POST", "PATCH")

    def relations(self) -> tuple[str, ...]:
        """The opportunities to try it with; an address without one is tried once."""
        return tuple(self.whom) if isinstance(self.whom, Mapping) else ("",)

    def allowed(self, relation: str) -> tuple[str, ...]:
        """Who gets in."""
        return self.whom[relation] if isinstance(self.whom, Mapping) else self.whom


@dataclass(frozen=True, kw_only=True)
class Outside:
    """An address outside every organisation: what a stranger and what Jana gets."""

    route: str
    method: str
    path: str
    stranger: int
    member: int
    form: Mapping[str, str] = field(default_factory=dict)


def page(route: str, path: str, whom: Whom = EVERYBODY, status: int = 200) -> Row:
    return Row(door="web", route=route, method="GET", path=path, whom=whom, status=status, entries=0)


def post(
    route: str,
    path: str,
    whom: Whom,
    *,
    status: int = 302,
    entries: int = 1,
    but: Mapping[tuple[str, str], int] | None = None,
    **form: str,
) -> Row:
    return Row(
        door="web", route=route, method="POST", path=path, whom=whom, status=status, entries=entries, form=form,
        but=but or {},
    )  # fmt: skip


def read(route: str, path: str, whom: Whom = EVERYBODY) -> Row:
    return Row(door="api", route=f"api:{route}", method="GET", path=path, whom=whom, status=200, entries=0)


def call(route: str, path: str, whom: Whom, *, entries: int = 1, **form: str) -> Row:
    return Row(
        door="api", route=f"api:{route}", method="POST", path=path, whom=whom, status=200, entries=entries, form=form
    )


def send(route: str, path: str, whom: Whom, method: str, **body: object) -> Row:
    return Row(
        door="api", route=f"api:{route}", method=method, path=path, whom=whom, status=200, entries=1, body=body
    )  # fmt: skip


SIZE = {question.key: question.choices[0].key for question in QUESTIONS}
RUN = "imports/{run}/"
FILE = "a file"  # the test puts a small export in its place
ARCHIVE = "an archive"  # and here a playbook that is not installed yet
STUDIO = "playbook/studio/"
DRAFT = STUDIO + "{draft}/"
ONE = "opportunities/{opportunity}/"
ACTIVITY = ONE + "activities/{activity}/"
PLAN = ONE + "plan/"
PLAN_STEP = PLAN + "steps/{plan_step}/"
# Nobody verifies his own evidence, and only who gave it takes it back: each owner gave his.
OWNERS = {("jana", "jana's"): 422, ("tomasz", "tomasz's"): 422, ("omar", "omar's"): 422}
NOT_OWNERS = {
    (person, relation): 422
    for relation, people in LINE.items()
    for person in people
    if (person, relation) not in OWNERS
}
# Whose the opportunity is; others of the line find no such page.
OWNED = {"jana's": ("jana",), "tomasz's": ("tomasz",), "omar's": ("omar",), "elsewhere": (), "absent": ()}
PASSWORDS = {"password-current": "a long and quiet river", "password-new": "another long and quiet river"}

NEW_NOTE = "0f0e0d0c-0b0a-4908-8706-050403020100"
ITEM = "incoming/{incoming}/"
OFFERED = "incoming/{logged}/offers/{offer}/"
MINE = ("jana",)
# Only Jana has an address: for everybody else there is nothing to change.
NO_ADDRESS = {(person, ""): 302 for person in EVERYBODY if person != "jana"}

ADAPTED = "playbook/adapt/{adapted}/to/{newer}/"

INSIDE: tuple[Row, ...] = (
    page("start", "", status=302),
    page("people", "people/", ADMINISTRATORS),
    page("people-add", "people/add/", ADMINISTRATORS),
    post("people-add", "people/add/", ADMINISTRATORS, name="Pia", role="rep"),
    page("people-teams", "people/teams/", ADMINISTRATORS),
    post("people-teams", "people/teams/", ADMINISTRATORS, name="West"),
    post("people-team", "people/teams/{team}/", ADMINISTRATORS, **{"team-{team}-name": "Far north"}),
    page("people-person", "people/{member}/", ADMINISTRATORS),
    post("people-person", "people/{member}/", ADMINISTRATORS, name="Tomasz", role="manager",
         email="tomasz@example.com"),
    post("people-move", "people/{member}/move/", ADMINISTRATORS, **{"move-manager": "{nina}",
         "move-start": "2026-11-24"}),
    post("people-invite", "people/{guest}/invite/", ADMINISTRATORS, status=200),
    post("people-active", "people/{member}/active/", ADMINISTRATORS, active="0"),
    page("you", "me/"),
    post("you-tokens", "me/tokens/", EVERYBODY, status=200, **{"token-label": "my spreadsheet"}),
    post("you-revoke", "me/tokens/{token}/revoke/", ("jana",)),
    post("you-password", "me/password/", EVERYBODY, **PASSWORDS),
    page("incoming", "incoming/"),
    page("incoming-paste", "incoming/paste/"),
    post("incoming-paste", "incoming/paste/", EVERYBODY, text="Dentist at four."),
    page("opportunity-paste", ONE + "paste/", LINE),
    post("opportunity-paste", ONE + "paste/", LINE, text="A call with them."),
    page("incoming-item", ITEM, MINE),
    post("incoming-place", ITEM + "place/", MINE, opportunity="{opportunity_of_jana}"),
    post("incoming-undo", "incoming/{logged}/undo/", MINE),
    post("incoming-leave-out", ITEM + "leave-out/", MINE),
    post("incoming-forget", ITEM + "forget/", MINE),
    page("incoming-file", ITEM + "files/{enclosure}/", MINE),
    post("offer-acceptance", OFFERED + "acceptance/", MINE),
    post("offer-refusal", OFFERED + "refusal/", MINE),
    post("offer-undo", OFFERED + "undo/", MINE, entries=0),
    post("intake-address", "me/intake/address/", EVERYBODY),
    post("intake-address-remove", "me/intake/address/remove/", EVERYBODY, but=NO_ADDRESS),
    post("intake-senders", "me/intake/senders/", EVERYBODY, but=NO_ADDRESS, any="1"),
    post("intake-calendars", "me/intake/calendars/", EVERYBODY, url="https://calendar.example/x.ics"),
    post("intake-calendar-read", "me/intake/calendars/{feed}/read/", MINE, entries=0),
    post("intake-calendar-remove", "me/intake/calendars/{feed}/remove/", MINE),
    page("playbook", "playbook/"),
    page("playbook-stage", "playbook/stages/{stage}/"),
    page("playbook-any-time", "playbook/any-time/"),
    page("playbook-qualification", "playbook/qualification/"),
    page("playbook-warnings", "playbook/warnings/"),
    page("playbook-behaviours", "playbook/behaviours/"),
    page("studio", STUDIO, ("vera", "dora", "marek", "nina", "erin", "ada")),
    post("studio-start", STUDIO + "start/", SHAPERS, title="Ours", source="empty:"),
    page("studio-draft", DRAFT, READERS),
    page("studio-preview", DRAFT + "preview/", READERS),
    page("studio-review", DRAFT + "review/", READERS),
    post("studio-text", DRAFT + "text/", WRITERS, file="roles.yaml", revision="0", text="roles: []"),
    post("studio-form", DRAFT + "form/", WRITERS, at="stages.qualify", **{"f:title": "Weigh"}),
    post("studio-part", DRAFT + "parts/", WRITERS, do="add", at="", collection="metrics", title="Calls"),
    post("studio-undo", DRAFT + "undo/", WRITERS, but={("marek", ""): 302, ("ada", ""): 302}, do="undo"),
    post("studio-comment", DRAFT + "comments/", READERS, at="stages.qualify", body="Too long."),
    post("studio-settle", DRAFT + "comments/{comment}/", READERS),
    post("studio-co-author", DRAFT + "co-authors/", SHAPERS, member="{nina}", do="add"),
    post("studio-state", DRAFT + "state/", SHAPERS, do="reopen"),
    post("studio-answer", DRAFT + "answer/", ("marek",), do="changes", wants="Shorter."),
    page("playbook-coaching", "playbook/coaching/"),
    page("playbook-plans", "playbook/plans/"),
    page("playbook-knowledge", "playbook/knowledge/"),
    page("playbook-knowledge-item", "playbook/knowledge/{item}/"),
    page("playbook-first-year", "playbook/first-year/"),
    page("playbook-care", "playbook/care/", ("vera", "dora", *SHAPERS)),
    page("playbook-adapt", "playbook/adapt/", SHAPERS),
    post("playbook-adapt-base", "playbook/adapt/{copy}/base/", SHAPERS, base="{base}"),
    page("playbook-adapt-upgrade", ADAPTED, SHAPERS),
    post("playbook-adapt-upgrade", ADAPTED, SHAPERS, **{"take:stages/qualify/typical_days": "ours",
         "take:stages/qualify/crm_names": "both"}),
    page("versions", "playbook/versions/"),
    page("version", "playbook/versions/{spare}/"),
    page("version-package", "playbook/versions/{spare}/package.zip", SHAPERS),
    post("version-use", "playbook/versions/{spare}/use/", SHAPERS),
    post("version-upload", "playbook/versions/upload/", SHAPERS, package=ARCHIVE),
    post("version-shipped", "playbook/versions/shipped/complex-sale/", SHAPERS, entries=0),
    post("publisher-trust", "playbook/versions/publishers/", SHAPERS, name="Acme", key="ab" * 32),
    post("publisher-distrust", "playbook/versions/publishers/{publisher}/remove/", SHAPERS),
    page("moves", "playbook/moves/", SHAPERS),
    page("move-new", "playbook/moves/new/", SHAPERS),
    post("move-new", "playbook/moves/new/", SHAPERS, to="{version}", which="all"),
    page("move", "playbook/moves/{move}/", SHAPERS),
    post("move-start", "playbook/moves/{move}/start/", SHAPERS),
    post("move-roll-back", "playbook/moves/{moved}/roll-back/", SHAPERS),
    page("trials", "playbook/trials/", SHAPERS),
    post("trial-start", "playbook/trials/start/", SHAPERS, champion="{version}", challenger="{other_version}"),
    post("trial-end", "playbook/trials/{trial}/end/", SHAPERS, entries=0),
    page("right-size", "playbook/right-size/", SHAPERS),
    page("right-size-overlay", f"playbook/right-size/overlay.zip?{urlencode(SIZE)}", SHAPERS),
    post("right-size-draft", "playbook/right-size/draft/", SHAPERS, **SIZE),
    page("learning", "learning/"),
    page("learning-behaviour", "learning/what/criterion/economic-buyer-met/"),
    page("learning-model", "learning/model/"),
    post("learning-train", "learning/model/training/", SHAPERS, entries=0),
    page("learning-flow", "learning/flow/"),
    page("learning-flow", "learning/flow/?of={marek}", ("marek", "dora", "vera")),
    page("learning-proposals", "learning/proposals/"),
    post("learning-draft", "learning/proposals/draft/", SHAPERS, title="Leaner",
         proposal="drop/three-people-engaged"),
    post("learning-later", "learning/proposals/drop/three-people-engaged/later/", SHAPERS, reason="The law asks it."),
    post("learning-back", "learning/proposals/weigh/economic-buyer-met/back/", SHAPERS),
    page("find", "find/?q=fleet"),
    page("today", "today/"),
    post("step-completion", ONE + "steps/{step}/completion/", LINE),
    post("step-snooze", ONE + "steps/{step}/snooze/", LINE),
    post("step-dismissal", ONE + "steps/{step}/dismissal/", LINE),
    post("step-answer-undo", ONE + "steps/{step}/undo/", LINE, entries=0),
    page("step-act", ONE + "steps/{step}/act/", LINE),
    page("activity-log", ONE + "activities/", LINE),
    post("activity-log", ONE + "activities/", LINE, outcome="call.reached"),
    page("activity-plan", ONE + "activities/planned/", LINE),
    post("activity-plan", ONE + "activities/planned/", LINE, kind="call", subject="Ask again", on="+7d"),
    page("activity-outcome", ACTIVITY + "outcome/", LINE),
    post("activity-outcome", ACTIVITY + "outcome/", LINE, outcome="reached"),
    page("activity-day", ACTIVITY + "day/", LINE),
    post("activity-day", ACTIVITY + "day/", LINE, on="+9d"),
    post("activity-undo", ACTIVITY + "undo/", LINE, entries=0),
    page("activity-call-plan", ACTIVITY + "call-plan/", LINE),
    post("activity-call-plan", ACTIVITY + "call-plan/", LINE, **{"plan.aim": "A name and a day."}),
    page("call-plan", ONE + "call-plan/", LINE),
    post("call-plan", ONE + "call-plan/", LINE, **{"plan.aim": "A name and a day."}),
    post("own-chance", ONE + "chance/", LINE, but=NOT_OWNERS, percent="45"),
    page("opportunity-list", "opportunities/"),
    page("capture", "capture/"),
    post("capture", "capture/", EVERYBODY, name="Dock sensors", account="Quayside", amount="25k", close_date="+30d"),
    page("capture-accounts", "capture/accounts/?account=nord"),
    page("list-filters", "opportunities/filters/"),
    page("list-columns", "opportunities/columns/"),
    post("list-columns", "opportunities/columns/", EVERYBODY, order="owner", show="owner"),
    page("list-views", "opportunities/views/"),
    post("list-views", "opportunities/views/", EVERYBODY, name="Late ones", query="view=late"),
    post("list-view-change", "opportunities/views/{view}/", ("marek",), do="rename", name="Later"),
    post("list-view-delete", "opportunities/views/{view}/delete/", ("marek",)),
    post("list-view-restore", "opportunities/views/{gone_view}/restore/", ("marek",)),
    page("list-change", "opportunities/change/", status=422),  # nothing is chosen
    page("list-change", "opportunities/change/?id={opportunity}&what=shift&value=7", LINE),
    post("list-change", "opportunities/change/", LINE, entries=2, what="shift", value="7", key="a-key",
         shown='[[{opportunity}, "2026-12-18"]]'),
    page("list-changes", "opportunities/changes/"),
    post("list-change-undo", "opportunities/changes/{bulk}/undo/", ("jana",), entries=2),
    post("list-change-go-on", "opportunities/changes/{bulk}/go-on/", ("jana",), entries=0),
    post("list-export", "opportunities/export/", EVERYBODY, status=200, form="csv"),
    page("opportunity-edit", ONE + "edit/", LINE),
    post("opportunity-edit", ONE + "edit/", LINE, next_step="Call Ines", seen_next_step=""),
    page("opportunity", ONE, LINE),
    post("criterion-evidence", ONE + "criteria/{criterion}/evidence/", LINE, note="Seen on 5 Nov."),
    post("criterion-dispute", ONE + "criteria/{criterion}/dispute/", LINE, note="They said no on 5 Nov."),
    post("evidence-verification", ONE + "evidence/{evidence}/verification/", LINE, but=OWNERS),
    post("evidence-withdrawal", ONE + "evidence/{evidence}/withdrawal/", LINE, but=NOT_OWNERS),
    page("process", ONE + "process/", LINE),
    post("process", ONE + "process/", LINE, to="renewal"),
    post("rival-naming", ONE + "rivals/", LINE, name="Messpunkt Nord"),
    post("rival-score", ONE + "rivals/scores/", LINE, rival="Fahrtwerk", factor="economic-buyer", note="Ines said so."),
    post("rival-removal", ONE + "rivals/{rival}/removal/", LINE),
    post("visit", ONE + "visit/", LINE, status=204, entries=0),
    page("notes", ONE + "notes/", LINE),
    post("note", ONE + f"notes/{NEW_NOTE}/", LINE, text="They have money. In May.", base="0"),
    post("note-removal", ONE + "notes/{note}/removal/", LINE),
    post("note-return", ONE + "notes/{note}/return/", LINE, entries=0),
    post("files", ONE + "notes/files/", LINE, file=FILE),
    page("file", ONE + "notes/files/{file}/", LINE),
    post("file-removal", ONE + "notes/files/{file}/removal/", LINE),
    post("file-return", ONE + "notes/files/{file}/return/", LINE, entries=0),
    page("evidence-file", ONE + "evidence/{evidence}/file/", LINE),
    page("committee", ONE + "people/", LINE),
    post("committee-add", ONE + "people/add/", LINE, name="Petra", title="CFO", role="economic_buyer"),
    post("committee-person", ONE + "people/{part}/", LINE, **{"note": "Asks first.", "seen-note": ""}),
    post("committee-removal", ONE + "people/{part}/removal/", LINE),
    post("committee-undo", ONE + "people/changes/{change}/undo/", LINE, but=NOT_OWNERS),
    page("stage", ONE + "stage/", LINE),
    post("stage", ONE + "stage/", LINE, to="qualify"),
    page("opportunity-end", ONE + "end/?outcome=lost", LINE),
    post("opportunity-end", ONE + "end/?outcome=lost", LINE, outcome="lost", reason="Too dear"),
    post("opportunity-reopening", ONE + "reopening/", LINE, entries=0),
    post("stage-undo", ONE + "moves/{stage_move}/undo/", LINE, but=NOT_OWNERS),
    page("stage-moves", "stage-moves/"),
    page("stage-moves", "stage-moves/?of={marek}", ("marek", "dora", "vera")),
    page("ask-colleague", ONE + "evidence/{evidence}/ask/", OWNED),
    post("ask-colleague", ONE + "evidence/{evidence}/ask/", OWNED, colleague="{erin}"),
    post("ask-end", "opportunities/{janas}/asks/{question}/end/", ("jana",)),
    page("asked", "asked/{question}/", ("omar",)),
    post("asked", "asked/{question}/", ("omar",), answer="verify"),
    page("asked-file", "asked/{question}/file/", ("omar",)),
    page("mutual-plan", PLAN, LINE),
    page("plan-preview", PLAN + "preview/", LINE),
    page("plan-calendar", PLAN + "plan.ics", LINE),
    page("plan-paper", PLAN + "plan.pdf", LINE),
    # The world's opportunities have one: it is found, not made twice.
    post("plan-start", PLAN + "start/", LINE, entries=0, goal="Trucks run by May", goal_on="2027-05-03"),
    post("plan-goal", PLAN + "goal/", LINE, goal="Trucks run by June", goal_on="2027-06-01"),
    post("plan-dates", PLAN + "dates/", LINE, take="{plan_step}:2027-04-12"),
    post("plan-step-add", PLAN + "steps/", LINE, title="Walk the yard", side="both", due_on="2027-01-12"),
    post("plan-step", PLAN_STEP, LINE, title="Meet and say what counts", side="both", due_on=""),
    post("plan-step-place", PLAN_STEP + "place/", LINE, to="4"),
    post("plan-step-done", PLAN_STEP + "done/", LINE),
    post("plan-step-removal", PLAN_STEP + "removal/", LINE),
    # Only who made a change puts it back; what is not there is said on the page.
    post("plan-undo", PLAN + "undo/1/", LINE, entries=0),
    post("plan-word", PLAN + "words/", LINE, text="I come on Monday."),
    post("plan-word-answer", PLAN + "words/{plan_word}/", LINE),
    post("plan-colleague", PLAN + "colleagues/{plan_colleague}/", LINE, take="1"),
    post("plan-link-make", PLAN + "links/", LINE, status=200, name="Petra Kohl", days="30"),
    post("plan-link", PLAN + "links/{plan_link}/", LINE, days="10"),
    post("plan-link-end", PLAN + "links/{plan_link}/end/", LINE),
    page("team", "team/", LEADERS),
    page("team-member", "team/{marek}/", ("marek", "dora", "vera")),
    page("import-list", "imports/", ADMINISTRATORS),
    post("import-upload", "imports/upload/", ADMINISTRATORS, file=FILE),
    page("import-mapping", RUN + "columns/", ADMINISTRATORS),
    post("import-mapping", RUN + "columns/", ADMINISTRATORS, **{"column-5": ""}),
    post("import-start", RUN + "start/", ADMINISTRATORS),
    page("import-progress", RUN + "progress/", ADMINISTRATORS, status=302),
    post("import-cancel", RUN + "stop/", ADMINISTRATORS),
    page("import-result", RUN, ADMINISTRATORS, status=302),
    page("import-faults", RUN + "left-out.csv", ADMINISTRATORS),
    read("me", "me"),
    read("today", "today"),
    read("opportunities", "opportunities"),
    read("find", "find?q=fleet"),
    read("opportunity", "opportunities/{opportunity}", LINE),
    read("committee", "opportunities/{opportunity}/people", LINE),
    call("add_person", "opportunities/{opportunity}/people", LINE, name="Petra"),
    call("change_person", "opportunities/{opportunity}/people/{part}", LINE, note="Asks first."),
    read("plan", "opportunities/{opportunity}/plan", LINE),
    read("team", "team", LEADERS),
    read("team", "team?lead={marek}", ("marek", "dora", "vera")),
    read("playbook", "playbook"),
    read("versions", "versions"),
    read("difference", "versions/{spare}/difference?since={spare}"),
    send("edit", "opportunities/{opportunity}", LINE, "PATCH", values={"next_step": "Call Ines"}),
    send("capture", "opportunities", EVERYBODY, "POST", name="Dock sensors", account="Quayside"),
    call("confirm", ONE + "criteria/{criterion}/evidence", LINE, note="Seen on 5 Nov."),
    read("notes", "opportunities/{opportunity}/notes", LINE),
    call("save", ONE + f"notes/{NEW_NOTE}", LINE, text="They have money."),
    call("complete", ONE + "steps/{step}/completion", LINE),
    call("log", ONE + "activities", LINE, kind="call", outcome="reached"),
    call("planned", ONE + "activities/planned", LINE, kind="call", on="2026-11-30"),
    call("outcome", ACTIVITY + "outcome", LINE, outcome="reached"),
    call("move", ONE + "stage", LINE, to="qualify"),
    call("close", ONE + "closing", LINE, outcome="lost", reason="Too dear"),
    call("reopen", ONE + "reopening", LINE, entries=0),
)  # fmt: skip

OUTSIDE: tuple[Outside, ...] = (
    Outside(route="home", method="GET", path="/", stranger=302, member=302),
    Outside(route="sign-in", method="GET", path="/sign-in/", stranger=200, member=200),
    Outside(route="sign-out", method="POST", path="/sign-out/", stranger=302, member=302),
    Outside(route="first-run", method="GET", path="/first-run/", stranger=302, member=302),
    Outside(route="first-run", method="POST", path="/first-run/", stranger=302, member=302, form={"name": "Eve"}),
    Outside(route="invitation", method="GET", path="/invitation/acme/wrong/", stranger=404, member=404),
    Outside(route="invitation", method="POST", path="/invitation/acme/wrong/", stranger=404, member=404),
    Outside(route="invitation", method="GET", path="/invitation/nobody/wrong/", stranger=404, member=404),
    # What a link that works shows is tested beside it, in web/mutual/tests.
    Outside(route="shared", method="GET", path="/shared/acme/wrong/", stranger=404, member=404),
    Outside(route="shared", method="GET", path="/shared/nobody/wrong/", stranger=404, member=404),
    Outside(
        route="shared-say",
        method="POST",
        path="/shared/acme/wrong/say/",
        stranger=404,
        member=404,
        form={"do": "comment", "text": "Hello"},
    ),
    Outside(route="shared-code", method="POST", path="/shared/acme/wrong/code/", stranger=404, member=404),
    Outside(route="shared-calendar", method="GET", path="/shared/acme/wrong/plan.ics", stranger=404, member=404),
    Outside(route="shared-paper", method="GET", path="/shared/acme/wrong/plan.pdf", stranger=404, member=404),
    Outside(route="healthz", method="GET", path="/healthz", stranger=200, member=200),
    # One click enters as somebody: only ever in the demo.
    Outside(route="cast", method="GET", path="/cast/", stranger=404, member=404),
    Outside(route="enter", method="POST", path="/cast/1/", stranger=404, member=404),
    Outside(route="trivial", method="GET", path="/whoami/", stranger=302, member=200),
    Outside(route="assets:styles", method="GET", path="/assets/old.css", stranger=302, member=302),
    Outside(route="assets:scripts", method="GET", path="/assets/old.js", stranger=302, member=302),
    Outside(route="styleguide:index", method="GET", path="/styleguide/", stranger=200, member=200),
    Outside(route="styleguide:page", method="GET", path="/styleguide/today/", stranger=200, member=200),
    Outside(route="api:document", method="GET", path="/api/v1/openapi.json", stranger=200, member=200),
    Outside(route="api:nothing", method="GET", path="/api/v1/nowhere", stranger=404, member=404),
)
