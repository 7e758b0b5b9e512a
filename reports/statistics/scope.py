"""What a report is about: a period, an office or all, and the moment whose state is told."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from directory.models import Office
from reports.periods import Period


@dataclass(frozen=True)
class Scope:
    """``office_id`` None means every office. ``cutoff_at`` is never after the moment the numbers are read."""

    period: Period
    office_id: UUID | None
    cutoff_at: datetime

    @classmethod
    def of(cls, period: Period, office: Office | None, now: datetime) -> "Scope":
        return cls(period, office.pk if office else None, period.cutoff(now))

    @property
    def cutoff_on(self) -> date:
        """The day of the cut-off in Lima."""
        return timezone.localdate(self.cutoff_at)

    def of_office(self, field: str = "office_id") -> dict:
        """The filter that keeps one office, or nothing for all."""
        return {field: self.office_id} if self.office_id else {}
