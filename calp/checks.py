"""What a production environment must bring itself, and must not have kept from the demonstration."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

DEMO_SECRET_KEY = "demonstration-only-secret-key-never-in-production"
DEMO_DATABASE_URL = "postgres://calp@127.0.0.1:55432/calp"
DEMO_BROKER_URL = "redis://127.0.0.1:56379/0"

_DEMONSTRATION = {
    "SECRET_KEY": DEMO_SECRET_KEY,
    "DATABASE_URL": DEMO_DATABASE_URL,
    "BROKER_URL": DEMO_BROKER_URL,
}


def refuse_demonstration_secrets(env) -> None:
    """Raise ImproperlyConfigured naming every secret that is missing or is the demonstration's.

    ``env`` is a ``FileAwareEnv``: ``NAME_FILE`` stands for ``NAME``.
    """
    problems = []
    for name, demonstration in _DEMONSTRATION.items():
        value = env(name, default="")
        if not value:
            problems.append(f"{name} (or {name}_FILE) is missing")
        elif value == demonstration:
            problems.append(f"{name} is the demonstration's")
    if len(env("SECRET_KEY", default="")) < 50:
        problems.append("SECRET_KEY has fewer than 50 characters")
    keyring = env("VAULT_KEYRING_FILE", default="")
    if not keyring:
        problems.append("VAULT_KEYRING_FILE is missing")
    elif not Path(keyring).is_file():
        problems.append("VAULT_KEYRING_FILE does not exist")
    if not env("CALP_HOSTS", default=""):
        problems.append("CALP_HOSTS is missing")
    if problems:
        raise ImproperlyConfigured("Production refuses to start: " + "; ".join(problems) + ".")
