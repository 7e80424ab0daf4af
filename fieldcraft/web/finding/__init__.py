"""The page of the search box, and what the palette shows of it."""
