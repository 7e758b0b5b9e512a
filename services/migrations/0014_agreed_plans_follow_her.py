"""An agreed plan is never changed; only whose part in the case it hangs on may, when two records of her are joined
(``calp.pass_on_part``, as the owner)."""

from django.db import migrations

KEPT = """
CREATE OR REPLACE FUNCTION calp.plan_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public
AS $body$
BEGIN
  IF OLD.agreed_on IS NOT NULL AND (TG_OP = 'DELETE' OR current_user <> 'calp_owner'
    OR to_jsonb(NEW) - 'participation_id' <> to_jsonb(OLD) - 'participation_id') THEN
    RAISE EXCEPTION 'A plan that was agreed is never changed' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'reintegrationplan_agreed_is_kept';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END
$body$
"""
KEPT_BEFORE = """
CREATE OR REPLACE FUNCTION calp.plan_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public
AS $body$
BEGIN
  IF OLD.agreed_on IS NOT NULL THEN
    RAISE EXCEPTION 'A plan that was agreed is never changed' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'reintegrationplan_agreed_is_kept';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END
$body$
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0013_nothing_half_said")]

    operations = [migrations.RunSQL(KEPT, KEPT_BEFORE)]
