"""In real Chromium: what somebody might bring into a page does not run, and what the pages need does."""

import re
import time

import pytest
from django.urls import reverse

from vault.ids import uuid7

pytestmark = [pytest.mark.browser, pytest.mark.security]

# As if a template had let it through: each would set window.hit, or load something.
BROUGHT_IN = (
    "<script>window.hit = 'inline'</script>",
    "<script nonce=''>window.hit = 'empty nonce'</script>",
    "<script nonce='AAAAAAAAAAAAAAAAAAAAAA'>window.hit = 'guessed nonce'</script>",
    "<script src='/static/../static/calp.js?otra'></script>",
    "<script src='data:text/javascript,window.hit=1'></script>",
    "<script type=module>window.hit = 'module'</script>",
    "<img src=/static/no-hay.png onerror=\"window.hit = 'handler'\">",
    "<svg onload=\"window.hit = 'svg'\"></svg>",
    "<iframe srcdoc=\"<script>parent.hit = 'srcdoc'</script>\"></iframe>",
    "<iframe src=\"javascript:parent.hit='frame'\"></iframe>",
    "<iframe src='/'></iframe>",
    "<object data='/static/marca.svg'></object>",
    "<embed src='/static/marca.svg'>",
    "<base href='/otra/'>",
    "<style>body{display:none}</style>",
    "<div style='color:red'>x</div>",
    "<link rel=stylesheet href='data:text/css,body{display:none}'>",
    "<video src='/static/no-hay.mp4'></video>",
)

# Every way of making markup or code out of text that a script could be talked into.
SINKS = (
    "document.body.innerHTML = text",
    "document.querySelector('main').outerHTML = text",
    "document.body.insertAdjacentHTML('beforeend', text)",
    "document.body.setHTMLUnsafe(text)",
    "document.body.append(document.createRange().createContextualFragment(text))",
    "document.write(text)",
    "document.writeln(text)",
    "new DOMParser().parseFromString(text, 'text/html')",
    "Document.parseHTMLUnsafe(text)",
    "Object.assign(document.createElement('iframe'), {srcdoc: text})",
    "Object.assign(document.createElement('script'), {text})",
    "Object.assign(document.createElement('script'), {textContent: text})",
    "Object.assign(document.createElement('script'), {src: '/static/calp.js'})",
    "document.createElement('script').setAttribute('src', '/static/calp.js')",
    "document.body.setAttribute('onclick', text)",
    "eval('window.hit = 1')",
    "new Function('window.hit = 1')()",
    "setTimeout('window.hit = 1')",
    "new Worker('/static/calp.js')",
    "await navigator.serviceWorker.register('/static/calp.js')",
    "trustedTypes.createPolicy('otra', {createHTML: each => each})",
    "trustedTypes.createPolicy('default', {createHTML: each => each})",
)
TRY = """sinks => new Promise(done => setTimeout(async () => {
  const text = "<img src=x onerror='window.hit = 1'>", let_through = []
  for (const sink of sinks) {
    try { await SOURCES[sink](text); let_through.push(sink) } catch (refusal) { continue }
  }
  done(let_through)
}))"""


def with_markup(markup: str):
    """The page as it comes, headers and all, with ``markup`` at the end of its body.

    Without HTTPS browsers report by ``report-uri`` only, and where ``report-to`` stands beside it, not at all.
    """

    def answer(route):
        response = route.fetch()
        policy = response.headers["content-security-policy"].replace("; report-to csp", "")
        body = response.text().replace("</main>", markup + "</main>")
        route.fulfill(response=response, body=body, headers=response.headers | {"content-security-policy": policy})

    return answer


def test_nothing_that_is_brought_into_a_page_runs_or_loads(browser_page, live_site, rosa):
    page = browser_page(user=rosa)
    dialogs, arrived = [], []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.route(re.compile(r"/mi-cuenta/$"), with_markup("".join(BROUGHT_IN)))
    page.on("response", lambda response: arrived.append(response.url))
    page.goto("/mi-cuenta/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.hit") is None
    assert dialogs == []
    assert not any(re.search(r"otra|no-hay\.mp4|data:text", address) for address in arrived)
    assert page.evaluate("getComputedStyle(document.body).display") != "none"
    assert page.evaluate("document.baseURI").endswith("/mi-cuenta/")
    assert len(page.refused) >= len(BROUGHT_IN) - 2
    page.refused.clear()
    _wait_for("content policy: script-src-elem refused on accounts:account", live_site)


def _wait_for(line: str, site) -> None:
    deadline = time.monotonic() + 10
    while line not in site.log() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert line in site.log()


def test_no_text_becomes_markup_or_code(browser_page, rosa):
    page = browser_page(user=rosa)
    page.goto("/mi-cuenta/")
    functions = ", ".join(f'"{sink}": async text => {{ {sink} }}' for sink in SINKS)
    let_through = page.evaluate(TRY.replace("SOURCES", f"({{{functions}}})"), list(SINKS))
    page.wait_for_timeout(100)
    assert let_through == []
    assert page.evaluate("window.hit") is None
    assert len(page.refused) >= len(SINKS) - 3
    page.refused.clear()


def test_what_htmx_receives_from_us_is_shown_and_only_shown(browser_page, rosa, live_site):
    """An answer of our own arrives; one with code in it, as if a piece had let it through, shows and does not run."""
    page = browser_page(user=rosa)
    page.goto(reverse("cases:intake"))
    hostile = "<p id=llegada>llegó</p><script>window.hit = 1</script><img src=/static/x onerror='window.hit = 2'>"
    page.fill("#id_age", "16")
    page.locator("#id_age").dispatch_event("change")
    page.get_by_text("minor").or_(page.locator("#presuncion :visible")).first.wait_for()
    assert page.refused == []
    page.route(
        re.compile(reverse("cases:intake_age")),
        lambda route: route.fulfill(body=hostile, content_type="text/html; charset=utf-8"),
    )
    page.fill("#id_age", "17")
    page.locator("#id_age").dispatch_event("change")
    page.locator("#llegada").wait_for()
    page.wait_for_timeout(100)
    assert page.evaluate("window.hit") is None
    assert page.locator("#presuncion script").count() == 0
    page.refused.clear()


def test_an_answer_of_another_host_is_not_shown(browser_page, rosa):
    page = browser_page(user=rosa)
    page.goto(reverse("cases:intake"))
    parsed = page.evaluate(
        """() => {
          const detail = {serverResponse: "<p>x</p>", xhr: {responseURL: "https://otra.example/"}}
          document.body.dispatchEvent(new CustomEvent("htmx:beforeSwap", {bubbles: true, detail}))
          try { Document.parseHTMLUnsafe("<p>x</p>"); return true } catch (refusal) { return false }
        }"""
    )
    assert parsed is False
    page.refused.clear()


def test_the_page_of_a_stranger_and_that_of_a_refusal_keep_the_policy(browser_page, rosa):
    for user, address in ((None, "/entrar/"), (rosa, "/cuentas/"), (rosa, f"/casos/{uuid7()}/"), (rosa, "/salir/")):
        page = browser_page(user=user)
        page.route(re.compile(r"127\.0\.0\.1:\d+/(entrar|cuentas|casos|salir)/"), with_markup(BROUGHT_IN[0]))
        page.goto(address)
        assert page.evaluate("window.hit") is None
        assert len(page.refused) == 1
        page.refused.clear()
