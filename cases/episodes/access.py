"""The doors of what happened. The trail names the case: whoever may see that somebody looked sees the case too."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.models import AllegedPerpetratorNote, TraffickingEpisode


def episode_to(user: User, permission: Permission, pk: UUID, *, or_withdrawn: bool = False) -> TraffickingEpisode:
    """An episode with its people, way and sites, for doing what ``permission`` names; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    seen = TraffickingEpisode.objects.visible_to(user)
    rows = (seen if or_withdrawn else seen.standing()).whole().select_related("case__key", "case__office")
    episode = get_object_or_404(rows, pk=pk)
    require(user, permission)
    record_about(user, AuditAction.VIEWED, episode.case, fields=["episode"])
    return episode


def perpetrator_to(user: User, permission: Permission, pk: UUID) -> AllegedPerpetratorNote:
    """A note on who is said to have done it, for doing what ``permission`` names; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    rows = AllegedPerpetratorNote.objects.visible_to(user).standing().select_related("key", "episode__case__key")
    note = get_object_or_404(rows.filter(episode__withdrawn_at=None), pk=pk)
    require(user, permission)
    record_about(user, AuditAction.VIEWED, note.episode.case, fields=["perpetrators"])
    return note
