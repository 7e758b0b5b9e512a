"""The texts go; a unit's district of each kind is of that kind, which no CHECK can ask of another table."""

from django.db import migrations

FUNCTION = """
    CREATE FUNCTION directory_districts_fit() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM directory_district
            WHERE (id = NEW.fiscal_district_id AND kind <> 'FISCAL')
               OR (id = NEW.judicial_district_id AND kind <> 'JUDICIAL')
               OR (id = NEW.defence_district_id AND kind <> 'DEFENCE')
        ) THEN
            RAISE EXCEPTION 'a district of another kind'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'directory_agencyunit_districts_fit';
        END IF;
        RETURN NEW;
    END;
    $$;
    REVOKE ALL ON FUNCTION directory_districts_fit() FROM PUBLIC;
    CREATE TRIGGER districts_fit BEFORE INSERT OR UPDATE ON directory_agencyunit
        FOR EACH ROW EXECUTE FUNCTION directory_districts_fit();
    CREATE FUNCTION directory_district_keeps_kind() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
    BEGIN
        RAISE EXCEPTION 'a district stays of its kind'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'directory_district_keeps_kind';
    END;
    $$;
    REVOKE ALL ON FUNCTION directory_district_keeps_kind() FROM PUBLIC;
    CREATE TRIGGER keeps_kind BEFORE UPDATE ON directory_district
        FOR EACH ROW WHEN (OLD.kind <> NEW.kind) EXECUTE FUNCTION directory_district_keeps_kind();
"""
UNDONE = """
    DROP TRIGGER keeps_kind ON directory_district;
    DROP FUNCTION directory_district_keeps_kind();
    DROP TRIGGER districts_fit ON directory_agencyunit;
    DROP FUNCTION directory_districts_fit();
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0012_published_districts")]

    operations = [
        *(migrations.RemoveField("agencyunit", f"{kind}_district_text") for kind in ("fiscal", "judicial")),
        migrations.RunSQL(FUNCTION, UNDONE),
    ]
