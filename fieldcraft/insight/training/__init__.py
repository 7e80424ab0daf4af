"""From landmarks to a model that serves: fitted, held against what it had not seen, and kept only when as good."""
