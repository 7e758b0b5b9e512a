"""A real nginx with our file, in front of a stub: its own answers carry the headers too, and ours come once."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from calp.headers import FILE_POLICY, HEADERS
from tests.meta.test_deploy import ROOT

CONFIGURATION = (ROOT / "deploy" / "proxy" / "nginx.conf").read_text()
SET = {**HEADERS, "Content-Security-Policy": FILE_POLICY}
SET.pop("Reporting-Endpoints")  # it runs no page that could report
SET["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains; preload"

pytestmark = pytest.mark.security


def test_the_proxy_has_the_set_of_the_application_word_for_word():
    for name, value in SET.items():
        own = "$own_" + name.lower().replace("-", "_")
        assert f'map $upstream_http_content_security_policy {own} {{ "" "{value}"; default ""; }}' in CONFIGURATION
        assert f"    add_header {name} {own} always;\n" in CONFIGURATION
    inner = CONFIGURATION[CONFIGURATION.index("server {") :]
    assert "add_header" not in inner, "one there would end the inheritance of all of them"


class Stub(BaseHTTPRequestHandler):
    """Answers as the application does, or as gunicorn does by itself."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        if self.path != "/gunicorn":
            self.send_header("Content-Security-Policy", "default-src 'none'; of-the-page")
            self.send_header("X-Frame-Options", "DENY")
        self.end_headers()

    def log_message(self, *_arguments):
        pass


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    """``proxy(method, path)`` through a running nginx: status and headers."""
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed here (Debian: nginx-light)")
    folder = tmp_path_factory.mktemp("nginx")
    plain, secure = _free_port(), _free_port()
    stub = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    threading.Thread(target=stub.serve_forever, daemon=True).start()
    _make_certificate(folder)
    text = CONFIGURATION
    for was, now in (
        ("/tmp/", f"{folder}/"),
        ("/run/secrets", str(folder)),
        ("/dev/stdout short", f"{folder}/access.log short"),
        ("/dev/stderr", f"{folder}/error.log"),
        ("rate=20r/s", "rate=1r/s"),
        ("burst=60", "burst=20"),
        ("listen 8080", f"listen 127.0.0.1:{plain}"),
        ("listen 8443", f"listen 127.0.0.1:{secure}"),
        ("http://web:8000", f"http://127.0.0.1:{stub.server_port}"),
    ):
        assert was in text
        text = text.replace(was, now)
    text = text.replace("proxy_pass $web;", 'if ($uri = "/nobody") { set $web http://127.0.0.1:9; }\nproxy_pass $web;')
    (folder / "nginx.conf").write_text(text)
    start = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    server = subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf", "-g", start])
    _wait_for(plain)
    yield lambda *asked, **more: _ask(plain, secure, *asked, **more)
    server.terminate()
    server.wait(10)
    stub.shutdown()
    stub.server_close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _make_certificate(folder) -> None:
    files = ["-keyout", folder / "tls_key", "-out", folder / "tls_certificate"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", *files]
    subprocess.run(command, check=True, capture_output=True)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx did not start")


def _ask(plain: int, secure: int, method: str, path: str, *, is_secure=True, port=None, headers=None):
    if is_secure:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", secure, context=context, timeout=10)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", secure if port == "secure" else plain, timeout=10)
    connection.putrequest(method, path)
    for name, value in (headers or {}).items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    answer = response.status, response.getheaders()
    connection.close()
    return answer


def missing(headers) -> list[str]:
    given = [(name.lower(), value) for name, value in headers]
    return [name for name, value in SET.items() if given.count((name.lower(), value)) != 1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "method", "path", "more"),
    [
        (308, "GET", "/", {"is_secure": False}),
        (400, "GET", "/", {"is_secure": False, "port": "secure"}),
        (400, "GET", "/", {"headers": {"x\x01": "y"}}),
        (413, "POST", "/", {"headers": {"Content-Length": str(30 * 1024 * 1024)}}),
        (414, "GET", "/" + "x" * 8_300, {}),
        (405, "TRACE", "/", {}),
        (502, "GET", "/nobody", {}),
        (200, "GET", "/gunicorn", {}),
    ],
)
def test_what_the_proxy_answers_by_itself_has_the_whole_set(proxy, status, method, path, more):
    found, headers = proxy(method, path, **more)
    assert (found, missing(headers)) == (status, [])
    assert not re.search(r"nginx/\d", str(headers))


@pytest.mark.slow
def test_an_answer_of_the_application_keeps_its_own_headers_once(proxy):
    status, headers = proxy("GET", "/")
    given = [(name, value) for name, value in headers if name in ("Content-Security-Policy", "X-Frame-Options")]
    assert (status, given) == (
        200,
        [("Content-Security-Policy", "default-src 'none'; of-the-page"), ("X-Frame-Options", "DENY")],
    )


@pytest.mark.slow
def test_too_many_visits_are_answered_with_the_whole_set(proxy):
    """Last: afterwards this visitor has to wait."""
    answers = [proxy("GET", "/nobody") for _turn in range(40)]
    refused = [headers for status, headers in answers if status == 429]
    assert refused
    assert [missing(headers) for headers in refused] == [[]] * len(refused)
