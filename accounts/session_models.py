"""What is kept of open sessions, of browsers that somebody has signed in from before, and of how often was asked.

No address is kept in clear, and no key: whoever reads these tables can open nothing with them.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.constraints import choice_check
from vault.ids import uuid7

IDLE = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
LONGEST = timedelta(seconds=settings.SESSION_COOKIE_AGE)


class EndReason(models.TextChoices):
    """Why a session is over; the words are the sign-in page's, and accuse nobody."""

    SIGNED_OUT = "signed_out", gettext_lazy("Cerraste la sesión.")
    IDLE = "idle", gettext_lazy("Pasaron 15 minutos sin actividad y tu sesión se cerró.")
    TOO_LONG = "too_long", gettext_lazy("Tu sesión se cerró porque pasaron 10 horas desde que entraste.")
    THIRD = "third", gettext_lazy("Tu sesión se cerró porque tu cuenta se abrió en otros dos equipos.")
    CHANGED = "changed", gettext_lazy("Tu sesión se cerró porque cambió algo de tu cuenta.")
    CLOSED = "closed", gettext_lazy("Tu sesión se cerró porque así se pidió desde «Mi cuenta».")
    CLOSED_BY_ADMIN = "closed_by_admin", gettext_lazy("Tu sesión se cerró porque así lo pidió la administración.")
    BROWSER = "browser", gettext_lazy("Tu sesión se cerró porque siguió en un navegador distinto.")


class UserSessionQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def not_ended(self):
        """Nobody has ended them; time may have."""
        return self.filter(ended_at__isnull=True)

    def open(self, now: datetime):
        """Those that would still be let in at ``now``."""
        return self.not_ended().filter(last_seen_at__gt=now - IDLE, began_at__gt=now - LONGEST)

    def end(self, because: EndReason, now: datetime) -> int:
        """End them and empty them; how many there were."""
        return self.not_ended().update(ended_at=now, ended_because=because, content="")


class UserSession(models.Model):
    """A session: of a browser that is signed in, or on its way. ``key_hash`` is SHA-256 of the key in the cookie.

    An ended session stays for a day, so that its browser can be told why.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    content = models.TextField(blank=True)
    browser = models.CharField(max_length=40, blank=True)
    began_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=20, choices=EndReason, blank=True)

    objects = UserSessionQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("sesión")
        constraints = [
            choice_check("ended_because", EndReason, blank=True),
            models.CheckConstraint(
                name="usersession_end_has_reason",
                condition=(Q(ended_at__isnull=True) & Q(ended_because=""))
                | (Q(ended_at__isnull=False) & ~Q(ended_because="") & Q(content="")),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-began_at"], name="usersession_open", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["last_seen_at"], name="usersession_last_seen"),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def browser_words(self) -> str:
        """ "Chrome en Windows"; what is stored are the names alone."""
        return words_of_browser(self.browser)

    def over(self, now: datetime) -> str:
        """Why it is over; empty while it is not."""
        if self.ended_at is not None:
            return self.ended_because
        if self.began_at <= now - LONGEST:
            return EndReason.TOO_LONG
        return EndReason.IDLE if self.last_seen_at <= now - IDLE else ""


class KnownBrowser(models.Model):
    """A browser from which this account has signed in, wholly, before: it guesses from a purse of its own.

    The browser holds a random token in a cookie; here is its SHA-256. Several accounts may share a browser.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="known_browsers")
    token_hash = models.CharField(max_length=64)
    known_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("navegador conocido")
        constraints = [models.UniqueConstraint(name="knownbrowser_once", fields=["token_hash", "user"])]

    def __str__(self):
        return str(self.pk)


class Purse(models.Model):
    """How much somebody may still ask for: a bucket of tokens, told by the moment at which it is full again.

    ``key`` is a keyed hash of what it counts and of whom: no name and no address can be read from it.
    """

    key = models.CharField(primary_key=True, max_length=64)
    full_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = gettext_lazy("cuenta de intentos")

    def __str__(self):
        return self.key[:12]


def words_of_browser(names: str) -> str:
    browser, _slash, system = names.partition("/")
    if not browser:
        return _("Navegador sin nombre")
    return _("%(browser)s en %(system)s") % {"browser": browser, "system": system} if system else browser
