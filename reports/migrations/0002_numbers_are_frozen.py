"""Numbers are written once and a finished run is never changed: the database itself refuses."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION reports_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'DONE' THEN
        RAISE EXCEPTION 'A finished report is never changed (%).', TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.numbers IS NOT NULL
       AND (NEW.numbers IS DISTINCT FROM OLD.numbers OR NEW.numbers_sha256 <> OLD.numbers_sha256
            OR NEW.cover IS DISTINCT FROM OLD.cover OR NEW.generated_at <> OLD.generated_at
            OR NEW.cutoff_at <> OLD.cutoff_at) THEN
        RAISE EXCEPTION 'The numbers of a report are written once.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER reportrun_is_frozen BEFORE UPDATE OR DELETE ON reports_reportrun
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_change();
"""
ALLOW = """
DROP TRIGGER reportrun_is_frozen ON reports_reportrun;
DROP FUNCTION reports_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_runs")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
