"""Of the trail, staff read what was done to cases that they see, and nothing else of what others did.

Until here a kind that is no case's (a report, an import, an account) was everybody's to read in the database, and
whoever sees every case learned which of them is a decoy.
"""

from django.db import migrations

from accounts.row_security import function

SEES_SUBJECT = """
DECLARE
  wanted uuid;
BEGIN
  IF NOT calp.may('view_case') OR subject !~ '^[0-9a-f-]{36}$' THEN
    RETURN false;
  END IF;
  IF kind LIKE 'cases.decoy%' OR NOT (kind LIKE 'cases.%' OR kind LIKE 'referrals.%') THEN
    RETURN false;
  END IF;
  wanted := subject::uuid;
  IF calp.sees_all_cases() THEN
    RETURN true;
  END IF;
  CASE kind
    WHEN 'cases.case' THEN NULL;
    WHEN 'cases.person' THEN RETURN wanted IN (SELECT calp.visible_people());
    WHEN 'cases.task' THEN wanted := (SELECT case_id FROM public.cases_task WHERE id = wanted);
    WHEN 'cases.consent' THEN wanted := (SELECT case_id FROM public.cases_consent WHERE id = wanted);
    WHEN 'cases.timelineentry' THEN wanted := (SELECT case_id FROM public.cases_timelineentry WHERE id = wanted);
    WHEN 'cases.participation' THEN wanted := (SELECT case_id FROM public.cases_participation WHERE id = wanted);
    WHEN 'cases.assignment' THEN wanted := (SELECT case_id FROM public.cases_assignment WHERE id = wanted);
    WHEN 'referrals.referral' THEN wanted := (SELECT case_id FROM public.referrals_referral WHERE id = wanted);
    ELSE RETURN false;
  END CASE;
  RETURN wanted IN (SELECT calp.visible_cases());
END
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_history")]

    operations = [
        migrations.RunSQL(
            function("sees_subject(kind text, subject text)", "boolean", SEES_SUBJECT).sql, migrations.RunSQL.noop
        )
    ]
