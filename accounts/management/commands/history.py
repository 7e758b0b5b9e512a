"""manage.py history MODEL ID: what one row was, when, and by whose hand."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.history import Change, differences, histories, sealed_columns
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from vault.errors import Shredded


class Command(BaseCommand):
    help = (
        "Print every version of a row: when, who (by account), what happened and which columns changed. Content only "
        "with --open, and in the name of a data-protection officer, whom the trail then names."
    )

    def add_arguments(self, parser):
        parser.add_argument("model", help="the table, such as cases.case")
        parser.add_argument("id", help="the id of the row, as the trail shows it")
        parser.add_argument("--open", action="store_true", help="show what the columns were")
        parser.add_argument("--by", metavar="USERNAME", help="who looks into the content")

    @transaction.atomic
    def handle(self, *, model, id, open, by, **options):
        changes = versions(model, id)
        if open:
            tell_the_trail(whoever_may_look(by), changes)
        names = dict(User.objects.values_list("id", "username"))
        for change, columns in differences(changes):
            self.stdout.write(line(change, columns, {str(pk): name for pk, name in names.items()}))
            for column in columns if open else []:
                self.stdout.write(f"    {column}: {content(change, column)}")


def versions(label: str, pk: str) -> list[Change]:
    try:
        source = apps.get_model(label)
        history = next(each for each in histories() if each.pgh_tracked_model is source)
        changes = list(history.objects.filter(id=pk))
    except (LookupError, StopIteration, ValueError):
        raise CommandError(f"There is no table {label} with a history.") from None
    except ValidationError:
        raise CommandError(f"{pk} is not an id.") from None
    if not changes:
        raise CommandError(f"{label} never had a row {pk}.")
    return changes


def whoever_may_look(username: str | None) -> User:
    """Who looks after the data looks after its history; nobody else reads what others may no longer."""
    user = User.objects.active().filter(username__iexact=username or "").first()
    if user is None or not user.can(Permission.REVIEW_EMERGENCY):
        raise CommandError("--open needs --by with the account of a data-protection officer.")
    return user


def tell_the_trail(user: User, changes: list[Change]) -> None:
    source, columns = changes[0].pgh_tracked_model, {field.name for field in changes[0].copied()}
    code = str(changes[-1].code) if "code" in columns else ""
    sealed = sorted(sealed_columns(type(changes[0])))
    record(user, AuditAction.REVEALED, source._meta.label_lower, changes[0].id, code=code, fields=sealed)


def line(change: Change, columns: list[str], names: dict[str, str]) -> str:
    when = timezone.localtime(change.pgh_created_at).strftime("%Y-%m-%d %H:%M:%S")
    who = names.get(change.pgh_actor, change.pgh_actor) or f"by hand ({change.pgh_login})"
    return f"{when}  {change.pgh_label}  {who}  {', '.join(columns)}"


def content(change: Change, column: str) -> str:
    if column not in sealed_columns(type(change)):
        return str(getattr(change, column))
    try:
        return str(change.opened(column))
    except Shredded:
        return "(its key was destroyed)"
