"""Keeps a sales methodology executed after the class is over and the consultant has left."""
