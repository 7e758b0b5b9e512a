"""Who gets what from every address: the access matrix, as data. tests/meta/test_access_matrix.py asks the system.

A line says of one address: which record it names, which roles may know that there is such a record (``knows``; the
others get 403), and who gets what from reading (``GET``) and from a ``POST`` that is empty but for
``data``. Who knows of a record but gets
nothing is refused with 403; to whom the record is hidden by office, team or unit, it does not exist: 404. Methods
without a column are answered 405. Strangers are sent to the sign-in, locked sessions to the lock, temporary passwords
to where they are changed, whatever they ask for.

It repeats on purpose what accounts/permissions.py and the doors say: two who must agree.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from accounts.permissions import Role

R = Role
EVERYBODY = frozenset(Role)
DESK = frozenset(
    {
        R.INTAKE_WORKER,
        R.CASEWORKER_PSYCHOSOCIAL,
        R.CASEWORKER_LEGAL,
        R.SOCIAL_WORKER,
        R.COORDINATOR,
        R.NATIONAL_COORDINATOR,
    }
)
CASEWORK = DESK - {R.INTAKE_WORKER}
COORDINATION = frozenset({R.COORDINATOR, R.NATIONAL_COORDINATOR})
REPORTS = COORDINATION | {R.REPORTING}
TRAIL = frozenset({R.DATA_PROTECTION_OFFICER, R.AUDITOR})
PROTECTION = frozenset({R.DATA_PROTECTION_OFFICER})
ADMINISTRATION = frozenset({R.ADMIN})
LIAISON = frozenset({R.AGENCY_GUEST})
# Of the team, as whom it may be told where she is: Rosa leads, Celia is in the team of both cases of Iquitos.
SHELTER = frozenset({R.SOCIAL_WORKER, R.COORDINATOR})
# Who attends her, and the office that answers for her: health and sexual life are closed to the others.
HEALTH = frozenset({R.SOCIAL_WORKER, R.CASEWORKER_PSYCHOSOCIAL, R.COORDINATOR})
# Who gives offices money for the aid fund, and tends the kits.
FUNDS = frozenset({R.ADMIN, R.NATIONAL_COORDINATOR})
RESETS = frozenset({R.ADMIN, R.DATA_PROTECTION_OFFICER, R.NATIONAL_COORDINATOR})


# The cast of the matrix --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Actor:
    """Somebody who asks. ``state``: signed in, or ``anonymous``, ``inactive``, ``locked``, ``temporary`` password,
    ``half`` (gave the password, not yet the second factor), ``no factor`` (has none to give)."""

    name: str
    role: Role | None = None
    state: str = "signed in"
    note: str = ""


INSIDERS = (
    Actor("ines", R.INTAKE_WORKER),
    Actor("milagros", R.CASEWORKER_PSYCHOSOCIAL),
    Actor("elmer", R.CASEWORKER_LEGAL, note="left the team of the restricted case"),
    Actor("rosa", R.SOCIAL_WORKER, note="leads both cases of Iquitos"),
    Actor("celia", R.COORDINATOR, note="in the team of both cases of Iquitos"),
    Actor("nora", R.NATIONAL_COORDINATOR),
    Actor("teo", R.REPORTING),
    Actor("dario", R.DATA_PROTECTION_OFFICER),
    Actor("ana", R.AUDITOR),
    Actor("raul", R.ADMIN),
    Actor("lidia", R.AGENCY_GUEST, note="of the unit that the case was referred to"),
)
OUTSIDERS = (
    Actor("ulises", R.COORDINATOR, note="coordinates Lima"),
    Actor("bruno", R.AGENCY_GUEST, note="of another agency's unit"),
)
STRANGERS = (
    Actor("anonymous", None, "anonymous"),
    Actor("dora", None, "inactive", "coordinated Iquitos until her account was closed; her session is still there"),
    Actor("celia locked", R.COORDINATOR, "locked", "left by the quick exit"),
    Actor("flor", R.COORDINATOR, "temporary", "has a temporary password"),
    Actor("nora half", R.NATIONAL_COORDINATOR, "half", "gave her password and not yet her second factor"),
    Actor("celia bare", R.COORDINATOR, "no factor", "gave her password and has no second factor yet"),
)
ACTORS = INSIDERS + OUTSIDERS + STRANGERS


# The records, and who may know of them -----------------------------------------------------------------------

# Relations of a record to the cast: a case of Iquitos, a restricted one of Iquitos, one of Lima, and none at all.
OWN, RESTRICTED, LIMA, ABSENT = "own", "restricted", "lima", "absent"
# A closed one of Iquitos; two referred to the unit under a consent that was withdrawn or is over: one that its team
# and the coordination know (reserved), one that its team alone knows, of which Celia is no more (sealed); and one of
# Lima with every exception: Rosa's grant and Elmer's emergency live,
# Milagros's grant and Inés's emergency are over, Celia's was taken back, and Dora's account is closed.
CLOSED, RESERVED, SEALED, GRANTED = "closed", "reserved", "sealed", "granted"
IQUITOS = frozenset({"ines", "milagros", "elmer", "rosa", "celia", "nora"})

# (kind of scope, relation) → who may know of the record, by name.
KNOWN_TO: dict[tuple[str, str], frozenset[str]] = {
    ("case", OWN): IQUITOS,
    ("case", RESTRICTED): frozenset({"rosa", "celia", "nora"}),
    ("case", LIMA): frozenset({"ulises", "nora"}),
    ("case", CLOSED): IQUITOS,
    ("case", RESERVED): frozenset({"rosa", "elmer", "celia", "nora"}),
    ("case", SEALED): frozenset({"rosa", "elmer", "nora"}),
    ("case", GRANTED): frozenset({"ulises", "nora", "rosa", "elmer"}),
    ("case organised", OWN): IQUITOS,
    ("case organised", RESTRICTED): frozenset({"rosa", "celia", "nora"}),
    ("case organised", LIMA): frozenset({"ulises", "nora"}),
    ("case organised", GRANTED): frozenset({"ulises", "nora"}),
    ("office", OWN): IQUITOS,
    ("office", LIMA): frozenset({"ulises", "nora"}),
    ("coordination", OWN): frozenset({"celia", "nora"}),
    ("coordination", LIMA): frozenset({"ulises", "nora"}),
    ("unit", OWN): frozenset({"lidia"}),
    ("unit", RESTRICTED): frozenset(),
    ("unit", LIMA): frozenset(),
    ("unit", RESERVED): frozenset(),
    ("unit", SEALED): frozenset(),
    ("report", OWN): frozenset({"celia", "nora", "teo"}),
    ("report", LIMA): frozenset({"ulises", "nora", "teo"}),
    ("asker", OWN): frozenset({"celia"}),
    ("asker", LIMA): frozenset({"ulises"}),
    ("account", OWN): frozenset({"raul"}),
    ("trail", OWN): frozenset({"dario", "ana"}),
    ("decoy", OWN): frozenset({"dario"}),
    ("emergency", OWN): frozenset({"dario"}),
    ("reset", OWN): frozenset({"raul", "dario", "nora"}),
    ("catalogue", OWN): frozenset({"raul"}),
    ("fund", OWN): frozenset({"raul", "nora"}),
    ("shelters", OWN): frozenset({"celia", "ulises", "nora"}),
}

# The record that an address names → the scope that hides it.
SCOPE_OF: dict[str, str] = {
    "case": "case",
    "case and person": "case",
    "person": "case",
    "identity": "case",
    "tie": "case",
    "participation": "case",
    "task": "case",
    "member": "case",
    "consent": "case",
    "enrolment": "case",
    "plan": "case",
    "plan goal": "case",
    "plan activity": "case",
    "livelihood": "case",
    "appointment": "case",
    "activity": "office",
    "consent answer": "case",
    "withdrawal letter": "case",
    "entry": "case",
    "assessment": "case",
    "assessment form": "case",
    "attachment": "case",
    "letter": "case",
    "follow-up": "case",
    "episode": "case",
    "perpetrator": "case",
    "lesson": "case",
    "therapy": "case",
    "exceptional grant": "case organised",
    "emergency": "emergency",
    "aid": "case",
    "referral": "case",
    "draft": "case",
    "received": "office",
    "sent to a unit": "unit",
    "import": "coordination",
    "export": "coordination",
    "own export": "asker",
    "session": "asker",
    "standard record": "case",
    "run": "report",
    "account": "account",
    "account of the trail": "trail",
    "record of the trail": "trail",
    "alert": "trail",
    "decoy": "decoy",
    "pair": "coordination",
    "merge": "coordination",
    "factor reset": "reset",
    "unit": "catalogue",
    "entry of a catalogue": "catalogue",
    "letter template": "catalogue",
    "catalogue": "catalogue",
    "kit": "fund",
    "shelter place": "shelters",
    "place": "catalogue",
}


SIGN_IN, SECOND_STEP, ENROL = "accounts:sign_in", "accounts:second_step", "accounts:enrol"
# Where a state that gets nothing else is sent.
LEADS_TO = {"locked": "accounts:locked", "temporary": "accounts:account", "no factor": ENROL}

# Lines ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Grant:
    """What some roles get: the status; for redirects nothing more, where they lead is the pages' own test."""

    roles: frozenset[Role]
    answer: int


