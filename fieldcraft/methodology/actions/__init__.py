"""Changes to installed playbooks, and to whom this organisation trusts."""

from fieldcraft.methodology.actions.founding import found_installation, found_organisation
from fieldcraft.methodology.actions.installing import (
    install_package,
    install_playbook,
    install_shipped_playbook,
)
from fieldcraft.methodology.actions.trusting import stop_trusting, trust_publisher
from fieldcraft.methodology.queries import SHIPPED
from fieldcraft.methodology.rollout import put_in_use

__all__ = [
    "SHIPPED",
    "found_installation",
    "found_organisation",
    "install_package",
    "install_playbook",
    "install_shipped_playbook",
    "put_in_use",
    "stop_trusting",
    "trust_publisher",
]
