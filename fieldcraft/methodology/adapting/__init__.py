"""Adapted playbooks in an organisation: which base a version was made from, and merging it with a newer one."""
