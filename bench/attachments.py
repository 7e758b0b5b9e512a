"""What sealing a long file costs, in time against a plain copy of the same run, and in memory.

    python bench/attachments.py [--megabytes 200]

Steps: ``copy`` (the floor: read, write, fsync), ``receive`` (a form with a file arrives and is sealed on the way),
``read`` (it is opened again, as a download does). Each runs in a process of its own that says how much memory it took
beyond what it had before; the bound is 40 MB whatever the file's length. Nothing is asked of the database.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calp.settings")
os.environ.setdefault("CALP_ENV", "test")
django.setup()

from django.conf import settings  # noqa: E402
from django.http.multipartparser import MultiPartParser  # noqa: E402

from cases.attachments.kinds import limit_of  # noqa: E402
from vault.files import SealedWriter, read_sealed  # noqa: E402
from vault.uploads import SealingUploadHandler  # noqa: E402

MIB = 1024 * 1024
REPEATS = 3
BOUNDARY = "bench-attachments"


class Form:
    """A multipart form with one file of so many bytes, made while it is read."""

    def __init__(self, size: int):
        disposition = 'Content-Disposition: form-data; name="file"; filename="video.mp4"'
        self._parts = [f"--{BOUNDARY}\r\n{disposition}\r\n\r\n".encode(), f"\r\n--{BOUNDARY}--\r\n".encode()]
        self.length = size + sum(map(len, self._parts))
        self._left, self._block = size, os.urandom(64 * 1024)
        self._ready = bytearray(self._parts[0])

    def read(self, count: int) -> bytes:
        while len(self._ready) < count and self._left:
            piece = self._block[: min(len(self._block), self._left)]
            self._ready += piece
            self._left -= len(piece)
            if not self._left:
                self._ready += self._parts[1]
        out = bytes(self._ready[:count])
        del self._ready[:count]
        return out


def receive(size: int) -> None:
    form = Form(size)
    meta = {"CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}", "CONTENT_LENGTH": form.length}
    _data, files = MultiPartParser(meta, form, [SealingUploadHandler(None, limit_of)], "utf-8").parse()
    assert files["file"].sealed.size == size  # noqa: S101


def copy(size: int) -> None:
    block = os.urandom(64 * 1024)
    with tempfile.NamedTemporaryFile(dir=settings.MEDIA_ROOT) as file:
        for _ in range(size // len(block)):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
        file.seek(0)
        while file.read(MIB):
            pass


def read(size: int) -> Callable[[], None]:
    """Seals one first; what is measured is the reading."""
    writer, block = SealedWriter(), os.urandom(MIB)
    for _ in range(size // MIB):
        writer.write(block)
    kept = writer.finish()

    def reading() -> None:
        assert sum(map(len, read_sealed(kept.name, kept.key, kept.size))) == size  # noqa: S101

    return reading


STEPS: dict[str, Callable[[int], Callable[[], None]]] = {
    "copy": lambda size: lambda: copy(size),
    "receive": lambda size: lambda: receive(size),
    "read": read,
}


def measure(step: str, megabytes: int) -> dict:
    """Seconds (the best of three) and extra memory in MB of one step, in this process."""
    warm, size = STEPS[step](MIB), megabytes * MIB
    warm()
    ready = STEPS[step](size)
    before, best = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        ready()
        best = min(best, time.perf_counter() - start)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": best, "extra_mb": (after - before) / 1024}


def measured_apart(step: str, megabytes: int) -> dict:
    """The same in a fresh process, with a folder of its own that goes with it."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--step", step, "--megabytes", str(megabytes)]
        environment = os.environ | {"CALP_MEDIA_ROOT": folder}
        result = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return json.loads(result.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        print(json.dumps(measure(asked.step, asked.megabytes)))
        return
    floor = measured_apart("copy", asked.megabytes)
    print(f"{asked.megabytes} MB; floor (plain copy) {floor['seconds']:.2f} s")
    for step in ("receive", "read"):
        found = measured_apart(step, asked.megabytes)
        ratio = found["seconds"] / floor["seconds"]
        print(
            f"  {step:8} {found['seconds']:.2f} s, {ratio:.1f} times the floor; {found['extra_mb']:.0f} MB more memory"
        )


if __name__ == "__main__":
    main()
