"""A virus scanner that speaks clamd's INSTREAM: length and bytes of each piece, an empty piece, and its word.

Fails closed: whatever is not a clear "OK" leaves the file in review. ``SCANNER_URL`` is ``tcp://host:port``,
``unix:///path``, ``none`` (said explicitly: no scanner) or empty (nobody has decided: nothing passes).
"""

import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

NO_SCANNER = "none"
SECONDS = 60


class ScannerUnavailable(Exception):
    """Nobody can say whether this file is clean: it stays in review, and is asked about again later."""


def is_clean(chunks: Iterable[bytes]) -> bool:
    """Whether the scanner finds nothing in these bytes. Raises ScannerUnavailable."""
    if settings.SCANNER_URL == NO_SCANNER:
        return True
    if not settings.SCANNER_URL:
        raise ScannerUnavailable("No scanner is configured, and nobody said that none is wanted.")
    try:
        with _connected() as connection:
            word = _asked(connection, chunks)
    except OSError as problem:
        raise ScannerUnavailable(f"The scanner does not answer: {type(problem).__name__}.") from problem
    if word.endswith(b" FOUND"):
        return False
    if word == b"stream: OK":
        return True
    raise ScannerUnavailable("The scanner gave no clear answer.")


def _connected() -> socket.socket:
    address = urlsplit(settings.SCANNER_URL)
    if address.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        connection.connect(address.path)
        return connection
    return socket.create_connection((address.hostname, address.port), timeout=SECONDS)


def _asked(connection: socket.socket, chunks: Iterable[bytes]) -> bytes:
    connection.sendall(b"zINSTREAM\0")
    for chunk in chunks:
        connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
    connection.sendall(bytes(4))
    word = b""
    while not word.endswith(b"\0") and (piece := connection.recv(4096)):
        word += piece
    return word.rstrip(b"\0")
