"""What this domain does: learns, keeps what was known, takes a rep's own number."""

from fieldcraft.insight.actions.effects import learn_effects
from fieldcraft.insight.actions.keeping import keep_landmarks
from fieldcraft.insight.actions.pace import learn_pace
from fieldcraft.insight.actions.saying import say_chance
from fieldcraft.insight.actions.training import Trained, rescore, train

__all__ = ["Trained", "keep_landmarks", "learn_effects", "learn_pace", "rescore", "say_chance", "train"]