@dataclass(frozen=True)
class Line:
    """One address. ``record`` is a key of SCOPE_OF; ``is_traced``: reading writes a row of the trail."""

    name: str
    record: str | None = None
    knows: frozenset[Role] = EVERYBODY
    get: Grant | None = None
    post: Grant | None = None
    is_traced: bool = False
    shows_codes: bool = False
    note: str = ""
    is_public: bool = False
    data: dict = field(default_factory=dict)
    open_while: frozenset[str] = field(default_factory=frozenset)

    @property
    def methods(self) -> list[str]:
        return [name for name, grant in (("GET", self.get), ("POST", self.post)) if grant]


def reads(*roles: frozenset[Role], answer: int = 200) -> Grant:
    return Grant(frozenset().union(*roles), answer)


def sends(*roles: frozenset[Role], answer: int = 422) -> Grant:
    """An empty form is answered 422 by a form page, 302 by a button."""
    return Grant(frozenset().union(*roles), answer)


def _of(record: str, knows: frozenset[Role], lines: list[Line]) -> list[Line]:
    """Lines about one kind of record: having looked is written down."""
    return [replace(line, record=line.record or record, knows=knows, is_traced=line.get is not None) for line in lines]


# Addresses that a state which gets nothing else may still use.
LOCK, PASSWORD = frozenset({"locked"}), frozenset({"locked", "temporary", "no factor"})
TEMPORARY, ENROLMENT = frozenset({"temporary"}), frozenset({"no factor"})

