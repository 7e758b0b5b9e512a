"""``POST /csp/``: a browser tells what the content policy refused. Anybody can send one, so almost nothing is believed.

Written down are the name of the rule, if it is one of ours, and the name of our own address, without its ids and its
query; no text of a page, no address of anybody, no account.
"""

import json
import logging
import threading
import time
from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from calp.headers import PAGE_POLICY

MOST_BYTES = 16 * 1024
MOST_REPORTS = 10  # of one message: browsers gather them
MOST_A_MINUTE = 60  # messages, of each process of the web server
KINDS = {"application/csp-report", "application/reports+json"}
DIRECTIVES = {line.split(" ", 1)[0] for line in PAGE_POLICY.split("; ")} | {
    "script-src-elem",
    "script-src-attr",
    "style-src-elem",
    "style-src-attr",
    "frame-src",
    "font-src",
    "media-src",
    "worker-src",
    "manifest-src",
}

logger = logging.getLogger(__name__)
_taken: deque[float] = deque()
_lock = threading.Lock()


@csrf_exempt
@login_not_required
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """204 once written down; 413 too long, 415 another kind, 429 too many, 400 no report."""
    if request.content_type not in KINDS:
        return HttpResponse(status=415)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    if not _has_room(time.monotonic()):
        return HttpResponse(status=429)
    try:
        refused = sorted(set(_refused(json.loads(body))))
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    for directive, page in refused:
        logger.warning("content policy: %s refused on %s", directive, page)
    return HttpResponse(status=204)


def _has_room(now: float) -> bool:
    with _lock:
        while _taken and _taken[0] < now - 60:
            _taken.popleft()
        if len(_taken) >= MOST_A_MINUTE:
            return False
        _taken.append(now)
        return True


def _refused(message) -> Iterator[tuple[str, str]]:
    """(rule, name of our address) of each report. Raises ValueError for what is none."""
    reports = message if isinstance(message, list) else [message]
    for report in reports[:MOST_REPORTS]:
        body = report.get("csp-report") or report.get("body") if isinstance(report, dict) else None
        if not isinstance(body, dict):
            raise ValueError("no report")
        rule = body.get("effectiveDirective") or body.get("effective-directive") or body.get("violated-directive")
        page = body.get("documentURL") or body.get("document-uri")
        yield _known_rule(rule), _known_page(page)


def _known_rule(said) -> str:
    name = str(said or "").split(" ", 1)[0]
    return name if name in DIRECTIVES else "another rule"


def _known_page(said) -> str:
    try:
        return resolve(urlsplit(str(said or "")).path).view_name
    except (Resolver404, ValueError):
        return "another page"
