import json
import stat

import pytest
from django.core.management import CommandError, call_command

from vault import keyring
from vault.errors import KeyringMissing


def test_a_missing_keyring_says_what_to_do(settings, tmp_path):
    settings.VAULT_KEYRING_FILE = tmp_path / "absent.json"
    with pytest.raises(KeyringMissing, match="make_keyring"):
        keyring.keyring()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"current": 1, "keys": {}, "index": ""}',
        '{"current": 2, "keys": {"1": "%(key)s"}, "index": "%(key)s"}',
        '{"current": 1, "keys": {"1": "c2hvcnQ="}, "index": "%(key)s"}',
        '{"current": 1, "keys": {"1": "%(key)s"}}',
        '{"current": 1, "keys": {"1": "not base64"}, "index": "%(key)s"}',
    ],
)
def test_an_incomplete_keyring_is_refused_without_showing_it(text):
    key = keyring.new_ring()["index"]
    with pytest.raises(KeyringMissing) as refusal:
        keyring.parse(text % {"key": key})
    assert key not in str(refusal.value)


def test_a_keyring_shows_its_versions_only(ring_file):
    ring = keyring.keyring()
    assert repr(ring) == "Keyring(current=1)"
    assert json.loads(ring_file.read_text())["index"] not in repr(ring)


def test_the_file_is_read_again_only_when_it_changed(rotate):
    before = keyring.keyring()
    assert keyring.keyring() is before
    rotate()
    assert keyring.keyring().current == 2


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_in_production_a_keyring_others_may_read_is_refused(ring_file, settings, mode):
    settings.IS_PRODUCTION = True
    ring_file.chmod(mode)
    with pytest.raises(KeyringMissing, match="chmod 600"):
        keyring.keyring()
    ring_file.chmod(0o600)
    assert keyring.keyring().current == 1


def test_make_keyring_makes_a_private_file_once(settings, tmp_path, capsys):
    path = settings.VAULT_KEYRING_FILE = tmp_path / "keys" / "keyring.json"
    call_command("make_keyring")
    made = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keyring.keyring().current == 1
    call_command("make_keyring")
    assert path.read_text() == made
    assert "Kept" in capsys.readouterr().out


def test_make_keyring_in_production_wants_the_path_said(settings, tmp_path):
    settings.IS_PRODUCTION = True
    path = settings.VAULT_KEYRING_FILE = tmp_path / "keyring-of-production.json"
    with pytest.raises(CommandError, match="--path"):
        call_command("make_keyring")
    assert not path.exists()
    call_command("make_keyring", path=path)
    assert path.exists()


def test_rotating_adds_a_key_and_keeps_the_old_ones(ring_file):
    before = json.loads(ring_file.read_text())
    call_command("make_keyring", rotate=True)
    after = json.loads(ring_file.read_text())
    assert after["current"] == 2
    assert after["keys"]["1"] == before["keys"]["1"] != after["keys"]["2"]
    assert after["index"] == before["index"]
    assert stat.S_IMODE(ring_file.stat().st_mode) == 0o600


def test_rotating_a_keyring_that_is_not_there_makes_none(tmp_path):
    with pytest.raises(CommandError, match="no keyring"):
        call_command("make_keyring", rotate=True, path=tmp_path / "absent.json")
    assert not (tmp_path / "absent.json").exists()
