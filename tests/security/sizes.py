"""How much is tried: a sample in the whole suite, everything in ``script/test security``."""

import os

IS_LONG = os.environ.get("CALP_PROOF") == "long"
STEPS = 10_000 if IS_LONG else 40
