"""The studio in words and shapes; pure."""
