"""The pages for bringing a file in."""
