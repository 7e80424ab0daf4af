"""What a criterion, a play or a behaviour changes in winning and in time (pure), or why it cannot be told."""
