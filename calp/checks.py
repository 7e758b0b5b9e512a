"""What a production environment must bring itself, and must not have kept from the demonstration."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

DEMO_SECRET_KEY = "demonstration-only-secret-key-never-in-production"
DEMO_DATABASE_URL = "postgres://calp@127.0.0.1:55432/calp"
DEMO_BROKER_URL = "redis://127.0.0.1:56379/0"
SHORTEST_SECRET = 50

_DEMONSTRATION = {
    "SECRET_KEY": DEMO_SECRET_KEY,
    "DATABASE_URL": DEMO_DATABASE_URL,
    "BROKER_URL": DEMO_BROKER_URL,
}
# script/server keeps the demonstration's secrets here, in a checkout's var folder.
_DEMONSTRATION_FOLDER = Path(__file__).resolve().parent.parent / "var" / "keys"


def running_services(var: Path) -> dict[str, str]:
    """DATABASE_URL and BROKER_URL of the script/server that runs on this var folder; empty when none does."""
    try:
        return json.loads((var / "run" / "services.json").read_text())
    except (FileNotFoundError, PermissionError, ValueError):
        return {}


def refuse_demonstration_secrets(env) -> None:
    """Raise ImproperlyConfigured naming every secret that is missing or is the demonstration's.

    ``env`` is a ``FileAwareEnv``: ``NAME_FILE`` stands for ``NAME``.
    """
    checks = (_about_secrets, _about_passwords, _about_keyring, _about_hosts, _about_scanner)
    problems = [problem for check in checks for problem in check(env)]
    if problems:
        raise ImproperlyConfigured("Production refuses to start: " + "; ".join(problems) + ".")


def _about_secrets(env) -> list[str]:
    problems = []
    for name, demonstration in _DEMONSTRATION.items():
        value = _read(env, name)
        if not value:
            problems.append(f"{name} (or {name}_FILE) is missing")
        elif value == demonstration or _is_demonstration_file(env(f"{name}_FILE", default="")):
            problems.append(f"{name} is the demonstration's")
        elif name == "SECRET_KEY" and len(value) < SHORTEST_SECRET:
            problems.append(f"SECRET_KEY has fewer than {SHORTEST_SECRET} characters")
    return problems


def _about_passwords(env) -> list[str]:
    """Services without a password are for the demonstration's sockets only."""
    return [
        f"{name} has no password"
        for name in ("DATABASE_URL", "BROKER_URL")
        if _read(env, name) not in {"", _DEMONSTRATION[name]} and not urlsplit(_read(env, name)).password
    ]


def _about_keyring(env) -> list[str]:
    path = env("VAULT_KEYRING_FILE", default="")
    if not path:
        return ["VAULT_KEYRING_FILE is missing"]
    if not Path(path).is_file():
        return ["VAULT_KEYRING_FILE does not exist"]
    return ["VAULT_KEYRING_FILE is the demonstration's"] if _is_demonstration_file(path) else []


def _about_hosts(env) -> list[str]:
    hosts = env.list("CALP_HOSTS", default=[])
    if not hosts:
        return ["CALP_HOSTS is missing"]
    return ["CALP_HOSTS must name the hosts, not *"] if "*" in hosts else []


def _about_scanner(env) -> list[str]:
    """Empty is allowed: documents then wait in review until somebody decides."""
    address = urlsplit(_read(env, "CALP_SCANNER"))
    is_right = {
        "": address.path in {"", "none"},
        "tcp": bool(address.hostname and ":" in address.netloc),
        "unix": address.path.startswith("/"),
    }
    if is_right.get(address.scheme):
        return []
    return ["CALP_SCANNER must be tcp://host:port, unix:///path or none"]


def _read(env, name: str) -> str:
    """The value; empty when it is not there or its file is not."""
    try:
        return env(name, default="").strip()
    except FileNotFoundError:
        return ""


def _is_demonstration_file(path: str) -> bool:
    return bool(path) and _DEMONSTRATION_FOLDER in Path(path).resolve().parents
