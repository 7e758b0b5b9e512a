"""The steps before the programs start: each is done when needed, and only then."""

import gettext
import os
import time

import pytest
from django.db import connection

from calp import prepare

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Guardar"
msgstr "Save"

#, fuzzy
msgid "Derivar"
msgstr "Derive"
"""


@pytest.fixture
def locale(tmp_path):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE)
    return tmp_path


def test_a_catalogue_is_compiled(locale):
    [written] = prepare.compile_messages(locale)
    with written.open("rb") as file:
        translations = gettext.GNUTranslations(file)
    assert translations.gettext("Guardar") == "Save"
    assert translations.gettext("Derivar") == "Derivar", "a fuzzy translation is none"


def test_a_catalogue_is_compiled_again_only_when_it_has_changed(locale):
    prepare.compile_messages(locale)
    assert prepare.compile_messages(locale) == []
    later = time.time() + 60
    os.utime(locale / "en" / "LC_MESSAGES" / "django.po", (later, later))
    assert len(prepare.compile_messages(locale)) == 1


def test_no_catalogue_is_no_error(tmp_path):
    assert prepare.compile_messages(tmp_path / "locale") == []


@pytest.fixture
def commands(monkeypatch):
    """The names of the management commands that are called, in order."""
    called = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: called.append(name))
    return called


def test_static_files_are_collected_when_they_have_changed(settings, tmp_path, commands):
    settings.STATIC_ROOT, source = tmp_path / "collected", tmp_path / "static"
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT.mkdir()
    source.mkdir()
    (source / "estilo.css").write_text("a")

    prepare.collect_static()
    prepare.collect_static()
    assert commands == ["collectstatic"]

    (source / "estilo.css").write_text("a {}")
    prepare.collect_static()
    assert commands == ["collectstatic", "collectstatic"]


@pytest.mark.slow
def test_the_demonstration_is_loaded_the_first_time_only(transactional_db, commands, capsys):
    prepare.load_first_time()
    prepare.load_first_time()
    assert commands == ["load_catalogues", "load_demo"]


def test_a_load_that_broke_off_is_repeated(transactional_db, monkeypatch, commands, capsys):
    def break_off(name, **options):
        if name == "load_demo":
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(prepare, "call_command", break_off)
        prepare.load_first_time()
    connection.close()

    prepare.load_first_time()
    assert commands == ["load_catalogues", "load_demo"]
