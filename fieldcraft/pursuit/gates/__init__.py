"""Moving an opportunity to another stage, closing it and opening it again: one action for every door."""
