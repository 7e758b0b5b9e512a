"""Writing a page of what is known of a person; the trail names the page, never an answer."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.models import AuditAction, User
from cases.errors import NotPossible
from cases.models import Person
from cases.models.profile import ProfilePage
from cases.profile_topics import CODED, PAGES
from directory.versions import save_current


def write_profile(
    person: Person, topic: str, values: dict[str, Any], *, by: User, expected_version: int
) -> ProfilePage:
    """Write answers of one page; version 0 means that nobody had begun it. What ``values`` does not name stays.

    Raises StaleVersion if somebody saved first, NotPossible for an answer that is in no list.
    """
    for name, choices in CODED[topic].items():
        if values.get(name) and values[name] not in choices.values:
            raise NotPossible(_("Elige una respuesta de la lista."))
    with transaction.atomic():
        page, is_new = (
            PAGES[topic]
            .objects.select_for_update(of=("self",))
            .select_related("key")
            .get_or_create(person=person, defaults={"key": person.key, "written_by": by})
        )
        changed = [name for name, value in values.items() if getattr(page, name) != value]
        for name in changed:
            setattr(page, name, values[name])
        page.written_by = by
        save_current(page, 1 if is_new else expected_version, [*changed, "written_by", "updated_at"])
        record_about(by, AuditAction.CHANGED, person, fields=[topic])
    return page
