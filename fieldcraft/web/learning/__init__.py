"""Where the organisation sees what it learned."""
