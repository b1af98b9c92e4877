"""What can go wrong, in words for people."""


class ResourceError(Exception):
    """What was asked of the library cannot be done; the message says why, to a person."""
