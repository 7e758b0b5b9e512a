"""Two records of one person become one, and two again: nothing is deleted, and every row that moved is written down.

The record in force takes over what hangs on the other, link by link (``cases/duplicates/relations.py``). Sealed rows
keep the key they were sealed under: moving changes whose they are, not how they open. More in ``docs/duplicates.md``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.acting import matching
from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.actions.duplicates import lock_undecided, settle
from cases.actions.passing_parts import pass_on
from cases.actions.timeline import add_entry
from cases.duplicates.reasons import Joined, PairState, Returned
from cases.duplicates.relations import SAID_ONCE, How, how, link_named, links, name_of
from cases.errors import NotPossible
from cases.models import Case, DuplicatePair, MergedRow, Participation, Person, PersonMerge
from cases.states import EntryKind

_PART = name_of(Participation, Participation._meta.get_field("person"))
_RAISED = ("role", "victim_status", "decided_by", "decided_on")


@told_in_spanish
def merge_people(pair: DuplicatePair, kept: UUID, reason: str, *, by: User) -> PersonMerge:
    """Join the two people of ``pair`` under the code of ``kept``, all or nothing.

    Raises PermissionDenied, and NotPossible where the pair is decided already, where one of the two was joined to
    somebody meanwhile, or where this account does not see all that would move: then the national coordination decides.
    """
    with transaction.atomic():
        pair = lock_undecided(pair, by=by)
        stays, goes = _two_people(pair, kept)
        cases = _cases_of((stays, goes), by)
        _refuse_hidden_rows(goes)
        merge = PersonMerge.objects.create(key=stays.key, pair=pair, kept=stays, merged=goes, reason=reason, by=by)
        # First of all: from here on whoever sees the one sees what hangs on the other, and may move it.
        Person.objects.filter(pk=goes.pk).update(merged_into=stays)
        rows = [row for model, field in links() for row in _join(merge, model, field)]
        MergedRow.objects.bulk_create(rows, batch_size=1000)
        settle(pair, PairState.MERGED, reason, by=by)
        _tell(cases, _("Dos fichas eran de la misma persona: %(merged)s se unió a %(kept)s"), merge, by)
    return merge


@told_in_spanish
def undo_merge(merge: PersonMerge, reason: str, *, by: User) -> Counter:
    """Part them again: what the merge moved goes back. Answers how many rows of each ``Returned`` there are.

    What was written since about her in a case that goes back goes with the case. A row whose link or whose closing was
    changed since stays as it is, and its ``MergedRow`` says so. Raises PermissionDenied, and NotPossible where the
    merge was undone already or its person in force was joined to somebody else since.
    """
    require(by, Permission.MERGE_PEOPLE)
    with transaction.atomic():
        merge = PersonMerge.objects.select_for_update(of=("self",)).select_related("key").get(pk=merge.pk)
        if merge.undone_at is not None:
            raise NotPossible(_("Esta unión ya se deshizo."))
        people = {pk: _locked(pk) for pk in sorted([merge.kept_id, merge.merged_id])}
        kept, merged = people[merge.kept_id], people[merge.merged_id]
        if merged is None or kept is None or merged.merged_into_id != kept.pk:
            raise NotPossible(_("La ficha vigente se unió después a otra: deshaz primero esa unión."))
        cases = _cases_of((kept, merged), by)
        rows = list(merge.rows.select_related("key"))
        _return_rows(rows, merge)
        MergedRow.objects.bulk_update(rows, ["returned"], batch_size=500)
        _follow_cases(rows, merge)
        Person.objects.filter(pk=merged.pk).update(merged_into=None)
        merge.undone_at, merge.undone_by, merge.undone_reason = timezone.now(), by, reason
        merge.save(update_fields=["undone_at", "undone_by", "undone_reason"])
        _reopen(merge.pair_id)
        _tell(cases, _("Eran dos personas: %(merged)s vuelve a tener su ficha, aparte de %(kept)s"), merge, by)
    return Counter(row.returned for row in rows if row.returned)


# Who and what may be joined ----------------------------------------------------------------------------------------


def _two_people(pair: DuplicatePair, kept: UUID) -> tuple[Person, Person]:
    """The one that stays and the one that goes, locked in one order, whoever asks."""
    people = [_locked(pk) for pk in sorted([pair.first_id, pair.second_id])]
    if any(each is None or each.merged_into_id for each in people):
        raise NotPossible(_("Una de las dos fichas ya se unió a otra: mira la ficha vigente."))
    stays = next((each for each in people if each.pk == kept), None)
    if stays is None:
        raise NotPossible(_("Elige cuál de los dos códigos queda."))
    return stays, next(each for each in people if each.pk != kept)


def _locked(pk: UUID) -> Person | None:
    return Person.objects.select_for_update(of=("self",)).select_related("key").filter(pk=pk).first()


def _cases_of(people: Iterable[Person], by: User) -> list[Case]:
    """Every case of these people, all of them in the scope of the account: an exception is none."""
    with matching():
        ids = set(Participation.objects.filter(person__in=list(people)).order_by().values_list("case_id", flat=True))
    cases = list(Case.objects.in_scope_of(by).filter(pk__in=ids).select_related("key"))
    if len(cases) < len(ids):
        raise NotPossible(_("Una de ellas participa también en un caso que no ves: decide la coordinación nacional."))
    return cases


def _refuse_hidden_rows(person: Person) -> None:
    """Nothing may be left behind because this account does not see it; the database counts past its policies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tab, col, rows FROM calp.rows_of_person(%s)", [person.pk])
        whole = {(table, column): count for table, column, count in cursor.fetchall()}
    for model, field in links():
        count = whole.get((model._meta.db_table, field.column), 0)
        if count and count != model._base_manager.filter(**{field.attname: person.pk}).count():
            raise NotPossible(_("Parte de lo suyo no la ve tu cuenta: decide la coordinación nacional."))


