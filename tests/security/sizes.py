"""How much is tried: a sample in the whole suite, everything in ``script/test security``."""

import os

import pytest

IS_LONG = os.environ.get("CALP_PROOF") == "long"
only_long = pytest.mark.skipif(not IS_LONG, reason="asks everything: script/test security, script/test pages")
# Whose pages the whole suite walks where one of each kind of account tells as much.
SOME = ("rosa", "celia", "raul", "dario", "teo", "lidia")
STEPS = 10_000 if IS_LONG else 40


def every(stride: int, things) -> list:
    """One in ``stride``, the same ones each time."""
    return [thing for number, thing in enumerate(things) if number % stride == stride // 2]
