"""Moving opportunities to another version, and trials of two versions, in the browser."""
