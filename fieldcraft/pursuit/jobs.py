"""Jobs of this domain, where the worker looks for them."""

from fieldcraft.pursuit.mutual.jobs import send_code

__all__ = ["send_code"]
