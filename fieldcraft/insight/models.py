"""What was known when, the models fitted on it, and what they said."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fieldcraft.crm.models import Opportunity
from fieldcraft.insight.flow.models import FlowFigure as FlowFigure
from fieldcraft.insight.proposed.models import ProposalLeft as ProposalLeft
from fieldcraft.insight.proposed.models import ProposalTaken as ProposalTaken
from fieldcraft.people.models import Member


class Landmark(models.Model):
    """What was known of an open opportunity on a day, written on that day and never changed.

    `said` is what the rep, or the CRM's field for it, gave as the chance then, in percent.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="landmarks")
    on = models.DateField()
    features = models.JSONField(help_text="Column to word or number; a gap is left out.")
    prior = models.FloatField(help_text="The playbook's chance then, 0 to 1.")
    said = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "on"], name="one_landmark_a_day")]

    def __str__(self) -> str:
        return f"{self.opportunity_id} on {self.on}"


class ModelState(models.TextChoices):
    SERVING = "serving", "In use"
    BEATEN = "beaten", "Not in use: another was better"
    RETIRED = "retired", "Was in use"


class WinModelVersion(models.Model):
    """A fitted win model. All are kept; one at a time serves.

    `text` was fitted on all closed opportunities and speaks; `proof_text` was fitted without the latest of them, on
    which `proof` was measured and the next version will be compared.
    """

    state = models.CharField(max_length=8, choices=ModelState.choices)
    trained_at = models.DateTimeField()
    seed = models.IntegerField()
    deals = models.PositiveIntegerField(help_text="Closed opportunities it was fitted on.")
    won = models.PositiveIntegerField()
    landmarks = models.PositiveIntegerField()
    text = models.TextField(help_text="See insight/winmodel/saying.py: Formula.")
    proof_text = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text.")
    columns = models.JSONField(help_text="Column to number or words.")
    renamed = models.JSONField(default=dict, help_text="Keys of criteria of other versions to those it knows.")
    decided = models.CharField(max_length=12, help_text="Why it serves or not; see insight/training/proving.py.")
    proof = models.JSONField(default=dict, help_text="Scores on the latest closed ones, which it had not seen.")
    unknown = models.JSONField(default=dict, help_text="What it cannot know: gaps, rare levels, criteria never met.")
    seen = models.JSONField(default=dict, help_text="How its columns were spread, to see them shift.")
    serving_since = models.DateTimeField(null=True)
    serving_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="serving"), name="one_model_serves"),
        ]
        indexes = [models.Index(F("trained_at").desc(), name="model_latest")]

    def __str__(self) -> str:
        return f"{self.deals} closed opportunities, {self.trained_at:%Y-%m-%d}"


class Score(models.Model):
    """What the model in use says of an opportunity, with all it takes to reckon it again."""

    opportunity = models.OneToOneField(Opportunity, on_delete=models.CASCADE, primary_key=True, related_name="score")
    version = models.ForeignKey(WinModelVersion, on_delete=models.PROTECT, related_name="scores")
    chance = models.FloatField(help_text="Of winning, 0 to 1.")
    low = models.FloatField(help_text="90 % interval.")
    high = models.FloatField()
    learned = models.FloatField(help_text="Share of it that is history, 0 to 1; the rest is the playbook's belief.")
    base = models.FloatField(help_text="Chance before anything of this opportunity is looked at.")
    prior = models.FloatField(help_text="The playbook's chance, 0 to 1.")
    reasons = models.JSONField(help_text="Terms [column, value, log-odds, points, n], the strongest first.")
    features = models.JSONField(help_text="Column to word or number; a gap is left out.")
    on = models.DateField(help_text="The day it speaks of.")
    at = models.DateTimeField()

    class Meta:
        # The order of the list by chance; see pursuit/queries/filtering.py.
        indexes = [models.Index(F("chance").desc(), F("opportunity"), name="score_likeliest")]

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {self.chance:.2f}"


class ScoreHistory(models.Model):
    """How the chance moved: a row a week at most, and only where it moved by more than a point."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="score_history")
    week = models.DateField(help_text="Its Monday.")
    on = models.DateField()
    version = models.ForeignKey(WinModelVersion, on_delete=models.PROTECT, related_name="+")
    chance = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "week"], name="one_score_a_week")]

    def __str__(self) -> str:
        return f"{self.opportunity_id} on {self.on}: {self.chance:.2f}"


class OwnChance(models.Model):
    """What a member said how likely it is won. A later row is the later opinion; none is changed."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="own_chances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    percent = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="percent_up_to_100")]
        indexes = [models.Index(F("opportunity"), F("id").desc(), name="own_chance_latest")]

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {self.percent} %"


class ModelCheck(models.Model):
    """Whether the model in use still fits: one row a night. `alarm` is a key of drift, empty: nothing is wrong."""

    version = models.ForeignKey(WinModelVersion, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField()
    figures = models.JSONField(help_text="See insight/training/drift.py.")
    alarm = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(F("at").desc(), name="model_check_latest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.alarm or 'fits'}"


class EffectRun(models.Model):
    """One reckoning of what works. The latest one counts; all are kept."""

    at = models.DateTimeField()
    seed = models.IntegerField()
    deals = models.PositiveIntegerField()
    won = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of what it found.")

    class Meta:
        indexes = [models.Index(F("at").desc(), name="effect_run_latest")]

    def __str__(self) -> str:
        return f"{self.deals} closed opportunities, {self.at:%Y-%m-%d}"


class BehaviourEffect(models.Model):
    """What one behaviour changes, over the whole organisation; see insight/effects/types.py: Effect."""

    run = models.ForeignKey(EffectRun, on_delete=models.CASCADE, related_name="effects")
    behaviour = models.CharField(max_length=120, help_text="criterion/…, play/… or activity/… with its key.")
    verdict = models.CharField(max_length=20)
    why = models.CharField(max_length=250, blank=True)
    n = models.PositiveIntegerField()
    done = models.PositiveIntegerField()
    points = models.FloatField(null=True)
    points_low = models.FloatField(null=True)
    points_high = models.FloatField(null=True)
    log_odds = models.FloatField(null=True)
    log_odds_low = models.FloatField(null=True)
    log_odds_high = models.FloatField(null=True)
    days = models.FloatField(null=True)
    days_low = models.FloatField(null=True)
    days_high = models.FloatField(null=True)
    naive = models.FloatField(help_text="Points by which those who did it won more often, unadjusted.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "behaviour"], name="one_effect_a_behaviour")]

    def __str__(self) -> str:
        return f"{self.behaviour}: {self.verdict}"


class PaceRun(models.Model):
    """What was learned of time: how long stages last here, how deals leave them, how close dates came true.

    The latest one speaks; all are kept. `text` is insight/timing/saying.py: Known.
    """

    at = models.DateTimeField()
    deals = models.PositiveIntegerField(help_text="Opportunities it was learned from, open ones among them.")
    won = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text.")

    class Meta:
        indexes = [models.Index(F("at").desc(), name="pace_run_latest")]

    def __str__(self) -> str:
        return f"{self.deals} opportunities, {self.at:%Y-%m-%d}"
