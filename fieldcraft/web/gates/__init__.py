"""Moving, closing, reopening, and being asked to verify, on screen."""
