"""A generated sales organisation, played into the product as if it had happened."""
