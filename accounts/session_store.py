"""Where Django keeps sessions here (SESSION_ENGINE): one table, read once per request, that knows whose they are.

The table holds a hash of the key, so a copy of the database opens no session. A session that is over is never
loaded, by whatever way somebody comes: that is decided here and nowhere else.
"""

import hashlib

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from accounts.models import EndReason, UserSession


def hash_of(key: str) -> str:
    """SHA-256 in hex. A key has 165 random bits: there is nothing to guess from its hash."""
    return hashlib.sha256(key.encode()).hexdigest()


class SessionStore(SessionBase):
    """``row``: the session's row, once loaded or made; ``over``: why the session of the cookie is over, if it is.

    ``browser``: the family of the browser that asks (the middleware says it); empty asks no question.
    """

    def __init__(self, session_key=None, browser: str = ""):
        super().__init__(session_key)
        self.browser, self.row, self.over = browser, None, ""

    def load(self) -> dict:
        row = UserSession.objects.filter(key_hash=hash_of(self.session_key)).first()
        self.over = self._why_over(row) if row else ""
        if row is None or self.over:
            self._session_key = None
            return {}
        self.row = row
        return self.decode(row.content)

    def _why_over(self, row: UserSession) -> str:
        """Ended, too old, idle, or gone on in another browser; the last two are written down at once."""
        now = timezone.now()
        reason = row.over(now)
        if not reason and row.browser and self.browser and self.browser != row.browser:
            reason = EndReason.BROWSER
        if reason and row.ended_at is None:
            UserSession.objects.filter(pk=row.pk).end(reason, now)
        return reason

    def exists(self, session_key: str) -> bool:
        return UserSession.objects.filter(key_hash=hash_of(session_key)).exists()

    def create(self) -> None:
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Keep what it holds. Of an ended session nothing is kept, and that is no error."""
        if self.session_key is None:
            self.create()
            return
        content = self._get_session(no_load=must_create)
        values = {"content": self.encode(content), "user_id": content.get(SESSION_KEY)}
        if must_create:
            self._insert(values)
        elif self.row is not None:
            self._update(values)

    def _insert(self, values: dict) -> None:
        now = timezone.now()
        # A new key for the same account (after the lock, after a new password) does not make the session younger.
        is_same = self.row is not None and values["user_id"] and str(self.row.user_id) == str(values["user_id"])
        self.row = UserSession.objects.create(
            key_hash=hash_of(self.session_key),
            browser=self.browser or (self.row.browser if is_same else ""),
            began_at=self.row.began_at if is_same else now,
            last_seen_at=now,
            **values,
        )

    def _update(self, values: dict) -> None:
        """Named columns only: when it was last seen, and whether it was ended meanwhile, is written by others."""
        if values["user_id"] and str(self.row.user_id) != str(values["user_id"]):
            values |= {"began_at": timezone.now()}
        UserSession.objects.filter(pk=self.row.pk).not_ended().update(**values)
        for name, value in values.items():
            setattr(self.row, name, value)

    def delete(self, session_key: str | None = None) -> None:
        """End it. Rows go a day later (``sessions.forget_old``); pages delete none."""
        key = session_key or self.session_key
        if key:
            UserSession.objects.filter(key_hash=hash_of(key)).end(EndReason.SIGNED_OUT, timezone.now())

    def flush(self) -> None:
        super().flush()
        self.row = None

    @classmethod
    def clear_expired(cls) -> None:
        """Nothing here: ``sessions.forget_old`` does it, every hour."""
