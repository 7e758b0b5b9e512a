import json

import pytest
from django.db import connection

from tests.plugins.database import as_owner
from tests.vault.letters import Letter, Postcard
from vault import keyring
from vault.models import DataKey


@pytest.fixture(scope="package")
def letter_tables(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), as_owner(), connection.schema_editor() as editor:
        editor.create_model(Letter)
        editor.create_model(Postcard)
    yield
    with django_db_blocker.unblock(), as_owner(), connection.schema_editor() as editor:
        editor.delete_model(Postcard)
        editor.delete_model(Letter)


@pytest.fixture(autouse=True)
def ring_file(tmp_path, settings):
    """A keyring of its own for every test of the vault."""
    settings.VAULT_KEYRING_FILE = tmp_path / "keyring.json"
    keyring.write(settings.VAULT_KEYRING_FILE, keyring.new_ring())
    return settings.VAULT_KEYRING_FILE


@pytest.fixture
def rotate(ring_file):
    """Put a new current key into the keyring, as make_keyring --rotate does."""

    def rotate():
        keyring.write(ring_file, keyring.rotated(json.loads(ring_file.read_text())))

    return rotate


@pytest.fixture
def key(db, letter_tables):
    return DataKey.objects.make()


@pytest.fixture
def letter(key):
    """A stored letter, as the next reader loads it: nothing opened yet."""
    made = Letter.objects.create(
        key=key,
        sender="Rosaura Ccori",
        receiver="Ximena Huamán",
        story="Llegó de noche.",
        tags=["uno", "dos"],
    )
    return Letter.objects.select_related("key").get(pk=made.pk)