# Joining -----------------------------------------------------------------------------------------------------------


def _join(merge: PersonMerge, model: type[models.Model], field: models.Field) -> list[MergedRow]:
    """Do with the rows of one link what the table says; what was done, row by row, not yet stored."""
    way = how(model, field)
    if way == How.TAKES_PART:
        return _join_participations(merge)
    if way == How.STAYS:
        return []
    link, hers = name_of(model, field), model._base_manager.filter(**{field.attname: merge.merged_id})
    ids = list(hers.values_list("pk", flat=True))
    if column := SAID_ONCE.get(link):
        said = model._base_manager.filter(**{field.attname: merge.kept_id, f"{column}__isnull": False}).values(column)
        hers = hers.exclude(**{f"{column}__in": said})
    moved = _move(model, field, list(hers.values_list("pk", flat=True)), merge.merged_id, merge.kept_id)
    marks = _marks(model, moved)
    stayed = set(ids) - set(moved)
    return [_row(merge, link, pk, Joined.MOVED, marks[str(pk)]) for pk in moved] + [
        _row(merge, link, pk, Joined.STAYED) for pk in ids if pk in stayed
    ]


def _move(model: type[models.Model], field: models.Field, ids: list, of: UUID, to: UUID) -> list:
    """Lead those of these rows that lead to ``of`` to another person. Answers which moved: what the database refuses
    there (a second current place, a tie to oneself) stays where it was.
    """
    rows = model._base_manager.filter(**{field.attname: of})
    ids = list(rows.filter(pk__in=ids).values_list("pk", flat=True)) if ids else []
    if not ids:
        return []
    try:
        with transaction.atomic():
            rows.filter(pk__in=ids).update(**{field.attname: to})
    except IntegrityError:
        return [moved for pk in ids for moved in _move(model, field, [pk], of, to)] if len(ids) > 1 else []
    left = set(rows.filter(pk__in=ids).values_list("pk", flat=True))
    return [pk for pk in ids if pk not in left]


def _join_participations(merge: PersonMerge) -> list[MergedRow]:
    """Her parts in cases pass to the record in force; where that one is in the case already, the other part is closed
    and what hangs on it (episodes, plan, follow-ups, assessments, phases …) passes to the part that stays.

    A direct victim is never lost by it: if only the closed part was a victim's, the part that stays becomes one.
    """
    kept = {each.case_id: each for each in Participation.objects.filter(person=merge.kept_id)}
    done, passed = [], []
    for part in Participation.objects.select_for_update(of=("self",)).filter(person=merge.merged_id):
        mine = kept.get(part.case_id)
        if mine is None:
            Participation.objects.filter(pk=part.pk).update(person=merge.kept_id)
            done.append((part.pk, Joined.MOVED, {}))
            continue
        if part.left_on is None:
            _change(part, left_on=max(part.joined_on, timezone.localdate()))
            done.append((part.pk, Joined.LEFT, {"left_on": None}))
        else:
            done.append((part.pk, Joined.STAYED, {}))
        if part.is_victim and not mine.is_victim:
            done.append((mine.pk, Joined.RAISED, {name: _plain(getattr(mine, name)) for name in _RAISED}))
            _change(mine, **{name: getattr(part, name) for name in _RAISED})
        passed += pass_on(part.pk, mine.pk)
    marks = _marks(Participation, [pk for pk, _joined, _before in done])
    return [_row(merge, _PART, pk, joined, marks[str(pk)], before) for pk, joined, before in done] + [
        _row(merge, each.link, each.row_id, Joined.MOVED if each.mark else Joined.STAYED, each.mark or "")
        for each in passed
    ]


