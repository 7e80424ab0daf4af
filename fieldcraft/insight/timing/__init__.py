"""When an opportunity will close, and how sure that is. Pure: no Django, no clock."""
