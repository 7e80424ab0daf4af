"""What can happen when the organisation learns."""

from fieldcraft.trail.verbs import register

MODEL_TRAINED = register(
    name="model.trained",
    sentence="learned from closed opportunities: {subject}",
    help="The win model was fitted anew. The entry says whether it serves from now on, and whether what serves fits.",
)
EFFECTS_LEARNED = register(
    name="effects.learned",
    sentence="reckoned what works from {subject}",
    help="What criteria, plays and activities change was reckoned anew from closed opportunities.",
)
CHANCE_SAID = register(
    name="chance.said",
    sentence="gave an own number for {subject}",
    help="A member said how likely an opportunity is won; the number stands beside the reckoned one.",
)
PROPOSAL_LEFT = register(
    name="proposal.left",
    sentence="left a proposal for later: {subject}",
    help="A change that the data propose for the playbook was answered with not now; the note says why.",
)
PROPOSAL_BACK = register(
    name="proposal.back",
    sentence="put a proposal back: {subject}",
    help="A proposal that was left for later is proposed again.",
)
