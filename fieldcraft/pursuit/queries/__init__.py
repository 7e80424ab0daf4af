"""Reads of opportunities under a playbook; every one takes the viewer it is for."""
