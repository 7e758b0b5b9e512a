import pytest
from django.db import connection

from tests.vault.letters import Letter, Postcard
from vault import keyring


@pytest.fixture(scope="package")
def letter_tables(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Letter)
        editor.create_model(Postcard)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Postcard)
        editor.delete_model(Letter)


@pytest.fixture
def ring_file(tmp_path, settings):
    """A keyring of its own for one test."""
    settings.VAULT_KEYRING_FILE = tmp_path / "keyring.json"
    keyring.write(settings.VAULT_KEYRING_FILE, keyring.new_ring())
    return settings.VAULT_KEYRING_FILE
