"""Anything may happen to cases, teams, accounts and referrals, in any order: after each step the plain rule
(tests/security/centre.py), the application's scope and the database alone, asked as the role of the pages, say the
same of every account.
"""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.acting import acting
from accounts.models import User
from accounts.permissions import Role
from cases.actions import Intake, NewPerson, open_case, record_consent
from cases.models import Assignment, Case, CaseGrant, Consent, EmergencyAccess, Participation, Person
from cases.states import AgeSource, ConsentState, SharedItem, TeamRole
from directory.codelists import Confidentiality, IntakeSource, ProblemType, ServiceKind, Sex
from referrals.actions import Draft, draft_referral, send_referral
from referrals.models import Referral
from referrals.states import ReferralStatus
from tests.security.centre import Account, Centre, File
from tests.security.sizes import IS_LONG, STEPS
from vault.models import DataKey

pytestmark = pytest.mark.security
NAMES = ("rosa", "elmer", "celia", "ulises", "nora", "teo", "lidia", "bruno")
CODES = ("one", "two", "three")
OFFICES, UNITS = ("IQT", "LIM"), ("UPE", "CSMC")
STAFF_ROLES = sorted(set(Role) - {Role.AGENCY_GUEST})
LENGTH = settings(
    max_examples=50 if IS_LONG else 3,
    stateful_step_count=50 if IS_LONG else 20,
    deadline=None,
    database=None,
    derandomize=not IS_LONG,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
names, codes, offices = (strategies.sampled_from(each) for each in (NAMES, CODES, OFFICES))

ASKED = (
    "SELECT current_user::text, ARRAY(SELECT id FROM cases_case), ARRAY(SELECT id FROM cases_person),"
    " ARRAY(SELECT id FROM cases_participation), ARRAY(SELECT id FROM referrals_referral)"
)


class Walk(RuleBasedStateMachine):
    """Rows are written straight, past the verbs: whatever wrote them, both must follow."""

    cast: dict = {}  # accounts, cases, referrals, offices and units by the names above
    steps, asks_everything = 0, False

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint()

    @initialize()
    def begin(self):
        accounts = {
            name: Account(
                user.role,
                user.office and user.office.code,
                next((kind for kind, unit in self.cast["units"].items() if unit.pk == user.agency_unit_id), None),
            )
            for name, user in self.cast["accounts"].items()
        }
        files = {"one": ("IQT", "rosa", "UPE"), "two": ("IQT", "elmer", "CSMC"), "three": ("LIM", "ulises", "UPE")}
        self.centre = Centre(
            accounts,
            {
                code: File(office, team={lead}, sent_to=unit, is_shared=True)
                for code, (office, lead, unit) in files.items()
            },
        )

    def teardown(self):
        transaction.savepoint_rollback(self.savepoint)
        transaction.set_rollback(False)  # a step that the database refused is told as itself, not by the next one

    def _case(self, code):
        return self.cast["cases"][code]

    def _account(self, name):
        return self.cast["accounts"][name]

    # Teams --------------------------------------------------------------------------------------------------------

    @rule(code=codes, name=names)
    def joins_team(self, code, name):
        if name not in self.centre.files[code].team:
            Assignment.objects.create(
                case=self._case(code),
                user=self._account(name),
                role=TeamRole.SUPPORT,
                assigned_by=self._account("nora"),
            )
            self.centre.files[code].team.add(name)

    @rule(code=codes, name=names)
    def leaves_team(self, code, name):
        current = Assignment.objects.filter(case=self._case(code), user=self._account(name), ended_at__isnull=True)
        current.update(ended_at=timezone.now())
        self.centre.files[code].team.discard(name)

    @rule(code=codes, name=names)
    def is_to_join_tomorrow(self, code, name):
        if name not in self.centre.files[code].team:
            at = timezone.now() + timedelta(days=1)
            row = {"case": self._case(code), "user": self._account(name), "role": TeamRole.LEGAL}
            Assignment.objects.get_or_create(
                **row,
                ended_at=at + timedelta(days=1),
                defaults={"started_at": at, "assigned_by": self._account("nora")},
            )

    # Exceptions ---------------------------------------------------------------------------------------------------

    @rule(code=codes, name=names, is_over=strategies.booleans())
    def is_granted(self, code, name, is_over):
        now = timezone.now()
        began, ends = (now - timedelta(days=9), now - timedelta(days=2)) if is_over else (now, now + timedelta(days=9))
        giver = self._account("celia" if name == "nora" else "nora")
        CaseGrant.objects.give(
            self._case(code), self._account(name), reason="x", granted_at=began, ends_at=ends, by=giver
        )
        if not is_over:
            self.centre.files[code].granted.add(name)

    @rule(code=codes, name=names)
    def grant_is_taken_back(self, code, name):
        rows = CaseGrant.objects.filter(content_object=self._case(code), user=self._account(name))
        rows = rows.filter(granted_at__lte=timezone.now())
        rows.update(revoked_at=timezone.now(), revoked_by=self._account("nora"))
        self.centre.files[code].granted.discard(name)

    @rule(code=codes, name=names)
    def grant_expires(self, code, name):
        long_ago = timezone.now() - timedelta(days=5)
        rows = CaseGrant.objects.filter(
            content_object=self._case(code), user=self._account(name), revoked_at__isnull=True
        )
        rows.update(granted_at=long_ago, ends_at=long_ago + timedelta(days=4))
        self.centre.files[code].granted.discard(name)

    @rule(code=codes, name=names)
    def enters_by_emergency(self, code, name):
        now, case = timezone.now(), self._case(code)
        row = {"case": case, "case_code": case.code, "user": self._account(name), "reason": "x"}
        EmergencyAccess.objects.create(key=self.cast["key"], started_at=now, ends_at=now + timedelta(hours=4), **row)
        self.centre.files[code].emergencies.add(name)

    @rule(code=codes, name=names)
    def emergency_ends(self, code, name):
        long_ago = timezone.now() - timedelta(hours=9)
        rows = EmergencyAccess.objects.filter(case=self._case(code), user=self._account(name))
        rows.update(started_at=long_ago, ends_at=long_ago + timedelta(hours=4))
        self.centre.files[code].emergencies.discard(name)

    @rule(code=codes, name=names)
    def exceptions_begin_tomorrow(self, code, name):
        """Rows that open nothing yet."""
        at, case = timezone.now() + timedelta(days=1), self._case(code)
        giver = self._account("celia" if name == "nora" else "nora")
        ends = {"ends_at": at + timedelta(hours=3)}
        CaseGrant.objects.give(case, self._account(name), reason="x", granted_at=at, by=giver, **ends)
        row = {"case": case, "case_code": case.code, "user": self._account(name), "reason": "x"}
        EmergencyAccess.objects.create(key=self.cast["key"], started_at=at, **ends, **row)

    # Cases --------------------------------------------------------------------------------------------------------

    @rule(code=codes, level=strategies.sampled_from(list(Confidentiality)))
    def is_closed_or_opened_to_the_office(self, code, level):
        Case.objects.filter(pk=self._case(code).pk).update(confidentiality=level)
        self.centre.files[code].is_normal = level == Confidentiality.NORMAL
        self.centre.files[code].is_sealed = level == Confidentiality.SEALED

    @rule(code=codes, office=offices)
    def case_moves(self, code, office):
        Case.objects.filter(pk=self._case(code).pk).update(office=self.cast["offices"][office])
        self.centre.files[code].office = office

    # Accounts -----------------------------------------------------------------------------------------------------

    @rule(name=names, is_active=strategies.booleans())
    def account_is_closed_or_opened(self, name, is_active):
        User.objects.filter(pk=self._account(name).pk).update(is_active=is_active)
        self.centre.accounts[name].is_active = is_active

    @rule(name=names, role=strategies.sampled_from(STAFF_ROLES), office=offices)
    def account_works_elsewhere(self, name, role, office):
        new = {"role": role, "office": self.cast["offices"][office], "agency_unit": None}
        User.objects.filter(pk=self._account(name).pk).update(**new)
        account = self.centre.accounts[name]
        account.role, account.office, account.unit = role, office, None

    @rule(name=names, unit=strategies.sampled_from(UNITS))
    def account_is_an_agencys(self, name, unit):
        new = {"role": Role.AGENCY_GUEST, "office": None, "agency_unit": self.cast["units"][unit]}
        User.objects.filter(pk=self._account(name).pk).update(**new)
        account = self.centre.accounts[name]
        account.role, account.office, account.unit = Role.AGENCY_GUEST, None, unit

    # Referrals ----------------------------------------------------------------------------------------------------

    @rule(code=codes, unit=strategies.sampled_from(UNITS))
    def is_referred(self, code, unit):
        """Anew, to this unit, under the consent as it was given."""
        today = timezone.localdate()
        sent = {"unit": self.cast["units"][unit], "status": ReferralStatus.SENT}
        Referral.objects.filter(pk=self.cast["referrals"][code].pk).update(**sent)
        consent = {"withdrawn_on": None, "valid_from": today - timedelta(days=9), "valid_to": None}
        Consent.objects.filter(pk=self.cast["referrals"][code].consent_id).update(**consent)
        self.centre.files[code].sent_to, self.centre.files[code].is_shared = unit, True

    @rule(code=codes)
    def consent_is_withdrawn(self, code):
        rows = Consent.objects.filter(pk=self.cast["referrals"][code].consent_id)
        rows.update(withdrawn_on=timezone.localdate())
        self.centre.files[code].is_shared = False

    @rule(code=codes)
    def consent_expires(self, code):
        rows = Consent.objects.filter(pk=self.cast["referrals"][code].consent_id)
        today = timezone.localdate()
        rows.update(valid_from=today - timedelta(days=9), valid_to=today - timedelta(days=1))
        self.centre.files[code].is_shared = False

    @rule(code=codes, status=strategies.sampled_from([ReferralStatus.DRAFT, ReferralStatus.WITHDRAWN_CONSENT]))
    def referral_is_taken_back(self, code, status):
        Referral.objects.filter(pk=self.cast["referrals"][code].pk).update(status=status)
        self.centre.files[code].is_shared = False

    # The three say the same ---------------------------------------------------------------------------------------

    @invariant()
    def model_application_and_database_agree(self):
        """Of every account; what hangs on cases, which follows from them, at one step in eight."""
        type(self).steps += 1
        asks_all = self.asks_everything or self.steps % 8 == 0
        for user in User.objects.filter(pk__in=[user.pk for user in self.cast["accounts"].values()]):
            seen = {code for code in CODES if self.centre.sees(user.username, code)}
            read = {code for code in CODES if self.centre.reads_referral(user.username, code)}
            right = (self._ids("cases", seen), self._ids("people", seen), self._ids("parts", seen))
            referred = self._ids("referrals", read)
            assert _by_the_database(user) == ("calp_web", *right, referred), f"the database, of {user.username}"
            assert _ids(_referrals_of(user)) == referred, f"the application, of {user.username}"
            for model, ids in zip((Case, Person, Participation), right if asks_all else right[:1], strict=False):
                assert _ids(model.objects.visible_to(user)) == ids, f"the application, of {user.username}"

    def _ids(self, kind: str, of_codes: set[str]) -> set:
        return {self.cast[kind][code].pk for code in of_codes}


def _referrals_of(user):
    return Referral.objects.for_agency(user) if user.is_guest else Referral.objects.visible_to(user)


def _ids(rows) -> set:
    return set(rows.values_list("pk", flat=True))


def _by_the_database(user) -> tuple:
    with acting(user):
        role, *ids = connection.connection.execute(ASKED, prepare=True).fetchone()
    return role, *(set(each) for each in ids)


@pytest.fixture
def cast(rosa, elmer, celia, ulises, nora, teo, lidia, bruno, iquitos, lima, upe_loreto, csmc_iquitos):
    accounts = {user.username: user for user in (rosa, elmer, celia, ulises, nora, teo, lidia, bruno)}
    begun = {
        "one": (iquitos, rosa, upe_loreto),
        "two": (iquitos, elmer, csmc_iquitos),
        "three": (lima, ulises, upe_loreto),
    }
    cases = {code: _opened(office, lead) for code, (office, lead, _unit) in begun.items()}
    parts = {code: case.participations.select_related("person").get() for code, case in cases.items()}
    return {
        "accounts": accounts,
        "offices": {"IQT": iquitos, "LIM": lima},
        "units": {"UPE": upe_loreto, "CSMC": csmc_iquitos},
        "cases": cases,
        "parts": parts,
        "people": {code: part.person for code, part in parts.items()},
        "referrals": {
            code: _referred(cases[code], parts[code].person, unit, lead)
            for code, (_office, lead, unit) in begun.items()
        },
        "key": DataKey.objects.make(),
    }


def _opened(office, by) -> Case:
    somebody = NewPerson(preferred_name="Kori", sex=Sex.F, age_source=AgeSource.DECLARED, age=16)
    source, problem, given = IntakeSource.PNP_REFERRAL, ProblemType.TDP, ConsentState.WRITTEN
    intake = Intake(office, source, problem, given, somebody, opened_on=timezone.localdate())
    return open_case(intake, by=by)


def _referred(case, person, unit, by) -> Referral:
    today, items = timezone.localdate(), [SharedItem.AGE_SEX]
    record_consent(case, person, ConsentState.WRITTEN, by=by, valid_from=today, agencies=[unit.agency], items=items)
    draft = Draft(unit=unit, services=(ServiceKind.PROTECTION_SUPPORT,), reason="x", items=tuple(items))
    return send_referral(draft_referral(case, person, draft, by=by), by=by)


@pytest.mark.slow
def test_whatever_happens_model_application_and_database_say_the_same(cast, record_property):
    Walk.cast, Walk.steps = cast, 0
    while Walk.steps < STEPS:
        run_state_machine_as_test(Walk, settings=LENGTH)
    record_property("steps", Walk.steps)


# What the walk would notice -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_rule_that_only_one_of_the_three_follows_is_noticed(cast, monkeypatch):
    monkeypatch.setattr(Centre, "sees", lambda centre, name, code: centre.accounts[name].is_active)
    Walk.cast = cast
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Walk, settings=LENGTH)
