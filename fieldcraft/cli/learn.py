"""`fieldcraft learn`: learns from closed opportunities now, as the nightly job does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fieldcraft.cli.place import in_organisation

if TYPE_CHECKING:
    from fieldcraft.insight.learning import Learned

SAID = {
    "first": "it serves: nothing did before",
    "better": "it serves: better than the one before on deals neither had seen",
    "as good": "it serves: as good as the one before",
    "worse": "the one before serves on: it was better on the latest closed deals",
    "too few": "what served before serves on: too few closed deals to prove anything, 20 are needed",
}


@click.command()
@click.option("--organisation", "slug", help="Short name of the organisation; needed where there are several.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed on the same data, the same model.")
def learn(slug: str | None, seed: int) -> None:
    """Fit the win model on closed opportunities, reckon what works, score every open one and rank its steps."""
    with in_organisation(slug=slug) as place:
        # Models can be imported only after Django is set up.
        from fieldcraft.guidance.refreshing import refresh  # noqa: PLC0415
        from fieldcraft.insight.learning import learn as learn_now  # noqa: PLC0415

        done = learn_now(by=place.actor, now=place.now, seed=seed, tell=lambda what: click.echo(f"{what} …", err=True))
        click.echo("Ranking next steps …", err=True)
        refresh(by=place.actor, now=place.now)
        for line in _lines(done):
            click.echo(line)


def _lines(done: Learned) -> list[str]:
    made, proof = done.trained.made, done.trained.made.proof
    lines = [f"Closed opportunities: {made.deals}, won {made.won}, looked at on {made.landmarks} days."]
    lines.append(f"The new model: {SAID[made.decided]}.")
    if proof.get("n"):
        lines.append(f"On the {proof['n']} latest closed ones (log loss, Brier):")
        for name, label in (
            ("itself", "the new model"), ("previous", "the one before"), ("playbook", "the playbook alone"),
            ("base_rate", "the win rate alone"),
        ):  # fmt: skip
            lines.append(f"  {label}: {proof[name]['log_loss']:.4f}, {proof[name]['brier']:.4f}")
        if reps := proof.get("reps"):
            lines.append(f"  reps' own numbers on {reps['n']} of them: Brier {reps['reps']['brier']:.4f}, ")
            lines[-1] += f"the model there {reps['itself']['brier']:.4f}"
    if done.trained.check.alarm:
        lines.append(f"It may no longer fit: {done.trained.check.alarm}.")
    lines.append(f"Behaviours reckoned: {done.effects.effects.count()}. Scores renewed: {done.scored}. ")
    lines[-1] += f"Landmarks kept: {done.kept}."
    return lines