def _change(part: Participation, **values) -> None:
    Participation.objects.filter(pk=part.pk).update(**values, version=F("version") + 1)


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def _row(merge, link: str, pk, joined: Joined, mark: str = "", before: dict | None = None) -> MergedRow:
    return MergedRow(
        key=merge.key, merge=merge, link=link, row_id=str(pk), joined=joined, mark=mark, before=before or {}
    )


def _marks(model: type[models.Model], ids: list) -> dict[str, str]:
    """Row → digest of all its columns as they are now."""
    if not ids:
        return {}
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t.{column}::text, md5(t::text) FROM {table} t WHERE t.{column} = ANY(%s)", [ids])  # noqa: S608
        return dict(cursor.fetchall())


# Undoing -----------------------------------------------------------------------------------------------------------


def _return_rows(rows: Iterable[MergedRow], merge: PersonMerge) -> None:
    """Bring back what the merge moved, link by link, and write in each row what became of it."""
    by_link = defaultdict(list)
    of_parts = {name_of(model, field) for model, field in links(Participation)}
    _return_parts([row for row in rows if row.link in of_parts and row.joined == Joined.MOVED], merge)
    for row in rows:
        if row.link not in of_parts and row.joined != Joined.STAYED:
            by_link[row.link, row.joined].append(row)
    for (link, joined), those in by_link.items():
        try:
            model, field = link_named(link)
        except LookupError:
            continue  # a table that is no more
        ids = {row.row_id: model._meta.pk.to_python(row.row_id) for row in those}
        marks = _marks(model, [*ids.values()])
        moved = None
        if joined == Joined.MOVED:
            moved = set(_move(model, field, [*ids.values()], merge.kept_id, merge.merged_id))
        for row in those:
            is_as_left = marks.get(row.row_id) == row.mark
            if moved is None:
                row.returned = _put_back(row) if is_as_left else Returned.NOT_BACK
            elif ids[row.row_id] in moved:
                row.returned = Returned.BACK if is_as_left else Returned.BACK_CHANGED
            else:
                row.returned = Returned.NOT_BACK


def _return_parts(rows: list[MergedRow], merge: PersonMerge) -> None:
    """What hung on a part that was closed hangs on it again; first of all, while the two are still one."""
    back = {}
    kept = dict(Participation.objects.filter(person=merge.kept_id).values_list("case_id", "pk"))
    for part in Participation.objects.filter(person=merge.merged_id, case__in=kept):
        back |= {each.row_id: each for each in pass_on(kept[part.case_id], part.pk, [row.row_id for row in rows])}
    for row in rows:
        passed = back.get(row.row_id)
        if passed is None or passed.mark is None:
            row.returned = Returned.NOT_BACK
        else:
            row.returned = Returned.BACK if passed.was == row.mark else Returned.BACK_CHANGED


def _put_back(row: MergedRow) -> str:
    """A part in a case says again what it said before the merge closed or raised it."""
    part = Participation.objects.get(pk=row.row_id)
    _change(part, **{name: part._meta.get_field(name).to_python(value) for name, value in row.before.items()})
    return Returned.BACK


def _follow_cases(rows: list[MergedRow], merge: PersonMerge) -> None:
    """What was written about her since, in a case that is the other's again, is about the other."""
    parts = [row.row_id for row in rows if row.link == _PART and row.joined == Joined.MOVED and row.returned]
    cases = list(Participation.objects.filter(pk__in=parts, person=merge.merged_id).values_list("case_id", flat=True))
    for model, field in links():
        if how(model, field) == How.MOVES and "case_id" in {each.attname for each in model._meta.concrete_fields}:
            written = model._base_manager.filter(**{field.attname: merge.kept_id}, case__in=cases)
            _move(model, field, list(written.values_list("pk", flat=True)), merge.kept_id, merge.merged_id)


def _reopen(pair_id: UUID) -> None:
    """It is asked again: undoing says that it was not so sure."""
    DuplicatePair.objects.filter(pk=pair_id).update(
        state=PairState.OPEN, decided_at=None, decided_by=None, later_until=None
    )


def _tell(cases: list[Case], headline, merge: PersonMerge, by: User) -> None:
    """A line in every case concerned, and a row of the trail under each of the two people."""
    words = headline % {"merged": merge.merged.code, "kept": merge.kept.code}
    for case in cases:
        add_entry(case, EntryKind.PERSON, words, by=by)
    for person in (merge.kept, merge.merged):
        record_about(by, AuditAction.CHANGED, person, fields=["merged_into"])
    record_about(by, AuditAction.CHANGED if merge.undone_at else AuditAction.CREATED, merge)
