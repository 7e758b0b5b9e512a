"""Production starts with its own secrets or not at all, and says which one is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from calp import checks

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SECRET = "x7Kq-9mWd-Lp2v" * 4


@pytest.fixture
def production(tmp_path):
    """A complete production environment; its secrets are files, as containers get them."""
    secrets = {
        "secret_key": SECRET,
        "database_url": "postgres://calp:largo@database:5432/calp",
        "broker_url": "redis://:largo@broker:6379/0",
        "keyring": json.dumps({"current": 1}),
    }
    for name, value in secrets.items():
        (tmp_path / name).write_text(value + "\n")
        (tmp_path / name).chmod(0o400)
    return {
        "PATH": os.environ["PATH"],
        "CALP_ENV": "production",
        "CALP_HOSTS": "registro.example.org",
        "CALP_VAR": str(tmp_path / "var"),
        "SECRET_KEY_FILE": str(tmp_path / "secret_key"),
        "DATABASE_URL_FILE": str(tmp_path / "database_url"),
        "BROKER_URL_FILE": str(tmp_path / "broker_url"),
        "VAULT_KEYRING_FILE": str(tmp_path / "keyring"),
    }


def load(environment: dict[str, str], code: str = "import calp.settings") -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)


def refusal(environment: dict[str, str]) -> str:
    result = load(environment)
    assert result.returncode == 1
    return result.stderr.strip().splitlines()[-1]


def test_production_starts_with_its_own_secrets(production):
    result = load(production, "from calp import settings; print(settings.DATABASES['default']['NAME'], settings.DEBUG)")
    assert (result.stdout.strip(), result.returncode) == ("calp False", 0), result.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "BROKER_URL"])
def test_a_missing_secret_is_named(production, name):
    del production[f"{name}_FILE"]
    assert f"{name} (or {name}_FILE) is missing" in refusal(production)


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "BROKER_URL"])
def test_a_secret_whose_file_is_not_there_is_named(production, name):
    Path(production[f"{name}_FILE"]).unlink()
    assert f"{name} (or {name}_FILE) is missing" in refusal(production)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", checks.DEMO_SECRET_KEY),
        ("DATABASE_URL", checks.DEMO_DATABASE_URL),
        ("BROKER_URL", checks.DEMO_BROKER_URL),
    ],
)
def test_the_demonstrations_value_is_refused_by_name(production, name, value):
    del production[f"{name}_FILE"]
    production[name] = value
    assert f"{name} is the demonstration's" in refusal(production)


def test_a_short_secret_key_is_refused(production):
    del production["SECRET_KEY_FILE"]
    production["SECRET_KEY"] = "corta"
    assert "SECRET_KEY has fewer than 50 characters" in refusal(production)


@pytest.mark.parametrize(
    ("name", "value"), [("DATABASE_URL", "postgres://calp@database/calp"), ("BROKER_URL", "redis://broker:6379/0")]
)
def test_a_service_without_a_password_is_refused(production, name, value):
    del production[f"{name}_FILE"]
    production[name] = value
    assert f"{name} has no password" in refusal(production)


def test_the_keyring_must_be_named_and_exist(production):
    Path(production["VAULT_KEYRING_FILE"]).unlink()
    assert "VAULT_KEYRING_FILE does not exist" in refusal(production)
    del production["VAULT_KEYRING_FILE"]
    assert "VAULT_KEYRING_FILE is missing" in refusal(production)


def test_the_demonstrations_keyring_is_refused(production, monkeypatch, tmp_path):
    monkeypatch.setattr(checks, "_DEMONSTRATION_FOLDER", tmp_path)
    assert checks._is_demonstration_file(production["VAULT_KEYRING_FILE"])
    assert not checks._is_demonstration_file("/run/secrets/keyring")


@pytest.mark.parametrize("hosts", ["", "*", "registro.example.org,*"])
def test_the_hosts_must_be_named(production, hosts):
    production["CALP_HOSTS"] = hosts
    assert "CALP_HOSTS" in refusal(production)


def test_everything_wrong_is_said_at_once():
    said = refusal({"PATH": os.environ["PATH"], "CALP_ENV": "production"})
    for name in ("SECRET_KEY", "DATABASE_URL", "BROKER_URL", "VAULT_KEYRING_FILE", "CALP_HOSTS"):
        assert name in said


def test_a_refusal_does_not_show_the_secret(production):
    production |= {"CALP_HOSTS": "", "SECRET_KEY": SECRET}
    assert SECRET not in load(production).stderr


def test_an_unknown_environment_is_refused():
    assert "CALP_ENV must be demo, test or production" in refusal({"PATH": os.environ["PATH"], "CALP_ENV": "staging"})


@pytest.mark.slow
def test_djangos_deployment_checks_find_nothing(production):
    result = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=production,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr


def test_production_knows_neither_the_demonstrations_accounts_nor_their_codes(production):
    """Its commands (``demo_code``, ``demo_accounts``) do not exist there, even where its folder was copied along."""
    result = load(production, "from calp import settings; print('demonstration' in settings.INSTALLED_APPS)")
    assert (result.stdout.strip(), (ROOT / "demonstration").is_dir()) == ("False", True), result.stderr


def test_production_does_not_look_for_a_running_demonstration(production, tmp_path):
    run = tmp_path / "var" / "run"
    run.mkdir(parents=True)
    (run / "services.json").write_text(json.dumps({"DATABASE_URL": "postgres://x@/demo?host=/x"}))
    result = load(production, "from calp import settings; print(settings.DATABASE_URL)")
    assert result.stdout.strip() == "postgres://calp:largo@database:5432/calp"


def test_the_demonstration_is_found_where_script_server_left_it(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "services.json").write_text(json.dumps({"DATABASE_URL": "postgres://calp@/calp?host=/x"}))
    environment = {"PATH": os.environ["PATH"], "CALP_ENV": "demo", "CALP_VAR": str(tmp_path)}
    result = load(environment, "from calp import settings; print(settings.DATABASE_URL)")
    assert result.stdout.strip() == "postgres://calp@/calp?host=/x"


@pytest.mark.parametrize("address", ["clamav:3310", "http://clamav:3310", "tcp://clamav", "unix:clamd", "None"])
def test_an_address_of_the_scanner_that_leads_nowhere_is_named(production, address):
    assert "CALP_SCANNER must be" in refusal(production | {"CALP_SCANNER": address})


@pytest.mark.security
def test_production_without_a_word_on_the_scanner_lets_no_document_through(production):
    result = load(production, "from calp import settings; print(repr(settings.SCANNER_URL))")
    assert result.stdout.strip() == "''", result.stderr
