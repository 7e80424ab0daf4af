"""When an opportunity will close, from how long stages take (pure)."""
