"""Row-level security: the words in which migrations say who reads which rows of a table.

The application's own scope (``visible_to``) and these policies say the same twice, so that either alone suffices
against reading: tests/security/ holds one against the other. A policy compares with what a function
computes once per query; asked per row, the same function takes a hundred times longer. A few ids are an array
(``id = ANY(ARRAY(SELECT …))``), those of a whole office a hashed list (``id IN (SELECT …)``): decision record 0011.

It protects against mistakes of the program, not against whoever can write SQL of their own as its role.
"""

from django.db import migrations

WEB, WORKER, OWNER, MATCHER, STATISTICS, AUDITOR, BACKUP = (
    "calp_web",
    "calp_worker",
    "calp_owner",
    "calp_matcher",
    "calp_statistics",
    "calp_auditor",
    "calp_backup",
)

# What the policies of the web are made of.
SOMEBODY = "(SELECT calp.context()) IS NOT NULL"  # raises when nobody said who is acting
AN_ACCOUNT = "(SELECT calp.is_account())"
SEES_ALL = "(SELECT calp.sees_all_cases())"


def of_case(column: str = "case_id") -> str:
    """Rows of the cases that the account sees."""
    return f"{SEES_ALL} OR {column} IN (SELECT calp.visible_cases())"


def of_person(column: str = "person_id") -> str:
    """Rows of people who take part in a case that the account sees."""
    return f"{SEES_ALL} OR {column} IN (SELECT calp.visible_people())"


def of_parent(table: str, column: str) -> str:
    """Rows whose parent row is seen; the parent's own policy decides."""
    return f"{SEES_ALL} OR EXISTS (SELECT FROM {table} seen WHERE seen.id = {column})"


def protect(
    table: str, *, reads: str, adds: str = AN_ACCOUNT, changes: str | None = None, removes: bool = False
) -> migrations.RunSQL:
    """Enable and force row-level security on a table.

    ``reads``: which rows the web reads, and changes unless ``changes`` says otherwise; ``adds``: whether it inserts;
    ``removes``: whether it deletes what it reads. A task of the system reads and writes every row; nobody else any.
    """
    policies = [
        f"CREATE POLICY web_reads ON {table} FOR SELECT TO {WEB} USING ({reads})",
        f"CREATE POLICY web_adds ON {table} FOR INSERT TO {WEB} WITH CHECK ({adds})",
        f"CREATE POLICY web_changes ON {table} FOR UPDATE TO {WEB} USING ({changes or reads}) WITH CHECK ({adds})",
        f"CREATE POLICY system_works ON {table} FOR ALL TO {WORKER} USING ((SELECT calp.is_system()))"
        " WITH CHECK ((SELECT calp.is_system()))",
        f"CREATE POLICY owner_answers ON {table} FOR ALL TO {OWNER} USING (true) WITH CHECK (true)",
    ]
    if removes:
        policies += [
            f"CREATE POLICY web_removes ON {table} FOR DELETE TO {WEB} USING ({reads})",
            f"GRANT DELETE ON {table} TO {WEB}",
        ]
    names = ["web_reads", "web_adds", "web_changes", "system_works", "owner_answers", "web_removes"]
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            *(f"DROP POLICY IF EXISTS {name} ON {table}" for name in names),
            *policies,
        ],
        [
            *(f"DROP POLICY IF EXISTS {name} ON {table}" for name in names),
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ],
    )


def match_by(table: str, columns: str) -> migrations.RunSQL:
    """Let the role that compares names read these columns of every row."""
    return migrations.RunSQL(
        [
            f"GRANT SELECT ({columns}) ON {table} TO {MATCHER}",
            f"DROP POLICY IF EXISTS names_are_compared ON {table}",
            f"CREATE POLICY names_are_compared ON {table} FOR SELECT TO {MATCHER} USING (true)",
        ],
        [f"DROP POLICY names_are_compared ON {table}", f"REVOKE SELECT ON {table} FROM {MATCHER}"],  # noqa: S608
    )


def function(name: str, returns: str, body: str, *, definer: bool = True) -> migrations.RunSQL:
    """A function of the schema ``calp``; ``definer``: it reads past the policies, and so must say little."""
    signature = name if "(" in name else f"{name}()"
    security = " SECURITY DEFINER" if definer else ""
    return migrations.RunSQL(
        [
            f"CREATE OR REPLACE FUNCTION calp.{signature} RETURNS {returns} LANGUAGE plpgsql STABLE PARALLEL SAFE"
            f"{security} SET search_path = pg_catalog, public AS $body$\n{body}\n$body$",
            f"REVOKE ALL ON FUNCTION calp.{signature} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION calp.{signature} TO {WEB}, {WORKER}",
        ],
        f"DROP FUNCTION IF EXISTS calp.{signature}",
    )
