"""What rows were: a copy of each version of a row, kept by a trigger of its table, whoever writes and by whatever way.

A room says in its ``models/history.py`` which of its tables have a history, and without which columns; a model and a
trigger are made of that, so that ``makemigrations`` notices a column that the history lacks (decision record 0018).
What was sealed is copied sealed: it opens as the value of the row that it was (``opened``), and under no other name.
"""

from collections.abc import Iterable, Iterator
from types import SimpleNamespace

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from pghistory.models import Event
from pgtrigger.compiler import Trigger as CompiledTrigger
from pgtrigger.compiler import UpsertTriggerSql

from accounts.row_security import WEB, WORKER, protect
from vault.fields import PURPOSE, SealedField, Token
from vault.models import DataKey

# How a copied column may differ from another of its kind; choices, defaults and rules stay with the row.
_SHAPE = {"max_length", "max_digits", "decimal_places", "db_column", "encoder", "decoder"}


class HistoryTriggerSql(UpsertTriggerSql):
    """What a migration installs. Never edited, because old migrations are made of it: a change is another class.

    Unlike the library's own, it cannot be switched off by a setting of the session, and it writes with the rights of
    the owner: whoever writes a row has no right to write, change or delete what is told of it.
    """

    def get_template(self) -> str:
        return """
            CREATE OR REPLACE FUNCTION {pgid}() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$;
            REVOKE ALL ON FUNCTION {pgid}() FROM PUBLIC;
            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE TRIGGER {pgid} {when} {operation} ON {table} FOR EACH {level} EXECUTE FUNCTION {pgid}();
            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class HistoryTrigger(pgtrigger.Trigger):
    """Copies a row after it was inserted or changed, and as it was when it is deleted."""

    name = "history"
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete

    def __init__(self, history: type["Change"]):
        self.history = history
        super().__init__()

    def get_declare(self, model):
        return [("kept", f'"{model._meta.db_table}"%ROWTYPE')]

    def get_func(self, model):
        columns = [f'"{field.column}"' for field in self.history.copied()]
        told = {
            "pgh_created_at": "clock_timestamp()",
            "pgh_label": "lower(TG_OP)",
            "pgh_actor": "COALESCE(current_setting('calp.actor', true), '')",
            "pgh_login": "session_user",
            "pgh_request": "COALESCE(current_setting('calp.request', true), '')",
        }
        new, old, kept = (", ".join(f"{row}.{column}" for column in columns) for row in ("NEW", "OLD", "kept"))
        return " ".join(
            [
                f"IF TG_OP = 'UPDATE' AND ROW({new}) IS NOT DISTINCT FROM ROW({old}) THEN RETURN NULL; END IF;",
                "IF TG_OP = 'DELETE' THEN kept := OLD; ELSE kept := NEW; END IF;",
                f'INSERT INTO "{self.history._meta.db_table}" ({", ".join([*columns, *told])})',
                f"VALUES ({kept}, {', '.join(told.values())});",
                "RETURN NULL;",
            ]
        )

    def compile(self, model):
        compiled = super().compile(model)
        return CompiledTrigger(name=self.name, sql=HistoryTriggerSql(**compiled.sql.kwargs))


class Tracker(pghistory.Tracker):
    """One trigger for everything that happens to a row."""

    label = "history"

    def setup(self, event_model):
        pgtrigger.register(HistoryTrigger(event_model))(event_model.pgh_tracked_model)


class Change(Event):
    """One version of a row: ``pgh_label`` says whether it was inserted, changed, or deleted (then: what it was last).

    ``pgh_actor`` is an account's id, "system" (the clock, a task, a command), "nobody" (not signed in) or empty (by
    hand in the database, by whoever ``pgh_login`` names). ``pgh_request`` leads to the same page's rows of the trail.
    """

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_created_at = models.DateTimeField()
    pgh_label = models.CharField(max_length=6)
    pgh_actor = models.CharField(max_length=36)
    pgh_login = models.CharField(max_length=63)
    pgh_request = models.CharField(max_length=36)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.pgh_label} {self.pgh_id}"

    @classmethod
    def copied(cls) -> list[models.Field]:
        """The columns of the row; the others tell of the change."""
        return [field for field in cls._meta.concrete_fields if not field.name.startswith("pgh_")]

    def opened(self, name: str):
        """The value of a sealed column, with the place that it had as a row. Raises Shredded or SealBroken."""
        field, value = self.pgh_tracked_model._meta.get_field(name), self.__dict__[name]
        if not isinstance(value, Token):
            return field.empty()
        return field.open_with(DataKey.objects.get(pk=self.key).cipher(PURPOSE), value, self.id, self.key)


def keep_history(model: type[models.Model], *, without: str = "", name: str = "") -> type[Change]:
    """Give a table a history: ``without`` names columns that are not copied, ``name`` the model of its rows."""
    left_out = without.split()
    columns = {field.name: _column(field) for field in model._meta.local_fields if field.name not in left_out}
    return pghistory.create_event_model(
        model,
        Tracker(),
        fields=[],
        attrs=columns,
        obj_field=None,
        context_field=None,
        base_model=Change,
        model_name=name or f"{model.__name__}History",
        abstract=False,
        meta={
            "verbose_name": model._meta.verbose_name,
            "default_permissions": (),
            "ordering": ["pgh_id"],
            "indexes": [models.Index(fields=["id", "pgh_id"], name=f"{model._meta.model_name[:22]}_history")],
        },
    )


def _column(field: models.Field) -> models.Field:
    """The same column without what the row answers for: no choices, no uniqueness; of what it leads to, only the id.

    A column that the row was given later is NULL in the versions from before.
    """
    if isinstance(field, SealedField):
        return type(field)(blank=True, **_shape(field))
    if isinstance(field, models.ForeignKey):
        target = field.target_field
        return type(_column(target))(null=True, max_length=target.max_length, db_column=field.column)
    if isinstance(field, models.AutoField):
        return models.BigIntegerField()
    if isinstance(field, ArrayField):
        return ArrayField(_column(field.base_field), null=True)
    return type(field)(null=not field.primary_key, **_shape(field))


def _shape(field: models.Field) -> dict:
    _name, _path, _arguments, options = field.deconstruct()
    return {name: options[name] for name in _SHAPE & set(options)}


def histories(app_label: str = "") -> Iterator[type[Change]]:
    """The models of history, of one room or of all."""
    for history in pghistory.core.event_models():
        if app_label in ("", history._meta.app_label):
            yield history


def differences(changes: Iterable[Change]) -> Iterator[tuple[Change, list[str]]]:
    """Each version with the names of the columns in which it differs from the one before; sealed ones by their seal."""
    before = SimpleNamespace()
    for change in changes:
        names = [field.name for field in change.copied() if _stored(change, field) != _stored(before, field)]
        yield change, [] if change.pgh_label == "delete" else names
        before = change


def _stored(change, field: models.Field):
    value = getattr(change, "__dict__", {}).get(field.attname)
    return value.sealed if isinstance(value, Token) else value


def sealed_columns(history: type[Change]) -> set[str]:
    return {field.name for field in history.copied() if isinstance(field, SealedField)}


# In migrations --------------------------------------------------------------------------------------------------

REFUSAL = [
    """
    CREATE OR REPLACE FUNCTION calp.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'The history is never changed, and a table that has one is not emptied (% of %).', TG_OP,
        TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END $$
    """,
    "REVOKE ALL ON FUNCTION calp.refuse_change() FROM PUBLIC",
]


def never_changed(table: str, history: str) -> list[migrations.RunSQL]:
    """Pages read nothing of a history and no program writes there; the owner too is refused all but adding to it."""
    return [
        protect(history, reads="false", adds="false", changes="false"),
        migrations.RunSQL(
            [
                f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {history} FROM {WEB}, {WORKER}",
                f"CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON {history}"
                " FOR EACH STATEMENT EXECUTE FUNCTION calp.refuse_change()",
                f"CREATE TRIGGER not_emptied BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION calp.refuse_change()",
            ],
            [
                f"DROP TRIGGER not_emptied ON {table}",
                f"DROP TRIGGER never_changed ON {history}",
            ],
        ),
    ]
