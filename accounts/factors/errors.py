"""What goes wrong with a second factor, in words for whoever is in front of it."""


class WrongFactor(Exception):
    """The code or the key is not this account's, or was used already."""


class LastFactor(Exception):
    """An account keeps at least one factor."""


class HasFactor(Exception):
    """Only an account without any factor adds its first one with nothing but the password."""


class NotOpen(Exception):
    """The reset was confirmed already, or its day is over."""
