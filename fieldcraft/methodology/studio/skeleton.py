"""The smallest playbook that the check passes: two stages, one criterion each, one play for each."""

from __future__ import annotations

import re

FILES = {
    "playbook.yaml": """\
format: 1
key: {key}
version: 0.1.0
title: {title}
language: en
licence: All rights reserved
attribution: Ours
summary: Say for whom this method is, and the idea behind it.
stages: [understand, decide]
promise:
  prior: {{ odds: 1.4, worth_deals: 15 }}
  minutes: 15
confirm:
  minutes: 3
""",
    "stages/understand.yaml": """\
key: understand
title: Understand
buyer_job: Name the problem
milestone: The buyer has said what is wrong and who owns it.
summary: Find out whether there is something worth solving.
typical_days: 21
win_chance: 0.2
default_plays: [ask-what-hurts]
exit_criteria:
  - key: problem-named
    text: The buyer names the problem in their own words.
    missing: The buyer has not named a problem in their own words
    why: People act on a problem they have said out loud.
    ask: "Ask: what happens today that should not happen?"
    evidence: [statement, file, buyer_confirmation]
    prior: {{ odds: 1.5, worth_deals: 20 }}
""",
    "stages/decide.yaml": """\
key: decide
title: Decide
buyer_job: Choose
milestone: The buyer has signed.
summary: Help the buyer to reach a decision they can defend.
typical_days: 30
win_chance: 0.5
default_plays: [ask-for-the-yes]
exit_criteria:
  - key: agreement-signed
    text: The buyer signs the agreement.
    missing: Nothing is signed
    why: Only a signature ends the search for something better.
    ask: Ask which day suits them to sign.
    evidence: [file, buyer_confirmation]
    prior: {{ odds: 3.0, worth_deals: 20 }}
""",
    "plays/plays.yaml": """\
plays:
  - key: ask-what-hurts
    title: Ask {{contact}} what should not happen
    fallback_title: Ask what should not happen
    owner: rep
    kind: ask
    minutes: 20
    stage: understand
    proves: [problem-named]
    how: ask-what-hurts.md
  - key: ask-for-the-yes
    title: Ask {{contact}} for a day to sign
    fallback_title: Ask for a day to sign
    owner: rep
    kind: ask
    minutes: 15
    stage: decide
    proves: [agreement-signed]
    how: ask-for-the-yes.md
""",
    "plays/ask-what-hurts.md": "1. Ask what happens today that should not happen.\n2. Write down their words.\n",
    "plays/ask-for-the-yes.md": "1. Name what they get and when.\n2. Ask which day suits them to sign.\n",
    "roles.yaml": """\
roles:
  - key: economic_buyer
    title: Economic buyer
    means: Releases the money.
  - key: champion
    title: Champion
    means: Sells for us when we are not in the room.
""",
}


def skeleton(*, title: str) -> dict[str, str]:
    """Its files by path, named `title`."""
    key = re.sub(r"^[^a-z]+", "", re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-"))[:50].rstrip("-")
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return {path: text.format(key=key or "own-playbook", title=quoted) for path, text in FILES.items()}
