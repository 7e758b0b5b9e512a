"""Who sees what, once more and in plain Python: the rule that the application and the database must both agree with.

No query, no clock: whatever has ended is gone from its set.
"""

from dataclasses import dataclass, field

SEES_CASES = {
    "intake_worker",
    "caseworker_psychosocial",
    "caseworker_legal",
    "social_worker",
    "coordinator",
    "national_coordinator",
}


@dataclass
class Account:
    role: str
    office: str | None = None
    unit: str | None = None
    is_active: bool = True


@dataclass
class File:
    """A case; ``sent_to`` and ``is_shared`` tell of its one referral: to which unit, if its consent and it live."""

    office: str
    is_normal: bool = True
    is_sealed: bool = False
    team: set[str] = field(default_factory=set)
    granted: set[str] = field(default_factory=set)
    emergencies: set[str] = field(default_factory=set)
    sent_to: str | None = None
    is_shared: bool = False


@dataclass
class Centre:
    accounts: dict[str, Account]
    files: dict[str, File]

    def sees(self, name: str, code: str) -> bool:
        who, file = self.accounts[name], self.files[code]
        if not who.is_active or who.role not in SEES_CASES:
            return False
        if who.role == "national_coordinator" or name in file.granted | file.emergencies:
            return True
        if who.office != file.office:
            return False
        return file.is_normal or name in file.team or (who.role == "coordinator" and not file.is_sealed)

    def reads_referral(self, name: str, code: str) -> bool:
        who, file = self.accounts[name], self.files[code]
        if not who.is_active or file.sent_to is None:
            return False
        if who.role == "agency_guest":
            return file.is_shared and who.unit == file.sent_to
        return self.sees(name, code)
