"""Reads what comes in: mails, calendars, pasted notes. Pure: no Django, no clock, no network.

Whatever the bytes are, the answer is either what was read or one of the errors here, within the limits set here.
"""
