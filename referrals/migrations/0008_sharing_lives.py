"""What a liaison reads lives as long as what was allowed to their own agency, not only as the act that allowed it."""

from django.db import migrations

from accounts.row_security import function

# Whether what was shared under it, with a unit, may still be read: by whoever may not read the consent itself, too.
# Taking back the use of her data ends all; of delicate data, what carries them; of one agency, what that one got.
SHARING_LIVES = """
BEGIN
  RETURN calp.consent_lives(wanted) AND NOT EXISTS (
    SELECT FROM public.cases_consentanswer a, (SELECT (clock_timestamp() AT TIME ZONE 'America/Lima')::date AS today) AS now
    WHERE a.consent_id = wanted AND a.is_given AND (a.withdrawn_on IS NOT NULL OR a.valid_to < now.today)
    AND (a.purpose = 'DATA' OR (a.purpose = 'SENSITIVE' AND 'SUMMARY' = ANY (items))
      OR (a.purpose = 'SHARING' AND a.agency_id = (SELECT agency_id FROM public.directory_agencyunit WHERE id = unit))));
END
"""

# Repeats Referral.objects.for_agency.
RECEIVED_REFERRALS = """
DECLARE
  mine uuid := calp.own_unit();
BEGIN
  IF mine IS NOT NULL THEN
    RETURN QUERY SELECT id FROM public.referrals_referral
    WHERE unit_id = mine AND direction = 'OUT' AND status NOT IN ('DRAFT', 'WITHDRAWN_CONSENT')
    AND calp.sharing_lives(consent_id, unit_id, shared_items);
  END IF;
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0007_history"),
        ("cases", "0016_consent_item_by_item"),
    ]

    operations = [
        function("sharing_lives(wanted uuid, unit uuid, items varchar[])", "boolean", SHARING_LIVES),
        migrations.RunSQL(function("received_referrals", "SETOF uuid", RECEIVED_REFERRALS).sql, migrations.RunSQL.noop),
    ]
