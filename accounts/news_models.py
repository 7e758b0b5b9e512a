"""When each account looked last at what waits for it, and when it was last told that something does."""

from django.conf import settings
from django.db import models

from vault.ids import uuid7


class NewsMark(models.Model):
    """``looked_at``: the last look at "Mi trabajo" or the agency's desk; ``before``: when the visit before this one
    was, so that what is new stays on the page for as long as one works; ``told_at``: the last e-mail."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="news_mark")
    looked_at = models.DateTimeField(null=True, blank=True)
    before = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="news_looked_before_now",
                condition=models.Q(before__isnull=True)
                | models.Q(looked_at__isnull=False, looked_at__gte=models.F("before")),
            )
        ]

    def __str__(self):
        return str(self.user_id)
