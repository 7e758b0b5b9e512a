"""Sessions: 15 minutes idle, 10 hours in all, two at once, and none outlives a change of the account.

Whether a session is over is decided where it is loaded (``accounts/session_store.py``). Here: ending them, keeping
two, noticing that somebody is there, and what whoever comes back with one that is over is shown.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from accounts.limits import know_browser
from accounts.models import EndReason, KnownBrowser, Purse, User, UserSession
from accounts.session_store import hash_of

MOST_AT_ONCE = 2
NOTICE_EVERY = timedelta(minutes=1)
FORGET_AFTER = timedelta(days=1)
BROWSERS_KNOWN_FOR = timedelta(days=180)

# First match wins: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"))
_SYSTEMS += (("CrOS", "ChromeOS"), ("Linux", "Linux"))
# Never sent back to the browser by the page of a session that is over.
_NOT_CARRIED = frozenset({"csrfmiddlewaretoken", "username", "password", "new_password", "code"})


def end_sessions(user: User, except_key: str | None = None, because: EndReason = EndReason.CHANGED) -> int:
    """End every session of an account, but for the one with this key; how many there were.

    The next request of each of them, after this transaction, is a stranger's.
    """
    rows = UserSession.objects.of(user)
    if except_key:
        rows = rows.exclude(key_hash=hash_of(except_key))
    return rows.end(because, timezone.now())


def end_session(user: User, pk: UUID) -> int:
    """End one session of one's own; 0 when there is no such session, or it is somebody else's."""
    return UserSession.objects.of(user).filter(pk=pk).end(EndReason.CLOSED, timezone.now())


def forget_browsers(user: User) -> None:
    """No browser is known any more: all of them guess from the purse of strangers again."""
    KnownBrowser.objects.filter(user=user, forgotten_at__isnull=True).update(forgotten_at=timezone.now())


def signed_in(request) -> None:
    """Call it once, when somebody is wholly signed in: this browser is known, and at most two sessions stay open."""
    know_browser(request)
    _keep_two(request)


def _keep_two(request) -> None:
    """Of more than two open sessions the oldest end."""
    # Two sign-ins at once wait for each other.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=request.user.pk)
    request.session.save()
    now = timezone.now()
    kept = UserSession.objects.of(request.user).open(now).order_by("-began_at", "-id")
    extra = list(kept.values_list("pk", flat=True)[MOST_AT_ONCE:])
    UserSession.objects.filter(pk__in=extra).end(EndReason.THIRD, now)


def open_sessions(user: User) -> list[UserSession]:
    """Where an account is open now, the latest first."""
    return list(UserSession.objects.of(user).open(timezone.now()).defer("content").order_by("-began_at", "-id"))


def browser_of(request) -> str:
    """ "Chrome/Windows", from what the browser says of itself; empty when it says nothing that we know."""
    said = request.headers.get("User-Agent", "")
    name = next((name for mark, name in _BROWSERS if mark in said), "")
    system = next((name for mark, name in _SYSTEMS if mark in said), "")
    return f"{name}/{system}" if name and system else name


def words_of_end(code: str) -> str:
    """What the sign-in page says of a session that is over; nothing for a code that is none, or one's own leaving."""
    is_told = code in EndReason.values and code != EndReason.SIGNED_OUT
    return str(EndReason(code).label) if is_told else ""


def forget_old() -> None:
    """Delete what nobody needs: sessions and purses of over a day ago, browsers not used for half a year."""
    now = timezone.now()
    UserSession.objects.filter(last_seen_at__lt=now - FORGET_AFTER).delete()
    Purse.objects.filter(full_at__lt=now - FORGET_AFTER).delete()
    KnownBrowser.objects.filter(last_used_at__lt=now - BROWSERS_KNOWN_FOR).delete()


# Around every request ---------------------------------------------------------------------------------------------


class BrowserSessionMiddleware(SessionMiddleware):
    """Django's, telling the session which browser asks for it."""

    def process_request(self, request):
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        request.session = self.SessionStore(key, browser=browser_of(request))


class SessionEndMiddleware:
    """Tell whoever comes with a session that is over; remember, once a minute, that the others were there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.session.row is not None and not _asks_by_itself(request):
            _notice(request.session)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.user.is_authenticated or not request.session.over or not getattr(view, "login_required", True):
            return None
        if request.method in ("GET", "HEAD"):
            return _to_sign_in(request)
        # 403 and no redirect: what was typed would be lost. Not 401, which asks for a header that we do not speak,
        # and not 440, which no standard knows and which programs in between may take for anything.
        return render(request, "accounts/session_over.html", carried(request), status=403)


def _to_sign_in(request):
    here = request.htmx.current_url_abs_path if request.htmx else request.get_full_path()
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': here or '/', 'motivo': request.session.over})}"
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def carried(request) -> dict:
    """What was sent, to be sent again from the page itself: it is kept by the browser alone, on no disk of ours."""
    fields = [(name, value) for name, values in request.POST.lists() if name not in _NOT_CARRIED for value in values]
    return {
        "why": words_of_end(getattr(request.session, "over", "")),
        "fields": fields,
        "texts": [value for _name, value in fields if " " in value.strip()],
        "has_files": bool(request.FILES),
        "sign_in_url": resolve_url(settings.LOGIN_URL),
    }


def form_out_of_date(request, reason: str = ""):
    """CSRF_FAILURE_VIEW: somebody signed in anew in another tab, say, and the form of this one is of before.

    What was sent is given back to be sent again only if the browser says that our own page sent it: another site
    must not make us show its words.
    """
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return render(request, "403_csrf.html", carried(request) if is_ours else {}, status=403)


def _asks_by_itself(request) -> bool:
    """The progress of a job is asked for every two seconds by the page alone: nobody need be there."""
    match = request.resolver_match
    return match is not None and match.view_name.endswith("_progress")


def _notice(session) -> None:
    now, row = timezone.now(), session.row
    changed = {}
    if now - row.last_seen_at >= NOTICE_EVERY:
        changed["last_seen_at"] = now
    if session.browser and not row.browser:
        changed["browser"] = session.browser
    if changed:
        UserSession.objects.filter(pk=row.pk).not_ended().update(**changed)
