"""The studio: drafts of the method, written in the browser."""
