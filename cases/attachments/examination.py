"""The worker's side of the child that reads a stranger's file: hands it the bytes, takes back its word, outlives it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Timer

from cases.attachments.kinds import MIB, Refusal, Refused

SECONDS = 120
_COMMAND = ("-m", "cases.attachments.examiner")
_ROOT = Path(__file__).resolve().parents[2]
# Nothing of the worker's own surroundings: no secret, no address of a service.
_ENVIRONMENT = {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.defpath, "LANG": "C.UTF-8"}
_LONGEST_DERIVATIVE = 200 * MIB


def examine(chunks: Iterable[bytes], extension: str, keep: Callable[[bytes], object]) -> int:
    """Have one file read in a child of its own, and give what is to be handed out instead of it to ``keep``.

    Returns its bytes; 0 where the file itself may be handed out. Raises Refused, also for a file that ends its
    reader; then what ``keep`` was given is worth nothing. The file is never on a disk.
    """
    command = [sys.executable, *_COMMAND, extension]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd="/", env=_ENVIRONMENT, start_new_session=True, **pipes) as child:
        clock = Timer(SECONDS, child.kill)
        clock.start()
        try:
            _feed(child, chunks)
            return _hear(child, keep)
        finally:
            clock.cancel()
            child.kill()


def _feed(child: subprocess.Popen, chunks: Iterable[bytes]) -> None:
    """The child may stop listening as soon as it knows enough."""
    with suppress(BrokenPipeError):
        for chunk in chunks:
            child.stdin.write(chunk)
    with suppress(BrokenPipeError):
        child.stdin.close()


def _hear(child: subprocess.Popen, keep: Callable[[bytes], object]) -> int:
    word, _space, rest = child.stdout.readline(100).strip().partition(b" ")
    if word == b"NO" and rest.decode(errors="replace") in set(Refusal):
        raise Refused(Refusal(rest.decode()))
    if word != b"OK" or not rest.isdigit() or int(rest) > _LONGEST_DERIVATIVE:
        raise Refused(Refusal.UNREADABLE)
    promised = heard = int(rest)
    while heard:
        piece = child.stdout.read(min(heard, MIB))
        if not piece:
            raise Refused(Refusal.UNREADABLE)
        keep(piece)
        heard -= len(piece)
    return promised
