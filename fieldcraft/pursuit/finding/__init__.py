"""Finding any record by a few letters of its name."""
