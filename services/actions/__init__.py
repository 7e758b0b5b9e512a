"""The verbs of this room: lock, check, change, record, announce on commit. No request, no form, no rendering."""

from services.actions.attentions import (
    AREA_OF_GROUP,
    Happening,
    NextTask,
    record_attention,
    record_attentions,
    record_happening,
)

__all__ = [
    "AREA_OF_GROUP",
    "Happening",
    "NextTask",
    "record_attention",
    "record_attentions",
    "record_happening",
]
