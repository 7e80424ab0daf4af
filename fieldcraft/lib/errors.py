"""The one kind of failure that doors show as a sentence."""


class OperatorError(Exception):
    """Whoever runs Fieldcraft can mend this; the message says what, where, why and what to do, without a traceback."""
