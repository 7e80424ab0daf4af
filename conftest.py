"""Test set-up that every test folder shares."""

pytest_plugins = ["tests.support.organisation"]
