"""A playbook as data: schema, loader, check, and the compiled form that evaluation reads. Pure: no Django, no clock."""
