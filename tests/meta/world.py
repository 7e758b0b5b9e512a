"""The whole cast with a full drawer each: a case of Iquitos, a restricted one of Iquitos, one of Lima, and what hangs
on them. ``World().build()`` writes it through the verbs; marked, every sealed text is a token of its own, so that
whoever sees one that is not theirs is found out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from decimal import Decimal

from django.apps import apps
from django.db.models import Value
from django.urls import reverse
from django.utils import timezone

from accounts.factors.actions import ask_factor_reset
from accounts.history import Change
from accounts.models import Alert, AlertReview, NewsMark, RecoveryCode, User, UserSession
from accounts.permissions import Area, Role
from cases.actions import (
    Intake,
    NewFile,
    NewPerson,
    add_attachment,
    add_document,
    add_note,
    add_person,
    assign,
    change_person,
    change_status,
    change_victim_status,
    give_grant,
    leave_team,
    open_case,
    open_emergency,
    record_consent,
    relate,
    revoke_grant,
)
from cases.actions.assessments import Signing, save_answers, sign_assessment
from cases.actions.decoys import make_decoy
from cases.actions.episodes import change_episode, note_perpetrator, open_episode
from cases.actions.followup import Attempt, begin_follow_ups, record_attempt, record_finding
from cases.actions.lessons import write_lesson
from cases.actions.letters import begin_letter, change_letter
from cases.actions.merging import merge_people
from cases.actions.profile import write_profile
from cases.actions.sections import mark_not_applicable
from cases.assessments.instruments import newest_of
from cases.letters.kinds import LetterKind
from cases.letters.word_base import base_template
from cases.models import (
    Assignment,
    Attachment,
    Case,
    CaseGrant,
    CaseProject,
    Consent,
    DuplicatePair,
    EmergencyAccess,
    LetterTemplate,
    Participation,
    Person,
    SafeContact,
    ScopePeriod,
    Task,
    TimelineEntry,
    WithdrawalLetter,
)
from cases.models.profile import ProfilePage
from cases.outcome_lists import LessonKind
from cases.profile_topics import CODED, PAGES
from cases.states import (
    AgeSource,
    AttachmentKind,
    AttachmentState,
    CaseStatus,
    ClosureReason,
    ConsentState,
    ContactChannel,
    DecidingBody,
    DocumentStatus,
    ParticipationRole,
    RelationshipKind,
    SharedItem,
    TeamRole,
    VictimStatus,
    Whereabouts,
)
from directory.codelists import Confidentiality, DocumentType, IntakeSource, ProblemType, RiskLevel, ServiceKind, Sex
from directory.models import Agency, AgencyUnit, Office, Project
from referrals.actions import Draft, draft_referral, receive_referral, send_referral
from referrals.exchange.actions import ask_for_export, upload_import
from referrals.exchange.working import check_import, make_export
from referrals.models import StandardRecord
from reports.models import ReportRun
from reports.periods import Period
from reports.production import make_run
from services.actions import Enrolment, SessionTold, enrol, record_attentions
from services.actions.activities import Workshop, expect, plan_activity
from services.actions.aid import Wanted, account_aid, allocate, approve_aid, pay_aid, request_aid
from services.actions.appointments import Slot, make_appointment, reserve_hours
from services.actions.calendars import open_calendar
from services.actions.kits import add_kit, deliver_kit, move_kits
from services.actions.plan import add_activity, add_goal
from services.actions.shelter import Entry, Refused, Unmet, enter_shelter, record_no_place
from services.aid_states import AidPurpose, AidUrgency, KitMovementKind, PaymentMethod
from services.livelihood_states import LivelihoodKind, LivelihoodState, Sector
from services.models import (
    Appointment,
    AttentionMode,
    GroupActivity,
    KitType,
    Livelihood,
    LivelihoodVisit,
    PlanReview,
    ReintegrationPlan,
)
from services.plan_states import PlanArea, Responsible, ReviewResult
from services.shelter_states import OrderedBy, RefusalReason, ShelterKind
from tests.conftest import make_user
from tests.meta.matrix import CLOSED, GRANTED, IQUITOS, LIMA, OWN, RESERVED, RESTRICTED, SEALED
from tests.referrals.exchange_stories import full_row, imported, sheet_of
from tests.services.test_shelter import make_place
from vault.fields import SealedBytesField, SealedField, SealedJSONField
from vault.files import SealedWriter
from vault.ids import uuid7
from vault.models import DataKey

# Whose tokens somebody may read: tag → names (tests/meta/matrix.py says who they are).
READERS: dict[str, frozenset[str]] = {
    OWN: IQUITOS,
    "draft of own": frozenset({"rosa"}),
    "own therapy": frozenset({"milagros"}),
    "own legal": frozenset({"elmer", "rosa"}),
    "own shelter": frozenset({"rosa", "celia"}),
    "own emergency": frozenset({"dario"}),
    "restricted therapy": frozenset(),
    "lima therapy": frozenset(),
    "own letter": IQUITOS | {"lidia"},
    "own coordination": frozenset({"celia", "nora"}),
    RESTRICTED: frozenset({"rosa", "celia", "nora"}),
    LIMA: frozenset({"ulises", "nora"}),
    CLOSED: IQUITOS,
    f"{CLOSED} therapy": frozenset({"milagros"}),
    RESERVED: frozenset({"rosa", "elmer", "celia", "nora"}),
    f"{RESERVED} therapy": frozenset(),
    SEALED: frozenset({"rosa", "elmer", "nora"}),
    f"{SEALED} therapy": frozenset(),
    GRANTED: frozenset({"ulises", "nora", "rosa", "elmer"}),
    f"{GRANTED} therapy": frozenset(),
    f"{GRANTED} legal": frozenset({"ulises", "elmer"}),
    f"{GRANTED} shelter": frozenset({"ulises"}),
    f"{GRANTED} emergency": frozenset({"dario"}),
    "decoy": frozenset({"dario"}),
}


MORE_CASES = (
    (CLOSED, "IQT", "rosa"),
    (RESERVED, "IQT", "rosa"),
    (SEALED, "IQT", "rosa"),
    (GRANTED, "LIM", "ulises"),
)
LEVELS = {
    RESTRICTED: Confidentiality.RESTRICTED,
    RESERVED: Confidentiality.IDENTITY_RESERVED,
    SEALED: Confidentiality.SEALED,
}
# Of these, what is told to whom is told apart.
FINE = (OWN, GRANTED)


@dataclass
class World:
    """People by name, records by kind and relation, and the token of every sealed text."""

    people: dict[str, User] = field(default_factory=dict)
    records: dict[tuple[str, str], dict] = field(default_factory=dict)  # (kind, relation) → arguments of the address
    rows: list[tuple[str, type, object]] = field(default_factory=list)  # (tag, model, pk) of what was written
    tokens: dict[str, str] = field(default_factory=dict)  # token, code or id → tag
    places: dict[str, str] = field(default_factory=dict)  # token → table and column
    codes: dict[str, str] = field(default_factory=dict)  # relation → code of the case
    is_marked: bool = False

    # Building ------------------------------------------------------------------------------------------------

    def build(self, *, marked: bool = False, whole: bool = False) -> "World":
        """Everything; with ``marked``, a token in every sealed text before anything is exported.

        ``whole``: also the cases that only the access matrix asks about (closed, reserved, sealed, granted).
        """
        self.is_marked = marked
        self.cast()
        for relation, office, lead in (
            (OWN, "IQT", "rosa"),
            (RESTRICTED, "IQT", "rosa"),
            (LIMA, "LIM", "ulises"),
            *(MORE_CASES if whole else ()),
        ):
            with self._tagged(relation):
                self._case(relation, Office.objects.get(code=office), self.people[lead])
        self._jobs(OWN, "own coordination", Office.objects.get(code="IQT"), self.people["celia"])
        self._jobs(LIMA, LIMA, Office.objects.get(code="LIM"), self.people["ulises"])
        self._twins(OWN, Office.objects.get(code="IQT"), self.people["celia"])
        self._twins(LIMA, Office.objects.get(code="LIM"), self.people["ulises"])
        self._catalogues()
        self._watched()
        with self._tagged(OWN):
            self._beside_the_case()
        if marked:
            self._mark()
        self._said_once()
        self._export(OWN, self.people["celia"])
        self._export(LIMA, self.people["ulises"])
        return self

    def cast(self) -> None:
        iquitos, lima = Office.objects.get(code="IQT"), Office.objects.get(code="LIM")
        units = AgencyUnit.objects.filter(place__code__startswith="16")
        self.units = {kind: units.filter(unit_type=kind).first() for kind in ("UPE", "CSMC")}
        in_iquitos = {
            "ines": Role.INTAKE_WORKER,
            "milagros": Role.CASEWORKER_PSYCHOSOCIAL,
            "elmer": Role.CASEWORKER_LEGAL,
            "rosa": Role.SOCIAL_WORKER,
            "celia": Role.COORDINATOR,
            "flor": Role.COORDINATOR,
            "dora": Role.COORDINATOR,
        }
        everywhere = {
            "nora": Role.NATIONAL_COORDINATOR,
            "teo": Role.REPORTING,
            "dario": Role.DATA_PROTECTION_OFFICER,
            "ana": Role.AUDITOR,
            "raul": Role.ADMIN,
        }
        made = {
            **{name: make_user(name, name.title(), role, office=iquitos) for name, role in in_iquitos.items()},
            **{name: make_user(name, name.title(), role) for name, role in everywhere.items()},
            "ulises": make_user("ulises", "Ulises", Role.COORDINATOR, office=lima),
            "lidia": make_user("lidia", "Lidia", Role.AGENCY_GUEST, unit=self.units["UPE"]),
            "bruno": make_user("bruno", "Bruno", Role.AGENCY_GUEST, unit=self.units["CSMC"]),
        }
        User.objects.filter(username="flor").update(must_change_password=True)
        self.people = made
        self._put("account", OWN, pk=made["ines"].pk)
        reset = ask_factor_reset(made["ines"], "x" * 20, by=made["raul"])
        self._put("factor reset", OWN, pk=reset.pk)

    def _case(self, relation: str, office: Office, lead: User) -> None:
        today = timezone.localdate()
        case = open_case(_intake(office, today - timedelta(days=40)), by=lead)
        participation = case.participations.select_related("person").get()
        person = participation.person
        self._know_person(person, lead)
        relative = self._add_relative(case, person, lead, today)
        consent = self._consent(case, person, lead, today)
        self._history(relation, case, participation, lead, today)
        self._assess(relation, participation, lead, today)
        self._follow(relation, case, participation, lead, today)
        self._attach(relation, case, person, lead)
        self._write(relation, case, person, lead)
        self._facts(relation, case, participation, lead)
        self._help(relation, case, person)
        member = self._team(relation, case, office, lead)
        self._refer(relation, case, person, lead, office)
        self._exceptions(relation, case, person, lead)
        record = StandardRecord.objects.create(
            key=person.key, participation=participation, office=office, row_key=uuid7().bytes * 2, kept={"notes": "x"}
        )
        self._as_the_relation_says(relation, case, consent, lead)
        task = Task.objects.pending().filter(case=case).first()
        entry = TimelineEntry.objects.filter(case=case, kind="NOTE", area=Area.GENERAL).first()
        self.codes[relation] = case.code
        self._put("case", relation, pk=case.pk)
        self._put("case and person", relation, pk=case.pk, person_pk=person.pk)
        self._put("person", relation, pk=person.pk)
        self._put("identity", relation, pk=person.documents.get().pk)
        self._put("tie", relation, pk=person.relationships.get().pk)
        self._put("relative", relation, pk=relative.pk)
        self._put("participation", relation, pk=participation.pk)
        self._put("task", relation, pk=task.pk)
        self._put("member", relation, pk=member.pk)
        self._put("consent", relation, pk=consent.pk)
        self._put("consent answer", relation, pk=consent.answers.filter(agency__isnull=False).first().pk)
        letter = WithdrawalLetter.objects.create(
            consent=consent,
            agency=Agency.objects.first(),
            withdrawn_on=today,
            due_on=today + timedelta(days=14),
        )
        self._put("withdrawal letter", relation, pk=letter.pk)
        self._put("entry", relation, pk=entry.pk)
        self._put("standard record", relation, pk=record.pk)

    def _as_the_relation_says(self, relation: str, case: Case, consent: Consent, by: User) -> None:
        """At the end, so that what came before could be done."""
        today = timezone.localdate()
        if relation in LEVELS:
            Case.objects.filter(pk=case.pk).update(confidentiality=LEVELS[relation])
        if relation == RESERVED:  # the row of the consent alone: no verb moved the referral
            Consent.objects.filter(pk=consent.pk).update(withdrawn_on=today)
        if relation == SEALED:
            Consent.objects.filter(pk=consent.pk).update(valid_to=today - timedelta(days=1))
            case.assignments.filter(user=self.people["celia"]).update(ended_at=timezone.now())
        if relation == CLOSED:
            closed = {"status": CaseStatus.CLOSED, "closed_on": today, "closure_reason": ClosureReason.choices[0][0]}
            Case.objects.filter(pk=case.pk).update(**closed)
        if relation == GRANTED:
            self._let_in(case)

    def _let_in(self, case: Case) -> None:
        """Every exception there is: two that live, and those that are over, taken back or of a closed account."""
        today, nora = timezone.localdate(), self.people["nora"]
        grants = {
            name: give_grant(case, self.people[name], reason="x", last_day=today, by=nora)
            for name in ("rosa", "milagros", "celia", "dora")
        }
        revoke_grant(grants["celia"], by=nora)
        emergencies = {
            name: open_emergency(case.code, reason="Lo que no puede esperar.", by=self.people[name])
            for name in ("elmer", "ines")
        }
        long_ago = timezone.now() - timedelta(days=3)
        over = {"ends_at": long_ago + timedelta(hours=4)}
        CaseGrant.objects.filter(pk=grants["milagros"].pk).update(granted_at=long_ago, **over)
        EmergencyAccess.objects.filter(pk=emergencies["ines"].pk).update(started_at=long_ago, **over)
        self.rows += [(f"{GRANTED} emergency", EmergencyAccess, each.pk) for each in emergencies.values()]

    def _know_person(self, person: Person, by: User) -> None:
        values = {"address": "x", "languages": "x", "other_names": "x", "interpreter_language": "x"}
        values |= {"whereabouts": Whereabouts.SOUGHT, "whereabouts_note": "x"}
        change_person(person, values, by=by, expected_version=person.version)
        add_document(person, DocumentType.DNI, "45871236", DocumentStatus.SHOWN, by=by, country="PE", notes="x")
        for topic, page in PAGES.items():
            write_profile(person, topic, answers(topic, page), by=by, expected_version=0)
        SafeContact.objects.create(
            key=person.key,
            person=person,
            channels=[ContactChannel.CALL],
            hours="x",
            code_word="x",
            who_answers="x",
            if_other_answers="x",
            phone="987654318",
            never_contact="x",
            notes="x",
        )

    def _add_relative(self, case: Case, person: Person, by: User, today: date) -> Person:
        mother = NewPerson("Justa", Sex.F, AgeSource.DECLARED, age=45, given_names="Justa", paternal_surname="Quispe")
        role, given = ParticipationRole.RELATIVE, ConsentState.NOT_YET
        joined = add_person(case, mother, role, by=by, joined_on=today - timedelta(days=30), consent=given)
        told = {"possibly_involved": True, "involved_reason": "x", "notes": "x"}
        relate(person, joined.person, RelationshipKind.MOTHER, by=by, **told)
        return joined.person

    def _consent(self, case: Case, person: Person, by: User, today: date) -> Consent:
        return record_consent(
            case,
            person,
            ConsentState.WRITTEN,
            by=by,
            valid_from=today - timedelta(days=20),
            agencies=Agency.objects.all(),
            items=[item.value for item in SharedItem],
            given_by="x",
            notes="x",
        )

    def _history(self, relation: str, case: Case, participation: Participation, by: User, today: date) -> None:
        person, on = participation.person, today - timedelta(days=10)
        add_note(case, "x", by=by, people=[person])
        with self._tagged(f"{relation} legal" if relation in FINE else relation):
            orientation, mode = ServiceKind.LEGAL_ORIENTATION, AttentionMode.IN_PERSON
            told = {"notes": "x", "session": SessionTold(facilitator="x")}
            record_attentions(case, [person], orientation, mode, by=by, given_on=on, **told)
        self._arrange(relation, case, person, by)
        begun = Enrolment(ServiceKind.FOLLOW_UP, by, on, goal="x")
        self._put("enrolment", relation, pk=enrol(case, [person], begun, by=by)[0].pk)
        self._plan(relation, case, participation, by)
        change_status(case, CaseStatus.ACTIVE, by=by, reason="x", on=on)
        body = DecidingBody.PROSECUTION_COURT
        change_victim_status(participation, VictimStatus.CONFIRMED, by=by, decided_by=body, reason="x", on=on)
        with self._tagged(f"{relation} therapy"):
            therapy = add_note(case, "x", by=self.people["milagros"], people=[person], area=Area.PSYCHOLOGICAL)
        self._put("therapy", relation, pk=therapy.pk)

    def _plan(self, relation: str, case: Case, participation: Participation, by: User) -> None:
        """A draft: one that was agreed is never changed, not even to be marked here. And an enterprise."""
        told = {"key": case.key, "participation": participation, "created_by": by}
        plan = ReintegrationPlan.objects.create(number=1, **told)
        goal = add_goal(plan, {"area": PlanArea.HEALTH, "goal": "x"}, by=by)
        what = {"what": "x", "responsible": Responsible.HERSELF, "staff": None, "unit": None}
        activity = add_activity(goal, {**what, "due_on": timezone.localdate()}, by=by)
        kind, state = LivelihoodKind.ENTERPRISE, LivelihoodState.PLANNED
        words = {"what": "x", "where": "x", "training": "x"}
        enterprise = Livelihood.objects.create(kind=kind, state=state, sector=Sector.FOOD, **words, **told)
        for name, row in (("plan", plan), ("plan goal", goal), ("plan activity", activity), ("livelihood", enterprise)):
            self._put(name, relation, pk=row.pk)

    def _assess(self, relation: str, participation: Participation, by: User, today: date) -> None:
        """A risk with another level than the advised, one of therapy, and one that is still being filled in."""
        answers = dict.fromkeys(("free", "knows_where", "threats", "self_harm", "involved"), "no") | {"plan": "x"}
        draft = save_answers(participation, newest_of("riesgo"), answers, by=by)
        decided = {"level": RiskLevel.MODERATE, "level_reason": "x", "conclusions": "x"}
        risk = sign_assessment(draft, Signing(today, **decided), by=by)
        with self._tagged(f"{relation} therapy"):
            milagros = self.people["milagros"]
            therapy = save_answers(participation, newest_of("psicologica"), {"self_harm": "no"}, by=milagros)
            sign_assessment(therapy, Signing(today, RiskLevel.MILD, conclusions="x"), by=milagros)
        with self._tagged("draft of own" if relation == OWN else relation):
            save_answers(participation, newest_of("necesidades"), {"first": "x"}, by=by)
        self._put("assessment", relation, pk=risk.pk)
        self._put("assessment form", relation, pk=participation.pk, instrument="riesgo")

    def _follow(self, relation: str, case: Case, participation: Participation, by: User, today: date) -> None:
        """The first term done, the second with somebody who told of her."""
        begun = begin_follow_ups(case, [participation], today - timedelta(days=80), by=by)
        told = {"lives_with": "FAMILY", "studies": "NI", "works": "NI", "safety": "SAFE", "exploiter_contact": "NO"}
        told |= {"health": "WELL", "exploited_again": "NO", "seen_on": today}
        words = ("study_details", "work_details", "health_details", "safety_details", "again_details", "notes")
        for each in begun[:2]:
            record_attempt(each, Attempt(today, "CAME", "HERSELF", note="x"), by=by)
        record_finding(begun[0], told | dict.fromkeys(words, "x"), by=by, expected_version=0)
        begun[3].end_note = "x"
        begun[3].save(update_fields=["end_note"])
        self._put("follow-up", relation, pk=begun[1].pk)

    def _arrange(self, relation: str, case: Case, person: Person, by: User) -> None:
        """An appointment of this case, on a day of its own: one professional leads several."""
        starts = timezone.now() + timedelta(days=1 + Appointment.objects.count())
        slot = Slot(by, starts, starts + timedelta(hours=1))
        self._put("appointment", relation, pk=make_appointment(case, slot, by=by, person=person).pk)

    def _team(self, relation: str, case: Case, office: Office, lead: User) -> Assignment:
        other = self.people["elmer"] if office.code == "IQT" else self._in_lima("tomas", lead.role, office)
        member = assign(case, other, TeamRole.LEGAL, by=lead)
        if office.code == "IQT":
            assign(case, self.people["celia"], TeamRole.SUPPORT, by=lead)
        if relation == RESTRICTED:
            leave_team(member, by=lead)
            member = assign(case, self.people["flor"], TeamRole.SUPPORT, by=lead)
        return member

    def _in_lima(self, name: str, role: str, office: Office) -> User:
        return User.objects.filter(username=name).first() or make_user(name, name.title(), role, office=office)

    def _exceptions(self, relation: str, case: Case, person: Person, by: User) -> None:
        """A grant that was taken back, a place of shelter, and for one case an emergency that is over."""
        outsiders = {LIMA: "rosa", GRANTED: "celia"}
        outsider, today = self.people[outsiders.get(relation, "ulises")], timezone.localdate()
        grant = give_grant(case, outsider, reason="x", last_day=today, by=self.people["nora"])
        revoke_grant(grant, by=self.people["nora"])
        self.rows.append(("own coordination" if relation == OWN else relation, CaseGrant, grant.pk))
        self._put("exceptional grant", relation, pk=grant.pk)
        self._shelter(f"{relation} shelter" if relation in FINE else relation, case, person, by)
        if relation == OWN:
            emergency = open_emergency(case.code, reason="Lo que no puede esperar.", by=outsider)
            self.rows.append(("own emergency", EmergencyAccess, emergency.pk))
            started_at = timezone.now() - timedelta(days=1)
            over = {"started_at": started_at, "ends_at": started_at + timedelta(hours=4)}
            EmergencyAccess.objects.filter(pk=emergency.pk).update(**over)
            self._put("emergency", OWN, pk=emergency.pk)

    def _shelter(self, tag: str, case: Case, person: Person, by: User) -> None:
        """Where she is, and that one place did not take her in: both for her team only."""
        part, today = case.participations.get(person=person), timezone.localdate()
        unmet = Unmet(today - timedelta(days=10), "x", refused=[Refused(RefusalReason.NO_BED, other_place="x")])
        search = record_no_place(part, unmet, by=by)
        entry = Entry(ShelterKind.FAMILY, today - timedelta(days=9), OrderedBy.OWN_WILL, where="x")
        location = enter_shelter(part, entry, by=by).location
        told = (location, search, *search.refusals.all())
        self.rows += [(tag, type(each), each.pk) for each in told]

    def _help(self, relation: str, case: Case, person: Person) -> None:
        """Asked for by Elmer, so that nobody of the coordination asked for her own; its paper waits for them."""
        by, nora, today = self.people["elmer"], self.people["nora"], timezone.localdate()
        made = Project.objects.get_or_create(code="AYUDA", defaults={"name": "Ayuda", "funder": "x"})[0]
        budget = allocate(made, case.office, Decimal(50), by=nora, on=today).budget
        wanted = Wanted(person, AidPurpose.FOOD, Decimal(50), "x", AidUrgency.TODAY)
        asked = approve_aid(request_aid(case, wanted, by=by), budget, Decimal(50), by=nora)
        pay_aid(asked, Decimal(50), PaymentMethod.CASH, by=nora, on=today)
        aid = account_aid(asked, by=by, declaration="x")
        self._put("aid", relation, pk=aid.pk)

    def _facts(self, relation: str, case: Case, participation: Participation, by: User) -> None:
        """What happened, with a way, a site, and a note on who did it."""
        taken = [{"place": None, "country": country, "transport": ""} for country in ("BO", "PE")]
        site = {"establishment": "BAR", "country": "PE", "notes": "x"}
        episode = open_episode(case, {participation.pk: "FRIEND"}, {"moved": "YES"}, by=by)
        change_episode(episode, {}, by=by, expected_version=1, stops=taken, sites=[site])
        note = note_perpetrator(episode, {"roles": ["RECRUITER"], "alias": "x", "alias_reason": "x"}, by=by)
        self._put("episode", relation, pk=episode.pk)
        self._put("perpetrator", relation, pk=note.pk)
        lesson = write_lesson(case, LessonKind.BAD, by=by, text="x", agency=Agency.objects.first())
        self._put("lesson", relation, pk=lesson.pk)

    def _attach(self, relation: str, case: Case, person: Person, by: User) -> None:
        """A file found clean, without starting what looks at it; its content tells whose it is, like any text."""
        attachment = add_attachment(case, self._file(relation), AttachmentKind.EVIDENCE, "x", by=by, person=person)
        Attachment.objects.filter(pk=attachment.pk).update(state=AttachmentState.CLEAN, media_type="audio/mpeg")
        self._put("attachment", relation, pk=attachment.pk)
        if relation == OWN:
            with self._tagged("own therapy"):
                file, by = self._file("own therapy"), self.people["milagros"]
                add_attachment(case, file, AttachmentKind.REPORT, "x", by=by, area=Area.PSYCHOLOGICAL)

    def _write(self, relation: str, case: Case, person: Person, by: User) -> None:
        """A letter to a school, not final yet."""
        letter = begin_letter(case, person, LetterKind.SCHOOL, by=by)
        told = {"institution": "x", "attention_to": "x", "blanks": {"GESTION": "x", "GRADO": "x"}, "subject": "x"}
        change_letter(letter, told | {"body": "x"}, by=by, expected_version=letter.version)
        self._put("letter", relation, pk=letter.pk)

    def _file(self, tag: str) -> NewFile:
        token, writer = f"CANARIO{90000 + len(self.tokens):05d}X", SealedWriter()
        self.tokens[token], self.places[token] = tag, f"content of a file of {tag}"
        writer.write(token.encode())
        return NewFile("x.mp3", writer.finish())

    def _refer(self, relation: str, case: Case, person: Person, by: User, office: Office) -> None:
        unit = self.units["UPE"] if relation in (OWN, RESERVED, SEALED) else _other_unit(office, self.units.values())
        draft = Draft(unit, (ServiceKind.LEGAL_ORIENTATION,), "x", items=tuple(item.value for item in SharedItem))
        self._put("draft", relation, pk=draft_referral(case, person, draft, by=by).pk)
        with self._tagged("own letter" if relation == OWN else relation):
            sent = send_referral(draft_referral(case, person, draft, by=by), by=by)
        self._put("referral", relation, pk=sent.pk)
        self._put("sent to a unit", relation, pk=sent.pk)
        if relation in (OWN, LIMA):
            received = receive_referral(
                office,
                unit,
                by=by,
                received_on=timezone.localdate(),
                services=[ServiceKind.LEGAL_ORIENTATION],
                reason="x",
                agency_number="x",
                agency_person="x",
            )
            self._put("received", relation, pk=received.pk)

    def _jobs(self, relation: str, tag: str, office: Office, by: User) -> None:
        """A workshop, a workbook taken in, one that waits, and a report; the export comes after the marking."""
        with self._tagged(relation):
            held_on = timezone.localdate() - timedelta(days=3)
            workshop = Workshop("x", ServiceKind.ART_THERAPY, "IN_PERSON", held_on, time(9), 60, "CENTRE", by)
            self._put("activity", relation, pk=plan_activity(office, replace(workshop, facilitator="x"), by=by).pk)
            imported(sheet_of([full_row(1)]), office, by)
        with self._tagged(tag):
            brought = upload_import(sheet_of([full_row(2)]), office, by=by)
            check_import(brought.pk)
        self._put("import", relation, pk=brought.pk)
        self._put("session", relation, pk=_session(by).pk)
        self._put("run", relation, pk=_report(office, by).pk)

    def _twins(self, relation: str, office: Office, by: User) -> None:
        """Three records that resemble each other: two were joined, and the third waits for a decision."""
        with self._tagged(relation):
            cases = [open_case(_intake(office, timezone.localdate()), by=by) for _time in range(3)]
            people = [case.participations.select_related("person__key").get().person for case in cases]
            joined, waiting = (
                DuplicatePair.objects.create(key=people[0].key, first=people[0], second=other, points=30)
                for other in people[1:]
            )
            merge = merge_people(joined, people[0].pk, "x", by=by)
        self._put("pair", relation, pk=waiting.pk)
        self._put("merge", relation, pk=merge.pk)

    def _beside_the_case(self) -> None:
        """Of the case of Iquitos: who pays for it, what does not apply, her kit, and that she comes to the workshop.

        And Rosa's own address of her calendar, and the mark of her last look at her news.
        """
        rosa, celia, now = self.people["rosa"], self.people["celia"], timezone.now()
        part = Participation.objects.select_related("case__key", "person").get(pk=self._pk("participation"))
        CaseProject.objects.create(case=part.case, project=Project.objects.get(code="AYUDA"))
        mark_not_applicable(part.case, "plan", "x", by=rosa, participation=part)
        kit = KitType.objects.get(pk=self._pk("kit"))
        move_kits(kit, part.case.office, KitMovementKind.ARRIVAL, 1, by=celia)
        deliver_kit(part.case, part.person, kit, [("jabón", 1)], by=rosa, on=timezone.localdate())
        workshop = GroupActivity.objects.get(pk=self._pk("activity"))
        expect(workshop, [part], by=celia)
        reserve_hours(Slot(celia, now, now + timedelta(hours=1)), by=celia, activity=workshop)
        open_calendar(rosa)
        NewsMark.objects.create(user=rosa, looked_at=timezone.now())

    def _said_once(self) -> None:
        """What nobody changes once it is written, not even to mark it."""
        today, celia = timezone.localdate(), self.people["celia"]
        plan = ReintegrationPlan.objects.select_related("key").get(pk=self._pk("plan"))
        told = {"key": plan.key, "on": today, "recorded_by": celia}
        PlanReview.objects.create(plan=plan, reached="x", result=ReviewResult.MET, **told)
        LivelihoodVisit.objects.create(livelihood_id=self._pk("livelihood"), goes_on=True, notes="x", **told)
        alert = self._alert("many_files")
        AlertReview.objects.create(
            key=DataKey.objects.make(), alert=alert, outcome="explained", by=self.people["dario"]
        )
        RecoveryCode.objects.create(user=self.people["nora"], digest=bytes(32))

    def _pk(self, kind: str):
        return self.records[kind, OWN]["pk"]

    def _watched(self) -> None:
        """An alert, and a made-up case of Lima: opening it is told, so no cell opens it."""
        alert = self._alert("many_refusals")
        with self._tagged(LIMA):
            made_up = open_case(_intake(Office.objects.get(code="LIM"), timezone.localdate()), by=self.people["ulises"])
        with self._tagged("decoy"):
            decoy = make_decoy(ScopePeriod.objects.get(case=made_up), "x", by=self.people["dario"])
        self._put("alert", OWN, pk=alert.pk)
        self._put("decoy", OWN, pk=decoy.pk)
        self._put("account of the trail", OWN, pk=self.people["rosa"].pk)
        self._put("record of the trail", OWN, pk=self.records["case", OWN]["pk"])

    def _alert(self, kind: str) -> Alert:
        now, rosa = timezone.now(), self.people["rosa"]
        window = {"window_start": now - timedelta(hours=1), "window_end": now, "first_at": now}
        return Alert.objects.create(kind=kind, actor_id=rosa.pk, actor_name="rosa", count=10, **window)

    def _export(self, relation: str, by: User) -> None:
        taken = ask_for_export(by.office, "Copia de respaldo.", by=by)
        make_export(taken.pk)
        self._put("export", relation, pk=taken.pk)
        self._put("own export", relation, pk=taken.pk)

    def _catalogues(self) -> None:
        kit = add_kit("Kit", ServiceKind.EMERGENCY_KIT, [("jabón", 1)], by=self.people["raul"])
        self._put("kit", OWN, pk=kit.pk)
        self._put("shelter place", OWN, pk=make_place(self.people["nora"]).pk)
        template = LetterTemplate.objects.create(
            key=DataKey.objects.make(),
            kind=LetterKind.SCHOOL,
            edition=1,
            content=base_template(),
            digest="0" * 64,
            size=1,
            uploaded_by=self.people["raul"],
        )
        self._put("letter template", OWN, pk=template.pk)
        unit = self.units["UPE"]
        self._put("unit", OWN, pk=unit.pk)
        self._put("entry of a catalogue", OWN, catalogue="unidades", pk=unit.pk)
        self._put("catalogue", OWN, catalogue="unidades")
        self._put("place", OWN, code="16")

    def _put(self, kind: str, relation: str, **arguments) -> None:
        self.records[kind, relation] = arguments

    # Tokens --------------------------------------------------------------------------------------------------

    @contextmanager
    def _tagged(self, tag: str) -> Iterator[None]:
        """What is written inside belongs to ``tag``; an inner block keeps its own."""
        if not self.is_marked:
            yield
            return
        before = _sealed_rows()
        yield
        told = {(model, pk) for _tag, model, pk in self.rows}
        self.rows += [(tag, *row) for row in sorted(_sealed_rows() - before - told, key=lambda row: str(row[1]))]

    def _mark(self) -> None:
        """Every sealed text of every case becomes a token; codes and ids are tokens as they are."""
        for tag, model, pk in self.rows:
            row = model.objects.select_related("key").get(pk=pk)
            self.tokens[str(pk)] = tag.split()[0] if model is TimelineEntry else tag
            if code := getattr(row, "code", ""):
                self.tokens[code] = tag
            for column in _sealed_columns(model):
                if column.name == "withdrawal_reason" and row.withdrawn_at is None:
                    continue  # nobody took it back: there is no reason to tell, and the database takes none
                # That a reserved line happened, and its title, everybody of the case sees.
                seen = tag.split()[0] if column.name == "headline" else tag
                setattr(row, column.attname, self._marked(seen, column, getattr(row, column.attname)))
            row.save()

    def _marked(self, tag: str, column: SealedField, value):
        if isinstance(column, SealedJSONField):
            return {key: self._token(tag, column) for key in value} if isinstance(value, dict) else value
        return self._token(tag, column)

    def _token(self, tag: str, column: SealedField) -> str:
        token = f"CANARIO{len(self.tokens):05d}X"
        self.tokens[token] = tag
        self.places[token] = f"{column} of {tag}"
        return token

    def readable_by(self, name: str, tag: str) -> bool:
        return name in READERS[tag]

    # Asking --------------------------------------------------------------------------------------------------

    def address(self, name: str, kind: str | None, relation: str) -> str:
        """The address of a URL name for a record; of a record that does not exist for ``absent``."""
        if kind is None:
            return reverse(name)
        arguments = self.records.get((kind, relation))
        if arguments is None:
            arguments = {key: _nothing(key, kind) for key in self.records[kind, OWN]}
        return reverse(name, kwargs=arguments)


def _nothing(key: str, kind: str):
    no_catalogue = "nada" if kind == "catalogue" else "unidades"
    return {"catalogue": no_catalogue, "code": "999999"}.get(key) or uuid7()


def _intake(office: Office, on: date) -> Intake:
    kori = NewPerson(
        preferred_name="Kori",
        sex=Sex.F,
        age_source=AgeSource.DECLARED,
        age=16,
        given_names="Flor de María",
        paternal_surname="Quispe",
        maternal_surname="Mamani",
    )
    return Intake(
        office=office,
        source=IntakeSource.PNP_REFERRAL,
        problem=ProblemType.TDP,
        consent=ConsentState.WRITTEN,
        person=kori,
        opened_on=on,
        notes="x",
    )


def _other_unit(office: Office, taken) -> AgencyUnit:
    units = AgencyUnit.objects.accepting_referrals().in_department(office.place_id)
    return units.exclude(pk__in=[unit.pk for unit in taken]).first()


def _session(user: User) -> UserSession:
    """Open in another browser."""
    now = timezone.now()
    return UserSession.objects.create(user=user, key_hash=uuid7().hex, began_at=now, last_seen_at=now)


def _report(office: Office, by: User) -> ReportRun:
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    run = ReportRun.objects.add("R1", Period(last.replace(day=1), last), office.pk, requested_by=by)
    assert make_run(run.pk)
    return run


WITH_SEALED = [
    model
    for model in apps.get_models()
    if any(isinstance(column, SealedField) for column in model._meta.concrete_fields) and not issubclass(model, Change)
]


def answers(topic: str, page: type[ProfilePage]) -> dict[str, str]:
    """An answer to every question of a page: the first of each list, and words."""
    lists = {name: choices.values[0] for name, choices in CODED[topic].items()}
    words = {field.name: "x" for field in _sealed_columns(page) if field.name not in lists}
    return lists | words | ({"expected_on": "2027-01-31"} if "expected_on" in words else {})


def _sealed_columns(model) -> list[SealedField]:
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(column, SealedField) and not isinstance(column, SealedBytesField)
    ]


def _sealed_rows() -> set:
    """(model, id) of every row with a sealed column; one query."""
    rows = [
        model.objects.order_by().annotate(model=Value(number)).values_list("model", "pk")
        for number, model in enumerate(WITH_SEALED)
    ]
    return {(WITH_SEALED[number], pk) for number, pk in rows[0].union(*rows[1:], all=True)}
