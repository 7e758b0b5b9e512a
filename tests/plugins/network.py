"""No test reaches beyond this machine: every other address is refused before a packet is sent."""

import ipaddress
import socket

import pytest


class NetworkIsClosed(AssertionError):
    """A test tried to reach another machine."""


def _refuse_foreign(address) -> None:
    if not isinstance(address, tuple):
        return  # a Unix socket
    host = address[0]
    if host in {"localhost", ""}:
        return
    try:
        if ipaddress.ip_address(host).is_loopback:
            return
    except ValueError:
        pass
    raise NetworkIsClosed(f"a test wanted to reach {host}")


@pytest.fixture(scope="session", autouse=True)
def closed_network():
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            original = getattr(socket.socket, name)

            def checked(self, *arguments, _original=original):
                _refuse_foreign(arguments[-1])
                return _original(self, *arguments)

            patch.setattr(socket.socket, name, checked)
        resolve = socket.getaddrinfo

        def checked_resolve(host, *arguments, **options):
            _refuse_foreign((host.decode() if isinstance(host, bytes) else host or "",))
            return resolve(host, *arguments, **options)

        patch.setattr(socket, "getaddrinfo", checked_resolve)
        yield
