"""Calls: what is planned and logged with the customer, the plan before and the debrief after."""
