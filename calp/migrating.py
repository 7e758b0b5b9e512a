"""Migrating in less than half the time.

After each step of a migration Django makes the classes of all related models anew; two thirds of the time of a first
start went into doing that after steps that change no class: indexes, constraints and triggers. Here those steps tell
the class what it has now, and nothing is made anew. The database that comes out is the same, column by column and word
by word (``tests/calp/test_migrating.py``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.models import IndexOperation
from django.db.migrations.state import ProjectState

OPTIONS = ("indexes", "constraints", "triggers")


def migrate(*only: str) -> None:
    """All rooms, or one of them with what it needs."""
    with sparing():
        call_command("migrate", *only, interactive=False, verbosity=0)


@contextmanager
def sparing() -> Iterator[None]:
    """Whoever loads migrations meanwhile applies them so."""
    load = MigrationLoader.load_disk

    def load_disk(loader: MigrationLoader) -> None:
        load(loader)
        for migration in loader.disk_migrations.values():
            for step in migration.operations:
                if isinstance(step, IndexOperation):  # triggers are of this kind too
                    step.state_forwards = partial(_forwards, step, step.state_forwards)

    MigrationLoader.load_disk = load_disk
    try:
        yield
    finally:
        MigrationLoader.load_disk = load


def _forwards(step: IndexOperation, forwards, app_label: str, state: ProjectState) -> None:
    """``state_forwards`` of a step that changes no class: without classes there is none to make anew."""
    apps = state.__dict__.pop("apps", None)
    forwards(app_label, state)
    if apps is None:
        return
    state.__dict__["apps"] = apps
    options = state.models[app_label, step.model_name.lower()].options
    meta = apps.get_model(app_label, step.model_name)._meta
    for name in OPTIONS:
        if name in options:
            setattr(meta, name, list(options[name]))
