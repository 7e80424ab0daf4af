"""What only a simulated organisation has happen, until coaching and learning have tables of their own."""

from fieldcraft.trail.verbs import register

COACHED = register(
    name="simulation.coached",
    sentence="coached {subject}",
    help="In a simulated organisation: a manager coached a rep on one criterion, named as the behaviour that changed.",
)
TRAINED = register(
    name="simulation.trained",
    sentence="had a training: {subject}",
    help="In a simulated organisation: a day of training or a reinforcement that a rep took part in.",
)
