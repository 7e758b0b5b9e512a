"""What is kept, column by column: plain, personal or sensitive (Ley 29733 art. 2 numbers 4 and 5; DS 016-2024-JUS).

Plain tells nothing of a person by itself. Personal tells of somebody who can be identified. Sensitive touches health,
sexual life, origin, violence suffered or what was said in confidence; here also whatever would lead somebody to her.
Written text that is personal or sensitive is sealed (``vault/``), but for the exceptions below, each with its reason.
Dates, choices from a list and links are stored open, because the database counts and sorts by them: they hang on codes,
and the names that the codes stand for are sealed. ``tests/meta/test_inventory.py`` compares this with the models.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from accounts.history import Change, histories


class Kind(StrEnum):
    PLAIN = "plain"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True)
class Table:
    """One table: what it is for, and its columns by kind, as names parted by spaces."""

    purpose: str
    plain: str = ""
    personal: str = ""
    sensitive: str = ""

    def columns(self) -> Iterator[tuple[str, Kind]]:
        for kind in Kind:
            for name in getattr(self, kind).split():
                yield name, kind


_CATALOGUE = "version changed_at id idempotency_key"
_PROFILE = "id key version written_by updated_at"
_JOB = (
    "id key office requested_at failure attempt heartbeat_at finished_at rows_total rows_done file status"
    " refused_rows new_rows known_rows new_cases new_people possible_duplicates confirmed_at"
)

INVENTORY: dict[str, Table] = {
    # vault
    "vault.datakey": Table(
        "The wrapped key of one person, case or file. Destroying it makes every seal under it noise.",
        plain="id wrapped key_version created_at shredded_at",
    ),
    # directory: public knowledge
    "directory.place": Table(
        "Departments, provinces and districts.",
        plain="version changed_at code level name parent is_current",
        personal="changed_by_name",
    ),
    "directory.office": Table(
        "The centre's own offices.", plain=f"{_CATALOGUE} is_active code name place", personal="changed_by_name"
    ),
    "directory.agency": Table(
        "Public agencies and organisations.",
        plain=f"{_CATALOGUE} valid_from valid_to code name acronym sector board_group",
        personal="changed_by_name",
    ),
    "directory.agencyunit": Table(
        "Their units: where a referral goes. Shelters have no address here.",
        plain=f"{_CATALOGUE} valid_from valid_to agency unit_type name place fiscal_district judicial_district"
        " defence_district phone hours acknowledge_days first_service_days counter_referral_days accepts_referrals",
        personal="changed_by_name",
    ),
    "directory.district": Table(
        "Districts of prosecutors, courts and public defence.",
        plain=f"{_CATALOGUE} valid_from valid_to kind code name aliases regions",
        personal="changed_by_name",
    ),
    "directory.unitalias": Table(
        "Other names of a unit.", plain=f"{_CATALOGUE} valid_from valid_to unit name", personal="changed_by_name"
    ),
    "directory.project": Table(
        "Projects and who funds them.",
        plain=f"{_CATALOGUE} valid_from valid_to code name funder",
        personal="changed_by_name",
    ),
    "directory.offence": Table(
        "Offences with old and new article numbers.",
        plain=f"{_CATALOGUE} valid_from valid_to code article name prior_article prior_until penalty source",
        personal="changed_by_name",
    ),
    "directory.holiday": Table(
        "Days that are not working days.",
        plain=f"{_CATALOGUE} is_active date name scope place half_day source",
        personal="changed_by_name",
    ),
    "directory.codeseries": Table("Counters of codes.", plain="id name year last"),
    # accounts
    "accounts.user": Table(
        "Accounts of the staff and of the agencies' liaisons.",
        plain="id version role office agency_unit is_active must_change_password password_set_at created_at created_by"
        " password",
        personal="username display_name email last_login",
    ),
    "accounts.accountperiod": Table(
        "What an account was, from when until when.",
        plain="id role office agency_unit is_active started_at ended_at",
        personal="user",
    ),
    "accounts.auditentry": Table(
        "The trail: who did what to which record. It names fields and codes, never content.",
        plain="id action subject_kind fields request_id",
        personal="at actor_id actor_name subject_id subject_code seen_ids",
    ),
    "accounts.alert": Table(
        "What was unusual in the trail: who, how often, on which record by code. No content.",
        plain="id kind subject_kind count usual made_at told_at",
        personal="actor_id actor_name subject_id subject_code window_start window_end first_at",
    ),
    "accounts.alertreview": Table(
        "What came out of an alert.", plain="id key alert by at", personal="outcome", sensitive="note"
    ),
    "accounts.auditlink": Table("The place of each entry of the trail in its chain.", plain="position entry_id hash"),
    "accounts.auditseal": Table(
        "What each round of the sealer closed.",
        plain="sequence version first_position last_position head sealed_at settled_at hash",
    ),
    "accounts.usersession": Table(
        "Open sessions, and for a day those that are over. Of the key in the cookie only a hash; no address.",
        plain="id key_hash content browser began_at ended_at ended_because",
        personal="user last_seen_at",
    ),
    "accounts.newsmark": Table(
        "When an account looked last at what waits for it, and when an e-mail last said that something does.",
        plain="id",
        personal="user looked_at before told_at",
    ),
    "accounts.knownbrowser": Table(
        "Browsers from which an account was opened before: the hash of a token that they hold.",
        plain="id token_hash known_at forgotten_at",
        personal="user last_used_at",
    ),
    "accounts.purse": Table(
        "How often was guessed, searched and uncovered of late, under keyed hashes of whom. Deleted after a day.",
        plain="key full_at",
    ),
    "accounts.submittedform": Table(
        "Keys of forms already carried out, so that sending one twice does it once.", plain="key user result_url at"
    ),
    "accounts.recoverycode": Table(
        "Ten codes that stand for a lost second factor; keyed hashes, each taken once.",
        plain="id digest",
        personal="user made_at used_at",
    ),
    "accounts.factorreset": Table(
        "Who asked that somebody's second factor be removed, and who confirmed it.",
        plain="id key",
        personal="account reason asked_by asked_at confirmed_by confirmed_at",
    ),
    "mfa.authenticator": Table(
        "Second factors: authenticator apps and keys.", plain="id type", personal="user data created_at last_used_at"
    ),
    # cases
    "cases.case": Table(
        "A history of exploitation that the centre follows.",
        plain="id key version office status closed_on closure_reason confidentiality created_at updated_at"
        " opened_by opened_on intake_source source_unit",
        personal="code",
        sensitive="problem other_problems place risk summary",
    ),
    "cases.assignment": Table(
        "Who belongs to a case's team, from when until when.",
        plain="id case role started_at ended_at assigned_by",
        personal="user",
    ),
    "cases.caseproject": Table("Projects that pay for a case.", plain="id case project started_at ended_at"),
    "cases.traffickingepisode": Table(
        "How people of a case were recruited, taken, exploited and got out. What registries and reports count is open.",
        plain="id key version case created_at created_by updated_at updated_by withdrawn_at withdrawn_by"
        " recruited_on_precision rescued_on_precision debt_currency pay_promised_currency pay_received_currency",
        personal="recruited_on recruited_place recruited_country moved exit_kind rescued_on rescued_place"
        " rescued_country operation_kind operation_number rescue_unit hours_per_day days_per_week debt_amount"
        " pay_promised pay_received pay_period",
        sensitive="modality channels means reta_means recruitment journey purposes conducts reta_conducts"
        " control_methods debt_reason living_conditions exit_story withdrawal_reason",
    ),
    "cases.episodeperson": Table(
        "Who of a case lived it.", plain="id episode removed_at", personal="participation recruiter_relation"
    ),
    "cases.routestop": Table(
        "Places through which she was taken, in their order.",
        plain="id episode position removed_at",
        personal="place country transport",
    ),
    "cases.exploitationsite": Table(
        "Where she was exploited, at what, from when until when.",
        plain="id key episode position removed_at start_precision end_precision",
        personal="place country started_on ended_on",
        sensitive="establishment activity section notes",
    ),
    "cases.allegedperpetratornote": Table(
        "Who is said to have done it: no name, no number, nothing that leads to a person.",
        plain="id key version episode created_at created_by updated_at updated_by withdrawn_at withdrawn_by",
        personal="roles sex approximate_age persons detained",
        sensitive="relation in_organisation alias alias_reason withdrawal_reason",
    ),
    "cases.lesson": Table(
        "What a case taught: a good or a bad practice, of which agency, in words that name nobody.",
        plain="id key case kind agency noted_on written_at written_by withdrawn_at withdrawn_by",
        sensitive="text withdrawal_reason",
    ),
    "cases.decoy": Table(
        "Which cases are made up, so that whoever opens one is told of. Read by those who protect the data only.",
        plain="id key case made_by made_at ended_by ended_at",
        personal="case_code",
        sensitive="note",
    ),
    "cases.attachment": Table(
        "Files of a case: sealed on disk under a random name, with a key that is sealed here.",
        plain="id key case number kind area state refusal replaces edition extension media_type file_name size"
        " derivative_name derivative_size uploaded_at uploaded_by examined_at attempts withdrawn_at withdrawn_by",
        personal="person",
        sensitive="title original_name digest file_key derivative_key withdrawal_reason",
    ),
    "cases.casegrant": Table(
        "Exceptional grants to see one case, with reason and end.",
        plain="id key permission content_object granted_at ends_at granted_by revoked_at revoked_by",
        personal="user",
        sensitive="reason",
    ),
    "cases.emergencyaccess": Table(
        "Who opened a case that was not theirs in an emergency, why, and what the review found.",
        plain="id key case started_at ends_at reviewed_at reviewed_by outcome told_at",
        personal="user case_code",
        sensitive="reason note",
    ),
    "cases.scopeperiod": Table(
        "The office and the confidentiality of a case, from when until when.",
        plain="id case office confidentiality started_at ended_at",
        personal="case_code",
    ),
    "cases.statuschange": Table(
        "Each status a case had, and why.",
        plain="id key case old new closure_reason effective_on at by",
        sensitive="reason",
    ),
    "cases.person": Table(
        "Somebody helped, or a relative.",
        plain="id key version created_at updated_at age_source",
        personal="code preferred_name given_names paternal_surname maternal_surname other_names sex birth_date"
        " stated_age stated_on nationalities birth_country birth_place merged_into",
        sensitive="residence address languages needs_interpreter interpreter_language whereabouts whereabouts_on"
        " whereabouts_note",
    ),
    "cases.duplicatepair": Table(
        "Two records that may be one person, and what was decided of them.",
        plain="id key points reasons state found_at later_until decided_at decided_by",
        personal="first second",
        sensitive="note",
    ),
    "cases.personmerge": Table(
        "Two records that were joined, and parted again.",
        plain="id key at by undone_at undone_by",
        personal="pair kept merged",
        sensitive="reason undone_reason",
    ),
    "cases.mergedrow": Table(
        "Row by row, what joining two records moved.",
        plain="id key link row_id joined mark returned",
        personal="merge",
        sensitive="before",
    ),
    "cases.identitydocument": Table(
        "Identity documents and where they are; the number is found again by a keyed hash.",
        plain="id key version created_at",
        personal="person kind number number_hash country status verified_on",
        sensitive="notes",
    ),
    "cases.safecontact": Table(
        "How to reach her without harm.",
        plain="id key version updated_at",
        personal="person",
        sensitive="channels hours who_answers code_word if_other_answers phone never_contact notes",
    ),
    "cases.shelterlocation": Table(
        "Where she is kept safe, from when until when.",
        plain="id key recorded_at recorded_by",
        personal="person",
        sensitive="place since until",
    ),
    "cases.relationship": Table(
        "Ties between two people.",
        plain="id key version created_at created_by withdrawn_at",
        personal="person relative kind lives_together is_guardian authority_suspended",
        sensitive="stance possibly_involved involved_reason notes withdrawal_reason",
    ),
    "cases.originprofile": Table(
        "Where she comes from and what she speaks.",
        plain=_PROFILE,
        personal="person",
        sensitive="ethnicity indigenous_people community mother_tongue mother_tongue_other language_family"
        " migration_condition",
    ),
    "cases.genderprofile": Table(
        "How she names herself.",
        plain=_PROFILE,
        personal="person",
        sensitive="address_as gender_identity orientation",
    ),
    "cases.healthprofile": Table(
        "Health, pregnancy and difficulties at intake; disability is computed from them.",
        plain=_PROFILE,
        personal="person",
        sensitive="insurance conditions pregnancy expected_on seeing hearing walking remembering self_care"
        " communicating disability_kind certificate conadis_card",
    ),
    "cases.householdprofile": Table(
        "Civil status, children, with whom she lived.",
        plain=_PROFILE,
        personal="person civil_status children_count",
        sensitive="children_with children_note lives_with",
    ),
    "cases.livelihoodprofile": Table(
        "What she studied and what she lived on.",
        plain=_PROFILE,
        personal="person education_level last_grade studying school occupation",
        sensitive="income",
    ),
    "cases.assessment": Table(
        "What a professional found of somebody on a day, with which instrument. Signed, and never changed.",
        plain="id key instrument edition signed_at signed_by supersedes",
        personal="participation done_on next_review_on",
        sensitive="area answers score advised_level level level_reason conclusions correction_reason",
    ),
    "cases.assessmentdraft": Table(
        "What somebody is still filling in, for whoever writes it. Emptied when it ends.",
        plain="id key instrument edition user corrects assessment started_at saved_at ended_at",
        personal="participation",
        sensitive="answers",
    ),
    "cases.consent": Table(
        "What a person decided about her data: who decided, when, how it was signed, which text was read.",
        plain="id key case text_version text_hash paper valid_from valid_to withdrawn_on recorded_at recorded_by",
        personal="person state capacity signature relative",
        sensitive="given_by assisted_by language interpreter notes",
    ),
    "cases.consentanswer": Table(
        "Yes or no to each purpose, and to each agency with the kinds of data it may receive.",
        plain="id consent agency valid_to withdrawn_on",
        personal="purpose kinds is_given",
    ),
    "cases.withdrawalletter": Table(
        "Letters to agencies that must stop using what they received.",
        plain="id consent agency withdrawn_on due_on sent_on sent_by confirmed_on confirmed_by",
        personal="kinds",
    ),
    "cases.letter": Table(
        "Letters and certificates: the text while it is written, the number it left under, its document.",
        plain="id key version case kind edition area addressee state failure created_at updated_at written_by office"
        " series year number dated_on requested_at requested_by signer_role heartbeat_at attempt consent attachment",
        personal="person relative unit agreed_on printed",
        sensitive="institution attention_to blanks subject body",
    ),
    "cases.lettertemplate": Table(
        "An office's own templates for letters in Word; a letterhead may carry somebody's signature.",
        plain="id key kind office edition digest size uploaded_at uploaded_by withdrawn_at withdrawn_by",
        personal="content",
    ),
    "cases.participation": Table(
        "A person's part in a case.",
        plain="version id joined_on left_on created_at",
        personal="case person role",
        sensitive="is_secondary victim_status decided_by decided_on",
    ),
    "cases.phaseperiod": Table(
        "Phases of a person's way.", plain="id started_on ended_on by", sensitive="participation phase"
    ),
    "cases.victimstatuschange": Table(
        "Who decided when that she is, or is not, a victim.",
        plain="id key effective_on at by",
        sensitive="participation old new decided_by reason",
    ),
    "cases.timelineentry": Table(
        "What happened in a case.",
        plain="id key case kind area is_shared occurred_at recorded_at by subject_kind subject_id corrects",
        personal="person",
        sensitive="headline body",
    ),
    "cases.task": Table(
        "What is to be done, by whom, until when.",
        plain="id key version case kind due_on due_time assigned_to given_at given_by created_at created_by"
        " subject_kind subject_id done_at done_by cancelled_at",
        personal="person",
        sensitive="details",
    ),
    "cases.followup": Table(
        "When somebody is to be asked how she is, and how that ended.",
        plain="id key version months begins_on due_on created_at created_by ended_at ended_by",
        personal="participation state",
        sensitive="end_note",
    ),
    "cases.followupattempt": Table(
        "How she was looked for; never changed.",
        plain="id key follow_up recorded_at recorded_by",
        personal="made_on channel reached spoke_with against_rules",
        sensitive="note",
    ),
    "cases.followupfinding": Table(
        "How she is. With whom and where she lives, study, work and whether she was exploited again stand open: reports"
        " count them.",
        plain="id key version follow_up recorded_at updated_at updated_by",
        personal="seen_on lives_with studies works",
        sensitive="place study_details work_details health health_details safety safety_details exploiter_contact"
        " exploited_again again_details notes",
    ),
    "cases.sectionmark": Table(
        "Parts of a file that somebody said do not concern a person.",
        plain="id key case section made_at made_by ended_at ended_by",
        personal="participation",
        sensitive="reason",
    ),
    # services
    "services.attention": Table(
        "What was done for whom. The text is the timeline entry's.",
        plain="id case entry mode given_on minutes professional enrolment created_at withdrawn_at withdrawn_by",
        personal="person",
        sensitive="service group area",
    ),
    "services.serviceenrolment": Table(
        "Services that somebody takes part in. Which service stands open: reports count by it.",
        plain="id key version case unit responsible started_on ended_on created_at created_by",
        personal="person end_reason",
        sensitive="service goal end_notes",
    ),
    "services.groupactivity": Table(
        "Workshops and group sessions of an office: what, when, who gave them. Nobody who took part is named.",
        plain="id key version office mode held_on starts minutes place professional second_professional cost"
        " unregistered created_at created_by service",
        personal="title facilitator",
    ),
    "services.attendance": Table(
        "Who was expected at an activity; with an attention, who came.",
        plain="id activity case attention added_at added_by",
        personal="person",
    ),
    "services.appointment": Table(
        "Hours of the staff: with somebody of a case, for an activity, or reserved. No free text.",
        plain="id version professional office starts_at ends_at state case activity mode place entry created_at"
        " created_by",
        personal="person cancel_reason",
        sensitive="service",
    ),
    "services.calendaraddress": Table(
        "Secret addresses of calendar feeds, by the hash of the secret.",
        plain="id token_hash role made_at ended_at",
        personal="user",
    ),
    "services.session": Table(
        "What the attentions of one line have in common: where, with whom, what it cost.",
        plain="id key case entry format place second_professional cost",
        personal="facilitator",
    ),
    "services.aidbudget": Table(
        "What an office may spend of it: the sums of the ledger.",
        plain="id project office allocated committed paid",
    ),
    "services.aidrequest": Table(
        "Help asked for somebody, and its course. What it is for stands open: the fund answers for it by purpose.",
        plain="id key version code case amount urgency status requested_by requested_at budget approved_amount"
        " decided_by paid_amount paid_on method paid_by receipt settled_by",
        personal="person",
        sensitive="purpose reason declaration",
    ),
    "services.aidstatuschange": Table(
        "Each step of a request for help.", plain="id key request old new at by", sensitive="reason"
    ),
    "services.aidmovement": Table(
        "The ledger of the aid fund. It leads to requests, never to people.",
        plain="id budget kind amount request on at by",
    ),
    "services.kittype": Table("Kinds of kit.", plain="id version name service is_active created_at"),
    "services.kititem": Table("What a kit holds.", plain="id kit name quantity ended_at"),
    "services.kitstock": Table("How many kits an office has.", plain="id kit office quantity"),
    "services.kitdelivery": Table(
        "Kits that were given.", plain="id case kit attention given_on created_at by", personal="person"
    ),
    "services.kitdeliveryitem": Table("What was in a kit that was given.", plain="id delivery name quantity"),
    "services.kitmovement": Table("Kits that came, were given or lost.", plain="id stock kind quantity delivery at by"),
    "services.reintegrationplan": Table(
        "Versions of the plan that somebody makes of her life, agreed with her.",
        plain="id key version number created_at created_by agreed_on agreed_by first_review_on dropped_at",
        personal="participation",
        sensitive="present her_words drop_reason",
    ),
    "services.plangoal": Table(
        "What she wants to reach, by area. The area stands open: reports count by it.",
        plain="id key version plan copied_from withdrawn_at created_at",
        sensitive="area goal",
    ),
    "services.planactivity": Table(
        "What is done for a goal, who does it and how far it is.",
        plain="id key version goal responsible staff unit due_on progress progress_on copied_from withdrawn_at"
        " created_at",
        sensitive="what left_reason",
    ),
    "services.planreview": Table(
        "What a plan reached and whether it goes on.",
        plain="id key plan on next_on recorded_at recorded_by",
        personal="result",
        sensitive="reached changes",
    ),
    "services.livelihood": Table(
        "Courses, jobs and enterprises. Kind, trade and state stand open: reports count by them.",
        plain="id key version aid created_at created_by",
        personal="participation kind sector state started_on ended_on",
        sensitive="what where training",
    ),
    "services.livelihoodvisit": Table(
        "Whether a course, job or enterprise still goes on.",
        plain="id key livelihood on recorded_at recorded_by",
        personal="goes_on",
        sensitive="notes",
    ),
    "services.shelterplace": Table(
        "Places where people are kept safe, by code; their names are sealed, and no address is kept.",
        plain="id key version code kind region capacity youngest oldest admits admits_children is_specialised is_active"
        " created_at",
        sensitive="name",
    ),
    "services.shelterstay": Table(
        "What is told of a stay; where and when stand in the location. Kinds stand open: reports count them.",
        plain="id key version location is_over_capacity ordered_by exit_reason next_destination recorded_at"
        " recorded_by",
        personal="participation kind is_unsuitable",
        sensitive="place district over_capacity_reason measures",
    ),
    "services.sheltersearch": Table(
        "She needed a place and none took her in: counted by profile.",
        plain="id key searched_on recorded_at recorded_by",
        personal="participation age_band sex with_children",
        sensitive="has_disability solution",
    ),
    "services.shelterrefusal": Table(
        "Places that did not take her in, and why.", plain="id key search place reason", sensitive="other_place"
    ),
    # referrals
    "referrals.referral": Table(
        "A request for help to a unit, or from one, and what was shared in it.",
        plain="id key version direction office case unit status means urgency consent shared_items rejection_reason"
        " responsible created_by created_at sent_at acknowledged_at answered_at first_service_on counter_referred_at"
        " ended_at due_on",
        personal="code person agency_number agency_person",
        sensitive="services reason shared rejection_text outcome",
    ),
    "referrals.referralchange": Table(
        "Each move of a referral.", plain="id key referral old new at by", sensitive="text"
    ),
    "referrals.storedfile": Table(
        "A workbook on its way in or out.", plain="id key size created_at", sensitive="content"
    ),
    "referrals.importrun": Table(
        "One uploaded workbook.", plain=_JOB, personal="requested_by confirmed_by", sensitive="summary"
    ),
    "referrals.importfinding": Table(
        "What was said of one row of a workbook.",
        plain="id key run number outcome taken mapped kept refused",
        sensitive="cells",
    ),
    "referrals.standardrecord": Table(
        "What a row of the exchange standard said beyond our tables.",
        plain="id key office run position created_at",
        personal="participation row_key case_key person_key",
        sensitive="kept stood others",
    ),
    "referrals.exportrun": Table(
        "One workbook with an office's records, kept for a day.",
        plain="id key office requested_at failure attempt heartbeat_at finished_at rows_total rows_done file status"
        " expires_at downloads",
        personal="requested_by reason",
    ),
    # reports
    "reports.reportrun": Table(
        "A report, once: what was asked and the numbers as they stood.",
        plain="id code period_from period_to office revision reason requested_at is_scheduled status failure progress"
        " attempt heartbeat_at cutoff_at generated_at numbers_sha256 layout_sha256 file_path file_sha256 file_size",
        personal="requested_by cover numbers",
    ),
}

_PSEUDONYM = "A code, nothing without the sealed row it stands for; screens and the trail need it in its place."
_COUNTRY = "Two letters of ISO 3166, not words: reports count them."
_STAFF = "A worker's account or screen name, not somebody helped: the trail and the screens show it."

# Written text that is personal or sensitive and not sealed: (table, column) → why.
OPEN_TEXT: dict[tuple[str, str], str] = {
    **{(label, name): _STAFF for label, table in INVENTORY.items() if (name := "changed_by_name") in table.personal},
    ("accounts.user", "username"): _STAFF,
    ("accounts.user", "display_name"): _STAFF,
    ("accounts.user", "email"): "A worker's address at work, where the system writes that something waits.",
    ("accounts.auditentry", "actor_name"): _STAFF,
    ("accounts.auditentry", "subject_id"): "The id of a row: random, and nothing without the row.",
    ("accounts.auditentry", "subject_code"): _PSEUDONYM,
    ("accounts.auditentry", "seen_ids"): "Ids of rows that a list showed: random, and nothing without the rows.",
    ("accounts.alert", "actor_name"): _STAFF,
    ("accounts.alert", "subject_id"): "The id of a row: random, and nothing without the row.",
    ("accounts.alert", "subject_code"): _PSEUDONYM,
    ("cases.decoy", "case_code"): _PSEUDONYM,
    ("mfa.authenticator", "data"): "The public half of a key and the name its owner gave it; an app's seed is sealed.",
    ("cases.case", "code"): _PSEUDONYM,
    ("cases.emergencyaccess", "case_code"): _PSEUDONYM,
    ("cases.scopeperiod", "case_code"): _PSEUDONYM,
    ("cases.person", "code"): _PSEUDONYM,
    ("cases.person", "nationalities"): _COUNTRY,
    ("cases.person", "birth_country"): _COUNTRY,
    ("cases.traffickingepisode", "recruited_country"): _COUNTRY,
    ("cases.traffickingepisode", "rescued_country"): _COUNTRY,
    ("cases.routestop", "country"): _COUNTRY,
    ("cases.exploitationsite", "country"): _COUNTRY,
    ("cases.identitydocument", "country"): _COUNTRY,
    ("referrals.referral", "code"): _PSEUDONYM,
    ("reports.reportrun", "cover"): "Who asked, and the office's and the organisation's name, as printed on the cover.",
    ("reports.reportrun", "numbers"): "Counts without names or codes; small ones stay inside until disclosure control.",
}

# What history tells of a change: when, of which row, by whom (decision record 0018).
_OF_A_CHANGE = {
    "pgh_id": Kind.PLAIN,
    "pgh_label": Kind.PLAIN,
    "pgh_login": Kind.PLAIN,
    "pgh_request": Kind.PLAIN,
    "pgh_created_at": Kind.PERSONAL,
    "pgh_actor": Kind.PERSONAL,
}
_ACTOR = "The id of an account: random, and nothing without the account."


def _versions_of(history: type[Change]) -> Table:
    """A column of the history is what it is in the row."""
    kinds = dict(INVENTORY[history.pgh_tracked_model._meta.label_lower].columns()) | _OF_A_CHANGE
    by_kind = {kind: [] for kind in Kind}
    for field in history._meta.concrete_fields:
        by_kind[kinds[field.name]].append(field.name)
    return Table("Every version of a row.", **{str(kind): " ".join(names) for kind, names in by_kind.items()})


def _open_texts_of(history: type[Change]) -> dict[tuple[str, str], str]:
    label, source = history._meta.label_lower, history.pgh_tracked_model._meta.label_lower
    copied = {field.name for field in history.copied()}
    as_in_the_row = {(label, name): why for (of, name), why in OPEN_TEXT.items() if of == source and name in copied}
    return {(label, "pgh_actor"): _ACTOR} | as_in_the_row


# Which table's history each is.
HISTORIES = {
    history._meta.label_lower: history.pgh_tracked_model._meta.label_lower
    for history in sorted(histories(), key=lambda history: history._meta.label_lower)
}
for _history in list(histories()):
    INVENTORY[_history._meta.label_lower] = _versions_of(_history)
    OPEN_TEXT |= _open_texts_of(_history)