LINES: list[Line] = [
    # Coming and going
    Line("landing", get=reads(EVERYBODY, answer=302)),
    Line("health", get=reads(EVERYBODY, answer=503), is_public=True, open_while=PASSWORD, note="200 with a worker"),
    Line(
        "csp_report",
        post=sends(EVERYBODY, answer=415),
        is_public=True,
        open_while=PASSWORD,
        note="browsers tell what the content policy refused",
    ),
    Line(
        "accounts:sign_in",
        get=reads(EVERYBODY, answer=302),
        post=sends(EVERYBODY, answer=302),
        is_public=True,
        note="strangers get the form; who is signed in is sent on",
    ),
    Line("accounts:sign_out", post=sends(EVERYBODY, answer=302), is_public=True, open_while=PASSWORD),
    Line(
        "accounts:quick_exit",
        get=reads(EVERYBODY),
        post=sends(EVERYBODY, answer=200),
        is_public=True,
        open_while=PASSWORD,
        note="locks the session by reading, because a second counts",
    ),
    Line("accounts:locked", get=reads(EVERYBODY), post=sends(EVERYBODY), open_while=PASSWORD),
    Line("accounts:close_other_sessions", post=sends(EVERYBODY, answer=302)),
    Line("accounts:close_session", "session", post=sends(EVERYBODY, answer=302), note="one's own only"),
    Line(
        SECOND_STEP,
        get=reads(EVERYBODY, answer=302),
        post=sends(EVERYBODY, answer=302),
        is_public=True,
        note="whoever gave the password gets the form; everybody else is sent on",
    ),
    Line("accounts:account", get=reads(EVERYBODY), post=sends(EVERYBODY), open_while=TEMPORARY),
    Line("accounts:language", post=sends(EVERYBODY, answer=302), open_while=TEMPORARY | ENROLMENT),
    Line("accounts:prove", get=reads(EVERYBODY), post=sends(EVERYBODY), open_while=ENROLMENT),
    Line(ENROL, get=reads(EVERYBODY, answer=302), open_while=ENROLMENT, note="200 for whoever has no second factor"),
    Line("accounts:add_app", get=reads(EVERYBODY), post=sends(EVERYBODY), open_while=ENROLMENT),
    Line("accounts:add_key", get=reads(EVERYBODY), post=sends(EVERYBODY), open_while=ENROLMENT),
    Line("accounts:factors", get=reads(EVERYBODY)),
    Line("accounts:remove_factor", post=sends(EVERYBODY, answer=404), note="302 for a factor of one's own"),
    Line("accounts:recovery_codes", get=reads(EVERYBODY), post=sends(EVERYBODY, answer=200)),
    # Accounts and the trail
    Line("accounts:users", get=reads(ADMINISTRATION), is_traced=True),
    Line("accounts:add_user", get=reads(ADMINISTRATION), post=sends(ADMINISTRATION)),
    Line("accounts:audit", get=reads(TRAIL), shows_codes=True, is_traced=True),
    Line("accounts:audit_seal", get=reads(TRAIL)),
    Line("accounts:account_trail", "account of the trail", TRAIL, reads(TRAIL), is_traced=True, shows_codes=True),
    Line("accounts:record_trail", "record of the trail", TRAIL, reads(TRAIL), is_traced=True, shows_codes=True),
    Line("accounts:alerts", get=reads(TRAIL), is_traced=True, shows_codes=True),
    Line("accounts:alert", "alert", TRAIL, reads(TRAIL), sends(PROTECTION), is_traced=True, shows_codes=True),
    Line("cases:decoys", get=reads(PROTECTION), post=sends(PROTECTION), is_traced=True, shows_codes=True),
    Line(
        "cases:decoy_end",
        "decoy",
        PROTECTION,
        reads(PROTECTION),
        sends(PROTECTION, answer=302),
        is_traced=True,
        shows_codes=True,
    ),
    *_of(
        "account",
        ADMINISTRATION,
        [
            Line("accounts:user", get=reads(ADMINISTRATION), post=sends(ADMINISTRATION)),
            Line("accounts:reset_password", get=reads(ADMINISTRATION), post=sends(ADMINISTRATION, answer=200)),
            Line("accounts:close_sessions", get=reads(ADMINISTRATION), post=sends(ADMINISTRATION, answer=302)),
        ],
    ),
    # Exceptions to scope
    Line("cases:emergency", get=reads(DESK), post=sends(DESK)),
    Line("cases:emergencies", get=reads(PROTECTION), is_traced=True, shows_codes=True),
    *_of(
        "emergency",
        PROTECTION,
        [Line("cases:emergency_review", get=reads(PROTECTION), post=sends(PROTECTION), shows_codes=True)],
    ),
    Line("cases:could_see_by_code", get=reads(TRAIL)),
    *_of(
        "account",
        ADMINISTRATION,
        [Line("accounts:ask_factor_reset", get=reads(ADMINISTRATION), post=sends(ADMINISTRATION))],
    ),
    Line("accounts:factor_resets", get=reads(RESETS), is_traced=True),
    Line(
        "accounts:factor_reset",
        "factor reset",
        RESETS,
        reads(RESETS),
        sends(RESETS - ADMINISTRATION, answer=302),
        is_traced=True,
        note="Raúl asked for it: another one confirms",
    ),
    # The work of the day
    Line("cases:home", get=reads(DESK), is_traced=True),
    Line("cases:caseload", get=reads(COORDINATION), post=sends(COORDINATION), note="nothing before it is said whose"),
    Line("cases:list", get=reads(DESK), is_traced=True),
    Line("cases:search", get=reads(DESK), post=sends(DESK)),
    Line("cases:intake_alike", post=sends(DESK, answer=200)),
    Line("cases:duplicates", get=reads(COORDINATION), is_traced=True),
    *_of("pair", COORDINATION, [Line("cases:duplicate", get=reads(COORDINATION), post=sends(COORDINATION))]),
    *_of("merge", COORDINATION, [Line("cases:merge", get=reads(COORDINATION), post=sends(COORDINATION))]),
    Line("cases:intake", get=reads(DESK), post=sends(DESK)),
    Line("cases:intake_age", post=sends(DESK, answer=200)),
    # The agenda
    Line("services:agenda", get=reads(DESK), is_traced=True, note="the coordination also its team's"),
    Line("services:hours_reserve", get=reads(DESK), post=sends(DESK)),
    Line("services:calendar", get=reads(DESK), post=sends(DESK, answer=200)),
    Line(
        "services:calendar_feed",
        get=reads(EVERYBODY, answer=404),
        is_public=True,
        note="with the secret of its owner, codes and hours; without, or with one that ended, nothing",
    ),
    Line("services:activities", get=reads(DESK), is_traced=True),
    Line("services:activity_new", get=reads(CASEWORK), post=sends(CASEWORK)),
    *_of(
        "activity",
        DESK,
        [
            Line("services:activity", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:participants", get=reads(CASEWORK), post=sends(CASEWORK)),
        ],
    ),
    # The file of a case
    *_of(
        "case",
        DESK,
        [
            Line("cases:file", get=reads(DESK)),
            Line("cases:people", get=reads(DESK)),
            Line("cases:missing", get=reads(DESK)),
            Line(
                "cases:section_mark",
                get=reads(DESK, answer=302),
                post=sends(DESK, answer=302),
                note="the part that does not apply is named in the query",
            ),
            Line("cases:print", get=reads(DESK), note="whole, or the parts named in the query"),
            Line("cases:print_parts", get=reads(DESK)),
            Line("cases:seen", get=reads(COORDINATION, {R.SOCIAL_WORKER}), note="the coordination, and who leads it"),
            Line(
                "cases:could_see", get=reads(COORDINATION, {R.SOCIAL_WORKER}), note="the coordination, and who leads it"
            ),
            Line("cases:grant", get=reads(COORDINATION), post=sends(COORDINATION)),
            Line(
                "cases:grant_revoke",
                "exceptional grant",
                get=reads(COORDINATION),
                post=sends(COORDINATION, answer=302),
                note="of a case that is theirs without an exception",
            ),
            Line(
                "cases:read_entry",
                "therapy",
                get=reads({R.CASEWORKER_PSYCHOSOCIAL}),
                post=sends({R.CASEWORKER_PSYCHOSOCIAL}, answer=200),
                data={"reason": "PLANNING"},
                note="without a reason: 422",
            ),
            Line("cases:edit", get=reads(DESK), post=sends(DESK)),
            Line("cases:status", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("cases:team", get=reads(DESK), post=sends(COORDINATION)),
            Line("cases:hand_over", get=reads(COORDINATION), post=sends(COORDINATION)),
            Line("cases:tasks", get=reads(DESK)),
            Line("cases:task_new", get=reads(DESK), post=sends(DESK)),
            Line("cases:add_person", get=reads(DESK), post=sends(DESK)),
            Line("services:record", get=reads(DESK), post=sends(DESK)),
            Line("services:of_case", get=reads(DESK)),
            Line("services:enrol", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:appointment_new", get=reads(DESK), post=sends(DESK)),
            Line("services:appointment", "appointment", get=reads(DESK)),
            Line("services:appointment_move", "appointment", get=reads(DESK), post=sends(DESK)),
            Line("services:appointment_cancel", "appointment", get=reads(DESK), post=sends(DESK)),
            Line("services:appointment_missed", "appointment", post=sends(DESK, answer=302)),
            Line("services:enrolment", "enrolment", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:enrolment_end", "enrolment", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("referrals:new", get=reads(CASEWORK), post=sends(CASEWORK, answer=200), note="asks first to whom"),
            Line("referrals:letter_preview", post=sends(CASEWORK, answer=204)),
            Line("referrals:of_case", get=reads(DESK)),
            Line("services:shelter_of_case", get=reads(DESK)),
            Line("services:shelter_search", "participation", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:plan_of_case", get=reads(DESK)),
            Line("services:plan_start", "participation", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:plan", "plan", get=reads(DESK)),
            Line("services:plan_sheet", "plan", get=reads(DESK)),
            Line("services:plan_goal_new", "plan", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:plan_agree", "plan", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:plan_drop", "plan", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:plan_change", "plan", post=sends(CASEWORK, answer=302), note="of a draft: says why not"),
            Line("services:plan_review", "plan", get=reads(CASEWORK, answer=302), post=sends(CASEWORK)),
            Line("services:plan_goal", "plan goal", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:plan_activity_new", "plan goal", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:plan_activity", "plan activity", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:plan_progress", "plan activity", get=reads(CASEWORK, answer=302), post=sends(CASEWORK)),
            Line("services:livelihood_new", "participation", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:livelihood", "livelihood", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:livelihood_visit", "livelihood", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:aid_of_case", get=reads(DESK)),
            Line("services:aid_new", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("services:kit_deliver", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line(
                "services:aid",
                "aid",
                get=reads(DESK),
                post=sends(COORDINATION),
                note="its paper was brought: the coordination closes the account",
            ),
            Line("cases:consent", "case and person", get=reads(DESK)),
            Line("cases:consent_new", "case and person", get=reads(DESK), post=sends(DESK)),
            Line("cases:consent_sheet", "case and person", get=reads(DESK)),
            Line("cases:consent_of", "participation", get=reads(DESK, answer=302), note="leads to her page"),
            Line("cases:consent_sheet_pdf", "case and person", get=reads(DESK)),
            Line("cases:consent_act", "consent", get=reads(DESK)),
            Line("cases:consent_act_pdf", "consent", get=reads(DESK)),
            Line("cases:consent_paper", "consent", get=reads(DESK), post=sends(DESK)),
            Line("cases:consent_answer_withdraw", "consent answer", get=reads(DESK), post=sends(DESK, answer=302)),
            Line("cases:consent_letter", "withdrawal letter", get=reads(DESK), post=sends(DESK, answer=302)),
            Line("cases:victim_status", "participation", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("cases:part_edit", "participation", get=reads(DESK), post=sends(DESK)),
            Line("cases:phases", "participation", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("cases:assessments", get=reads(DESK)),
            Line("cases:person_assessments", "participation", get=reads(DESK)),
            Line(
                "cases:assessment_fill",
                "assessment form",
                get=reads(DESK),
                post=sends(DESK, answer=302),
                note="of a reserved area (psychological, legal), its own people only",
            ),
            Line("cases:assessment_sign", "assessment form", get=reads(DESK), post=sends(DESK)),
            Line("cases:assessment_discard", "assessment form", get=reads(DESK), post=sends(DESK, answer=302)),
            Line(
                "cases:assessment",
                "assessment",
                get=reads(DESK),
                post=sends(DESK, answer=200),
                note="of a reserved area, its own people and who signed it; of therapy by a post that says why",
            ),
            Line("cases:assessment_again", "assessment", get=reads(DESK, answer=302)),
            Line("cases:assessment_correct", "assessment", post=sends(DESK, answer=302)),
            Line("cases:followups_of", "participation", get=reads(DESK)),
            Line("cases:followup", "follow-up", get=reads(DESK), post=sends(DESK)),
            Line("cases:followup_finding", "follow-up", get=reads(DESK), post=sends(DESK)),
            Line("cases:followup_end", "follow-up", get=reads(DESK), post=sends(DESK)),
            Line("cases:followup_take_up", "follow-up", post=sends(CASEWORK, answer=302)),
            Line("cases:leave_team", "member", get=reads(COORDINATION), post=sends(COORDINATION, answer=302)),
            Line("cases:task_move", "task", get=reads(DESK), post=sends(DESK)),
            Line("cases:task_done", "task", post=sends(DESK, answer=302)),
            Line("cases:consent_withdraw", "consent", get=reads(DESK), post=sends(DESK, answer=302)),
            Line("services:correct", "entry", get=reads(DESK), post=sends(DESK)),
            Line("cases:episodes", get=reads(DESK)),
            Line("cases:episode_new", get=reads(DESK), post=sends(DESK)),
            Line("cases:episode", "episode", get=reads(DESK)),
            *[
                Line(f"cases:episode_{step}", "episode", get=reads(DESK), post=sends(DESK))
                for step in ("recruitment", "route", "exploitation", "exit", "withdraw")
            ],
            Line("cases:perpetrator_new", "episode", get=reads(DESK), post=sends(DESK)),
            Line("cases:perpetrator", "perpetrator", get=reads(DESK), post=sends(DESK)),
            Line("cases:perpetrator_withdraw", "perpetrator", get=reads(DESK), post=sends(DESK)),
            Line("cases:lessons", get=reads(DESK)),
            Line("cases:lesson_new", get=reads(DESK), post=sends(DESK)),
            Line("cases:lesson_withdraw", "lesson", get=reads(DESK), post=sends(DESK)),
            Line("cases:letters", get=reads(DESK)),
            Line("cases:letter_new", get=reads(DESK), post=sends(DESK)),
            Line("cases:letter", "letter", get=reads(DESK)),
            Line("cases:letter_edit", "letter", get=reads(DESK), post=sends(DESK)),
            Line("cases:letter_names", "letter", post=sends(DESK, answer=200)),
            Line("cases:letter_final", "letter", post=sends(DESK), note="says what keeps it from leaving"),
            Line("cases:letter_progress", "letter", get=reads(DESK)),
            Line("cases:letter_word", "letter", get=reads(DESK, answer=422), note="422 while it may not leave"),
            Line("cases:letter_discard", "letter", get=reads(DESK), post=sends(DESK, answer=302)),
            Line("cases:attachments", get=reads(DESK)),
            Line("cases:attachment_new", get=reads(DESK), post=sends(DESK)),
            Line("cases:attachment", "attachment", get=reads(DESK)),
            Line("cases:attachment_file", "attachment", get=reads(DESK)),
            Line("cases:attachment_version", "attachment", get=reads(DESK), post=sends(DESK)),
            Line("cases:attachment_withdraw", "attachment", get=reads(DESK), post=sends(DESK)),
            Line(
                "cases:attachment_original",
                "attachment",
                get=reads(COORDINATION, {R.CASEWORKER_LEGAL}),
                post=sends(COORDINATION, {R.CASEWORKER_LEGAL}),
            ),
        ],
    ),
    *_of(
        "person",
        DESK,
        [
            Line("cases:person", get=reads(DESK)),
            Line("cases:reveal", post=sends(DESK, answer=200), data={"field": "name"}),
            Line(
                "cases:shelter",
                get=reads(SHELTER),
                post=sends(SHELTER, answer=200),
                data={"reason": "CONTACT"},
                note="members of the team; without a reason: 422",
            ),
            Line("services:shelter_enter", get=reads(SHELTER), post=sends(SHELTER), note="members of the team"),
            Line("services:shelter_leave", get=reads(SHELTER), post=sends(SHELTER), note="members of the team"),
            Line("cases:person_edit", get=reads(DESK), post=sends(DESK)),
            Line("cases:safe_contact_edit", get=reads(DESK), post=sends(DESK)),
            Line("cases:document_add", get=reads(DESK), post=sends(DESK)),
            Line("cases:relate", get=reads(DESK), post=sends(DESK)),
            Line("cases:document_edit", "identity", get=reads(DESK), post=sends(DESK)),
            Line("cases:relation_edit", "tie", get=reads(DESK), post=sends(DESK)),
            Line("cases:relation_withdraw", "tie", get=reads(DESK), post=sends(DESK)),
            Line("cases:profile_origin", get=reads(DESK), post=sends(DESK)),
            Line("cases:profile_gender", get=reads(HEALTH), post=sends(HEALTH), note="whoever wrote it last, too"),
            Line("cases:profile_health", get=reads(HEALTH), post=sends(HEALTH), note="whoever wrote it last, too"),
            Line("cases:profile_household", get=reads(DESK), post=sends(DESK)),
            Line(
                "cases:profile_livelihood",
                get=reads(DESK),
                post=sends(DESK),
                note="income once answered: social work and coordination (docs/record.md)",
            ),
        ],
    ),
    # Referrals
    Line("referrals:board", get=reads(CASEWORK), is_traced=True),
    Line("referrals:receive", get=reads(CASEWORK), post=sends(CASEWORK)),
    *_of(
        "referral",
        DESK,
        [
            Line("referrals:detail", get=reads(DESK), post=sends(CASEWORK)),
            Line("referrals:letter", get=reads(CASEWORK)),
            Line("referrals:edit", "draft", get=reads(CASEWORK), post=sends(CASEWORK)),
            Line("referrals:place", "received", get=reads(CASEWORK), post=sends(CASEWORK)),
        ],
    ),
    Line("referrals:desk", get=reads(LIAISON), is_traced=True),
    *_of("sent to a unit", LIAISON, [Line("referrals:desk_referral", get=reads(LIAISON), post=sends(LIAISON))]),
    # The aid fund and kits
    Line("services:aid_fund", get=reads(COORDINATION), is_traced=True),
    Line("services:aid_ledger", post=sends(COORDINATION, answer=200)),
    Line("services:aid_budgets", get=reads(FUNDS), post=sends(FUNDS)),
    Line("services:kits", get=reads(COORDINATION, FUNDS), post=sends(COORDINATION, FUNDS)),
    Line("services:kit_new", get=reads(FUNDS), post=sends(FUNDS)),
    Line("services:kit", "kit", FUNDS, reads(FUNDS), sends(FUNDS), is_traced=True),
    # Places of shelter, by code
    Line("services:shelters", get=reads(COORDINATION), is_traced=True),
    Line("services:shelter_place_new", get=reads(COORDINATION), post=sends(COORDINATION)),
    Line(
        "services:shelter_place",
        "shelter place",
        COORDINATION,
        reads(COORDINATION),
        sends(COORDINATION),
        is_traced=True,
    ),
    # Exchange with other registries
    Line("referrals:imports", get=reads(COORDINATION), post=sends(COORDINATION), is_traced=True),
    *_of(
        "import",
        COORDINATION,
        [
            Line("referrals:import", get=reads(COORDINATION), post=sends(COORDINATION, answer=302)),
            Line("referrals:discard_import", post=sends(COORDINATION, answer=302)),
            Line("referrals:import_rows", get=reads(COORDINATION)),
            Line("referrals:import_report", get=reads(COORDINATION)),
        ],
    ),
    Line("referrals:import_progress", "import", COORDINATION, reads(COORDINATION), note="asked every two seconds"),
    Line("referrals:exports", get=reads(COORDINATION), post=sends(COORDINATION), is_traced=True),
    Line("referrals:export", "export", COORDINATION, reads(COORDINATION), note="where it stands, nothing of it"),
    Line("referrals:export_progress", "export", COORDINATION, reads(COORDINATION), note="asked every two seconds"),
    Line("referrals:export_file", "own export", COORDINATION, post=sends(COORDINATION, answer=200)),
    *_of(
        "standard record",
        DESK,
        [Line("referrals:standard_record", get=reads(DESK), post=sends(DESK, answer=200), note="sending uncovers")],
    ),
    # Reports
    Line("reports:runs", get=reads(REPORTS), is_traced=True),
    Line("reports:new", get=reads(REPORTS), post=sends(REPORTS)),
    *_of(
        "run",
        REPORTS,
        [
            Line("reports:run", get=reads(REPORTS)),
            Line("reports:try_again", post=sends(REPORTS, answer=302)),
            Line("reports:check", post=sends(REPORTS, answer=302)),
            Line("reports:download", get=reads(REPORTS)),
        ],
    ),
    Line("reports:run_progress", "run", REPORTS, reads(REPORTS), note="asked every two seconds, shows no number"),
    # Catalogues
    Line("cases:letter_templates", get=reads(ADMINISTRATION)),
    Line("cases:letter_template_new", get=reads(ADMINISTRATION), post=sends(ADMINISTRATION)),
    Line("cases:letter_template_base", get=reads(ADMINISTRATION)),
    *_of(
        "letter template",
        ADMINISTRATION,
        [
            Line("cases:letter_template_file", get=reads(ADMINISTRATION)),
            Line("cases:letter_template_trial", get=reads(ADMINISTRATION)),
            Line("cases:letter_template_withdraw", get=reads(ADMINISTRATION), post=sends(ADMINISTRATION, answer=302)),
        ],
    ),
    Line("directory:catalogues", get=reads(ADMINISTRATION)),
    Line("directory:places", get=reads(ADMINISTRATION)),
    Line("directory:place_options", get=reads(EVERYBODY), note="public knowledge"),
    *[
        Line(name, record, ADMINISTRATION, reads(ADMINISTRATION), sends(ADMINISTRATION))
        for name, record in (
            ("directory:place", "place"),
            ("directory:add_entry", "catalogue"),
            ("directory:add_alias", "unit"),
            ("directory:entry", "entry of a catalogue"),
            ("directory:retire_entry", "entry of a catalogue"),
        )
    ],
    Line("directory:entries", "catalogue", ADMINISTRATION, reads(ADMINISTRATION)),
]


# What must come back -------------------------------------------------------------------------------------------

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Whoever knows the case reads it as before; what can still be done in it is the pages' own test.
IN_A_CLOSED_CASE = frozenset({200, 204, 302, 403, 404, 405, 409, 422})


# Of whom an exception opens the case, and what stays with those who lead or are in its team.
BY_EXCEPTION = frozenset({"rosa", "elmer"})
NOT_BY_EXCEPTION = frozenset(
    {"cases:seen", "cases:could_see", "cases:shelter", "services:shelter_enter", "services:shelter_leave"}
)


@dataclass(frozen=True)
class Answer:
    """The statuses that are right, where a redirect must lead (a URL name, or None for anywhere), and whether it is
    a refusal: then nothing is written but the row that says so (``is_denied``)."""

    statuses: frozenset[int]
    leads_to: str | None = None
    is_refusal: bool = True
    is_denied: bool = False


def expected(line: Line, actor: Actor, method: str, relation: str) -> Answer:
    """What ``actor`` must get from ``line`` of a record in ``relation`` to the cast."""
    if actor.state in ("anonymous", "inactive", "half"):
        return _to_stranger(line, actor, method)
    if actor.state in LEADS_TO and actor.state not in line.open_while:
        return _sent_to(LEADS_TO[actor.state])
    if actor.state == "no factor" and line.name == ENROL:
        return Answer(frozenset({200} if method == "GET" else {405}), is_refusal=False)
    grant = {"GET": line.get, "HEAD": line.get, "POST": line.post}.get(method)
    if grant is None:
        return Answer(frozenset({405}))
    head = {405} if method == "HEAD" else set()
    if actor.role not in line.knows:
        return Answer(frozenset({403} | head), is_denied=True)
    if line.record and not _knows_of(line, actor, relation):
        return Answer(frozenset({404} | head), is_denied=line.record not in ("place", "catalogue"))
    excepted = relation == GRANTED and actor.name in BY_EXCEPTION and line.name in NOT_BY_EXCEPTION
    if actor.role not in grant.roles or excepted:
        return Answer(frozenset({403} | head), is_denied=True)
    if relation == CLOSED:
        return Answer(IN_A_CLOSED_CASE, is_refusal=False)
    withdrawals = ("cases:consent_withdraw", "cases:consent_answer_withdraw")
    if (method, relation) == ("POST", RESERVED) and line.name in withdrawals:
        return Answer(frozenset({422}), is_refusal=False)  # it was withdrawn before
    return Answer(frozenset({grant.answer} | head), is_refusal=grant.answer == 404)


def _to_stranger(line: Line, actor: Actor, method: str) -> Answer:
    is_asked = line.name == SECOND_STEP and actor.state == "half"
    if not line.is_public or (line.name == SECOND_STEP and not is_asked and method in ("GET", "POST")):
        return _sent_to(SIGN_IN)
    if line.name == SIGN_IN or is_asked:
        return Answer(frozenset({"GET": {200}, "POST": {422}}.get(method, {405})), is_refusal=False)
    grant = {"GET": line.get, "HEAD": line.get, "POST": line.post}.get(method)
    right = {405} if grant is None else {grant.answer, 405} if method == "HEAD" else {grant.answer}
    return Answer(frozenset(right), is_refusal=False)


def _sent_to(name: str) -> Answer:
    return Answer(frozenset({302}), leads_to=name)


def _knows_of(line: Line, actor: Actor, relation: str) -> bool:
    if relation == ABSENT:
        return False
    return actor.name in KNOWN_TO[SCOPE_OF[line.record], relation]


def relations_of(line: Line) -> list[str]:
    """The relations in which the record of a line exists, and its absence."""
    if line.record is None:
        return [OWN]
    return [relation for scope, relation in KNOWN_TO if scope == SCOPE_OF[line.record]] + [ABSENT]


# The same address asked in other words: what is refused stays refused, and nobody's token is in the answer.
PLAIN = "plain"
VARIANTS = (
    ("as JSON", ("GET", "POST")),  # Accept and ?format=json, a body of JSON
    ("by htmx", ("GET", "POST")),
    ("naming foreign ids", ("GET", "POST")),  # in every parameter that some page reads
    ("without slash", ("GET",)),
    ("with next", ("GET",)),  # ?next= and its like lead to another host
    ("at a position", ("GET",)),  # of a list: ?despues= and ?pagina= beyond what is one's own
)
VARIED = (OWN, LIMA)


def cells(lines: Iterable[Line] = LINES) -> Iterator[tuple[Line, Actor, str, str, str]]:
    """Every cell of these lines: (line, actor, method, relation, variant).

    Strangers ask about the own record only, and Dora besides about the one that she has a grant for.
    """
    for line in lines:
        for relation in relations_of(line):
            for actor in ACTORS:
                has_ended_grant = relation == GRANTED and actor.state == "inactive"
                if relation != OWN and actor.state != "signed in" and not has_ended_grant:
                    continue
                for method in METHODS:
                    yield line, actor, method, relation, PLAIN
                for variant, methods in VARIANTS if relation in VARIED else ():
                    for method in methods:
                        yield line, actor, method, relation, variant
