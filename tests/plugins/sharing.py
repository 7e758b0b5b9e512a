"""Which tests one xdist worker gets together: those of a file whose tests share something that is dear to build, a
whole world or a running system.

Marks ``xdist_group`` would say it test by test, but go unheard with pytest 9.2 (pytest-dev/pytest-xdist, issue 1386).
"""

import re
from functools import cache

from xdist.scheduler import LoadScopeScheduling

from tests.security.sizes import IS_LONG

SHARES = re.compile(r'scope="module"|mark\.browser')
LONGEST = "test_access_matrix.py"  # of all its cells each worker takes half, and builds a world for it


class ByFile(LoadScopeScheduling):
    """Files that share something are one piece of work each, the largest first; every other test is a piece alone."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if _shares(self.config.rootpath / path) else nodeid


@cache
def _shares(path) -> bool:
    if IS_LONG and path.name == LONGEST:
        return False
    return bool(SHARES.search(path.read_text()))


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log) if config.getvalue("dist") == "loadscope" else None
