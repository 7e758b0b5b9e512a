"""The policies of this room's tables: staff by the case, an agency's liaison by what lives of what was sent to them."""

from django.db import migrations

from accounts.row_security import function, of_parent, protect

FUNCTIONS = [
    function(
        "own_unit",
        "uuid",
        """
BEGIN
  RETURN (SELECT agency_unit_id FROM public.accounts_user WHERE id = calp.user_id() AND calp.may('answer_referral'));
END
""",
    ),
    # Whether what was shared under it may still be read: by whoever may not read the consent itself, too.
    function(
        "consent_lives(wanted uuid)",
        "boolean",
        """
BEGIN
  RETURN wanted IS NULL OR EXISTS (
    SELECT FROM public.cases_consent c, (SELECT (clock_timestamp() AT TIME ZONE 'America/Lima')::date AS today) AS now
    WHERE c.id = wanted AND c.withdrawn_on IS NULL AND c.valid_from <= now.today
    AND (c.valid_to IS NULL OR c.valid_to >= now.today));
END
""",
    ),
    # What a liaison reads: sent to their own unit, in no state that takes it back, and only as long as the consent
    # that it was shared under lives. Repeats Referral.objects.for_agency.
    function(
        "received_referrals",
        "SETOF uuid",
        """
DECLARE
  mine uuid := calp.own_unit();
BEGIN
  IF mine IS NOT NULL THEN
    RETURN QUERY SELECT id FROM public.referrals_referral
    WHERE unit_id = mine AND direction = 'OUT' AND status NOT IN ('DRAFT', 'WITHDRAWN_CONSENT')
    AND calp.consent_lives(consent_id);
  END IF;
END
""",
    ),
    function(
        "covers_all_offices",
        "boolean",
        """
BEGIN
  RETURN calp.may('see_all_offices')
  OR EXISTS (SELECT FROM public.accounts_user WHERE id = calp.user_id() AND is_active AND role = 'reporting');
END
""",
    ),
    function(
        "own_office",
        "uuid",
        "BEGIN RETURN (SELECT office_id FROM public.accounts_user WHERE id = calp.user_id() AND is_active); END",
    ),
]

REFERRALS = """
    (SELECT calp.sees_all_cases()) OR case_id IN (SELECT calp.visible_cases())
    OR (case_id IS NULL AND office_id = (SELECT calp.case_office()))
    OR id = ANY (ARRAY(SELECT calp.received_referrals()))
"""


def of_office(permission: str) -> str:
    return (
        f"(SELECT calp.may('{permission}')) AND"
        " ((SELECT calp.may('see_all_offices')) OR office_id = (SELECT calp.own_office()))"
    )


FILES = (
    "id = ANY (ARRAY(SELECT file_id FROM referrals_importrun WHERE file_id IS NOT NULL"
    " UNION ALL SELECT file_id FROM referrals_exportrun WHERE file_id IS NOT NULL))"
)

POLICIES = [
    protect("referrals_referral", reads=REFERRALS),
    protect("referrals_referralchange", reads=of_parent("referrals_referral", "referral_id"), changes="false"),
    protect("referrals_importrun", reads=of_office("import_records")),
    protect("referrals_exportrun", reads=of_office("export_records")),
    protect("referrals_importfinding", reads=of_parent("referrals_importrun", "run_id"), removes=True),
    protect("referrals_standardrecord", reads=of_parent("cases_participation", "participation_id")),
    protect("referrals_storedfile", reads=FILES, removes=True),
    migrations.RunSQL(
        "GRANT DELETE ON referrals_importfinding, referrals_storedfile TO calp_worker",
        "REVOKE DELETE ON referrals_importfinding, referrals_storedfile FROM calp_worker",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0004_words_of_the_trail"),
        ("cases", "0005_row_security"),
    ]

    operations = [*FUNCTIONS, *POLICIES]
