"""Opportunities as they were known on past days: facts and assessments that hold nothing learnt later."""
