"""Puts a played organisation into the product: the same writer as the demo's, the same tables as everybody's."""
