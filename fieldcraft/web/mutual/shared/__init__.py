"""The customer's door: a plan through a link, without a login and without a script."""
