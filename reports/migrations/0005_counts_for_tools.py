"""What the role of statistics may ask: functions that count, and no table.

For tools outside (a spreadsheet, a dashboard) that connect as ``calp_statistics``. They count as the reports do: cases by
the day of intake, decoys left out. Small counts stand as they are: these are numbers for inside, to be published only
through the reports.
"""

from django.db import migrations

COUNTS = [
    """
CREATE OR REPLACE FUNCTION calp.count_new_cases(first_day date, last_day date)
RETURNS TABLE (office text, month date, cases bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $body$
  SELECT o.code::text, date_trunc('month', c.opened_on)::date, count(*)
  FROM public.cases_case c JOIN public.directory_office o ON o.id = c.office_id
  WHERE c.opened_on BETWEEN first_day AND last_day
  AND NOT EXISTS (SELECT FROM public.cases_decoy d WHERE d.case_id = c.id AND d.ended_at IS NULL)
  GROUP BY 1, 2 ORDER BY 1, 2
$body$
""",
    """
CREATE OR REPLACE FUNCTION calp.count_referrals(first_day date, last_day date)
RETURNS TABLE (office text, agency text, status text, referrals bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $body$
  SELECT o.code::text, a.code::text, r.status::text, count(*)
  FROM public.referrals_referral r JOIN public.directory_office o ON o.id = r.office_id
  JOIN public.directory_agencyunit u ON u.id = r.unit_id JOIN public.directory_agency a ON a.id = u.agency_id
  WHERE r.direction = 'OUT' AND (r.sent_at AT TIME ZONE 'America/Lima')::date BETWEEN first_day AND last_day
  AND NOT EXISTS (SELECT FROM public.cases_decoy d WHERE d.case_id = r.case_id AND d.ended_at IS NULL)
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
$body$
""",
]
SIGNATURES = "calp.count_new_cases(date, date), calp.count_referrals(date, date)"


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_refused_jobs"),
        ("referrals", "0005_row_security"),
        ("cases", "0006_decoys"),
    ]

    operations = [
        migrations.RunSQL(
            [
                *COUNTS,
                f"REVOKE ALL ON FUNCTION {SIGNATURES} FROM PUBLIC",
                f"GRANT EXECUTE ON FUNCTION {SIGNATURES} TO calp_statistics",
            ],
            f"DROP FUNCTION {SIGNATURES}",
        )
    ]
