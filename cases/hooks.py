"""Where higher rooms ask to be told, in the same transaction, of something that happened here.

Each is a plain list that an ``AppConfig.ready`` appends to; a verb calls every function in it. No signals: who listens
is read in one place.
"""

from collections.abc import Callable

from accounts.models import User
from cases.models import Case, Consent

# Called with the consent just withdrawn and who wrote it down.
consent_withdrawn: list[Callable[[Consent, User], None]] = []

# Called for each case whose work passes from one colleague to another, with both.
caseload_moved: list[Callable[[Case, User, User], None]] = []
