"""Drafts of a playbook: written by several people in the browser, reviewed by managers, published as a version."""
