"""What can go wrong in the vault. No message ever holds a sealed value."""

from django.core.exceptions import FieldError, ImproperlyConfigured


class VaultError(Exception):
    """Base of everything the vault raises on its own account."""


class SealBroken(VaultError):
    """A sealed value does not open: altered, moved from elsewhere, or sealed under another key.

    This is an incident, never an empty value.
    """


class Shredded(VaultError):
    """The data key was destroyed on purpose; what it sealed is erased. Screens say "suprimido"."""


class SealedMisuse(VaultError, FieldError):
    """The programmer asked of a sealed column what it cannot do (filter, sort, update in place)."""


class KeyringMissing(VaultError, ImproperlyConfigured):
    """The file with the key-encryption keys is absent, unsafe or incomplete; the message says what to do."""


class FileGone(VaultError):
    """A sealed file that a row names is not there, or not of its length. This is an incident."""
