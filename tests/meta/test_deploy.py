"""The production files, checked without a container engine: their form, their promises, and that the settings load."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands
from django.urls import reverse

from cases.attachments.kinds import COMMON_LIMIT, MEDIA_LIMIT, MIB
from cases.views.attachments import ENVELOPE_BYTES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("web", "worker", "beat", "migrate")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PROGRAMS = {"gunicorn", "celery", "python"}


def test_the_compose_file_follows_the_schema():
    tool = Path(sys.executable).parent / "check-jsonschema"
    result = subprocess.run(
        [tool, "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout


def test_the_services_are_those_of_the_architecture():
    assert set(SERVICES) == {"proxy", "web", "worker", "beat", "migrate", "database", "broker"}
    assert SERVICES["database"]["image"].startswith("postgres:18")
    assert SERVICES["broker"]["image"].startswith("valkey/valkey:9")


@pytest.mark.security
@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_closed(name):
    service = SERVICES[name]
    user = str(service["user"]).split(":")[0]
    assert user.isdigit() and int(user) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service and "network_mode" not in service
    assert all("docker.sock" not in volume for volume in service.get("volumes", []))


@pytest.mark.security
def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert [name for name, service in SERVICES.items() if "outside" in service["networks"]] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] and COMPOSE["networks"]["data"]["internal"]
    assert "data" not in SERVICES["proxy"]["networks"]


@pytest.mark.security
def test_no_secret_stands_in_the_environment_or_in_a_command():
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|KEY|_URL", name):
                assert name.endswith("_FILE") and value.startswith("/run/secrets/"), name
        assert "password" not in " ".join(service.get("command", [])).lower()


@pytest.mark.security
def test_every_secret_is_a_file_that_git_ignores():
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"./deploy/secrets/{name}"}
    assert "/deploy/secrets/" in (ROOT / ".gitignore").read_text().split()
    used = {name for service in SERVICES.values() for name in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])


def test_what_a_service_reads_as_a_secret_is_given_to_it():
    for name, service in SERVICES.items():
        text = json.dumps([service.get("environment", {}), service.get("command", [])])
        assert set(re.findall(r"/run/secrets/(\w+)", text)) <= set(service.get("secrets", [])), name


def test_every_lasting_service_has_a_health_check():
    assert {name for name in SERVICES if "healthcheck" not in SERVICES[name]} == {"migrate"}


@pytest.mark.parametrize("name", OURS)
def test_commands_exist(name):
    program, *words = SERVICES[name]["command"]
    assert program in PROGRAMS
    if program == "python":
        assert words[0] == "manage.py" and words[1] in get_commands()
    if "--config" in words:
        assert (ROOT / words[words.index("--config") + 1]).is_file()


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_programs_accept_their_options(name, production_environment):
    words = SERVICES[name]["command"]
    python = Path(sys.executable).parent
    check = ["--check-config"] if words[0] == "gunicorn" else ["--help"]
    result = subprocess.run(
        [python / words[0], *words[1:], *check],
        cwd=ROOT,
        env=production_environment(name),
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr


@pytest.fixture
def production_environment(tmp_path):
    """The environment of a service, exactly, with temporary files in the place of the secrets."""
    contents = {
        "secret_key": "x7Kq-9mWd-Lp2v" * 4,
        "database_url_migrate": "postgres://calp:largo@database:5432/calp",
        "database_url_web": "postgres://calp_web:largo@database:5432/calp",
        "database_url_worker": "postgres://calp_worker:largo@database:5432/calp",
        "broker_url": "redis://:largo@broker:6379/0",
        "keyring": "{}",
    }
    for name, content in contents.items():
        (tmp_path / name).write_text(content)

    def environment(name: str, *, without: str = "") -> dict[str, str]:
        values = {"PATH": os.environ["PATH"]}
        for key, value in SERVICES[name]["environment"].items():
            value = re.sub(r"\$\{CALP_HOSTS:\?[^}]*\}", "registro.example.org", value)
            value = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)
            values[key] = value.replace("/run/secrets", str(tmp_path))
        if without:
            (tmp_path / without).unlink()
        return values

    return environment


@pytest.mark.parametrize("name", OURS)
def test_the_settings_load_with_exactly_that_environment(name, production_environment):
    code = "import django; django.setup(); from django.conf import settings; print(settings.IS_PRODUCTION)"
    environment = production_environment(name) | {"DJANGO_SETTINGS_MODULE": "calp.settings"}
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (result.stdout.strip(), result.returncode) == ("True", 0), result.stderr


@pytest.mark.security
@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("secret_key", "SECRET_KEY"),
        ("database_url_web", "DATABASE_URL"),
        ("broker_url", "BROKER_URL"),
        ("keyring", "VAULT_KEYRING_FILE"),
    ],
)
def test_a_missing_secret_file_is_named(secret, said, production_environment):
    environment = production_environment("web", without=secret)
    result = subprocess.run(
        [sys.executable, "-c", "import calp.settings"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert result.returncode == 1
    assert f"Production refuses to start: {said}" in result.stderr


def test_the_public_host_has_no_default():
    assert SERVICES["web"]["environment"]["CALP_HOSTS"].startswith("${CALP_HOSTS:?")


def test_the_image_installs_the_running_lock_only_with_hashes_as_nobody_special():
    assert "--require-hashes" in DOCKERFILE and "requirements.lock" in DOCKERFILE
    assert "requirements-dev" not in DOCKERFILE
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.M) == ["10001:10001"]
    for library in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"):
        assert library in DOCKERFILE


def test_the_image_contains_every_room_and_no_developers_service():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "demonstration"}
    assert {f"!{room}/" for room in rooms} <= set(lines)
    assert "!demonstration/" not in lines, "made-up people have no place beside real ones"
    for name in ("embedded", "launch", "prepare", "supervisor"):
        assert f"calp/{name}.py" in lines
    for copied in re.findall(r"(?:COPY|!)\s*(deploy/\S+)", DOCKERFILE + "\n".join(lines)):
        assert (ROOT / copied).exists()


def test_the_running_application_imports_no_developers_service():
    code = (
        "import sys, django; django.setup(); import calp.wsgi, calp.urls, calp.celery;"
        "print([name for name in ('embedded', 'launch', 'prepare', 'supervisor') if f'calp.{name}' in sys.modules])"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "calp.settings"}
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert result.stdout.strip() == "[]", result.stderr


@pytest.mark.slow
def test_the_web_server_may_read_what_the_image_collects(tmp_path):
    environment = os.environ | {"CALP_ENV": "demo", "CALP_STATIC_ROOT": str(tmp_path / "collected")}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    collected = [path for path in (tmp_path / "collected").rglob("*") if path.is_file()]
    assert "staticfiles.json" in {path.name for path in collected}
    assert all(path.stat().st_mode & 0o004 for path in collected), "collected by root, served by nobody special"


@pytest.mark.security
def test_the_proxy_speaks_for_the_visitor_and_logs_no_query():
    text = (ROOT / "deploy" / "proxy" / "nginx.conf").read_text()
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "proxy_set_header X-Forwarded-Proto https;" in text
    [log_format] = re.findall(r"log_format .*", text)
    assert "$uri" in log_format and "request_uri" not in log_format and "$args" not in log_format
    assert re.findall(r"error_log \S+ (\w+);", text) == ["crit"], "lines of level error quote the query"
    assert re.findall(r"ssl_protocols (.*);", text) == ["TLSv1.2 TLSv1.3"]


@pytest.mark.security
def test_no_upload_and_no_download_lies_plain_on_the_proxys_disk():
    text = (ROOT / "deploy" / "proxy" / "nginx.conf").read_text()
    temporary = re.findall(r"(\w+_temp_path) (\S+);", text)
    assert len(temporary) == 5 and all(path.startswith("/tmp/") for _name, path in temporary)
    assert any(each.startswith("/tmp:") for each in SERVICES["proxy"]["tmpfs"])
    assert "proxy_max_temp_file_size 0;" in text


def test_the_proxy_lets_through_what_the_pages_take():
    text = (ROOT / "deploy" / "proxy" / "nginx.conf").read_text()
    [pattern] = re.findall(r'location ~ "([^"]+)" \{\s+client_max_body_size 201m;', text)
    case = "01a1f804-4b5c-77a3-9b24-3f09ef4feb3e"
    for name in ("attachment_new", "attachment_version"):
        assert re.search(pattern, reverse(f"cases:{name}", args=[case]))
    assert not re.search(pattern, reverse("cases:attachment", args=[case]))
    assert MEDIA_LIMIT + ENVELOPE_BYTES == 201 * MIB
    assert COMMON_LIMIT + MIB == 26 * MIB and "client_max_body_size 26m;" in text


@pytest.mark.security
def test_made_secrets_are_different_each_time_and_fit_together(tmp_path):
    made = [_make_secrets(tmp_path / str(number)) for number in (1, 2)]
    assert not set(made[0].values()) & set(made[1].values())
    for secrets in made:
        for role, name in (("calp", "migrate"), ("calp_web", "web"), ("calp_worker", "worker")):
            assert f"//{role}:{secrets[f'password_{role}']}@" in secrets[f"database_url_{name}"]
        [password] = re.findall(r">(\w+)", secrets["broker_acl"])
        assert f":{password}@" in secrets["broker_url"]
        assert len(secrets["secret_key"]) >= 50


def test_making_secrets_again_keeps_them(tmp_path):
    assert _make_secrets(tmp_path) == _make_secrets(tmp_path)


def _make_secrets(folder: Path) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    script = folder / "make-secrets"
    script.write_text((ROOT / "deploy" / "make-secrets").read_text())
    subprocess.run(["bash", script], check=True, capture_output=True)
    secrets = folder / "secrets"
    assert secrets.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o077 == 0 for path in secrets.iterdir())
    return {path.name: path.read_text().strip() for path in secrets.iterdir()}
