"""Names of the imports' verbs as `crm` registers them."""

OPPORTUNITY_IMPORTED = "opportunity.imported"
OPPORTUNITY_CHANGED = "opportunity.changed"
