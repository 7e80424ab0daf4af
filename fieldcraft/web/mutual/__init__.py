"""The mutual action plan: the rep's page, and the page the customer sees."""
