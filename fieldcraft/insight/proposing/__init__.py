"""What the effects say should change in the playbook (pure): proposals, and the playbook with the chosen ones in it."""
