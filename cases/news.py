"""What is new in somebody's work: tasks that another person, or the clock, gave them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.news import News, Source
from cases.access import saw_list
from cases.models import Task
from cases.task_lines import task_page, task_title
from interface.dates import day


def _newest() -> Iterable[tuple[UUID, datetime]]:
    rows = Task.objects.pending().given_by_others().order_by().values_list("assigned_to")
    return rows.annotate(at=Max("given_at"))


def _lines(user: User, since: datetime, size: int) -> list[News]:
    rows = Task.objects.visible_to(user).assigned_to(user).pending().given_by_others().filter(given_at__gt=since)
    new = list(rows.select_related("case", "key", "person", "given_by").order_by("-given_at", "-id")[:size])
    saw_list(user, Task._meta.label_lower, new)
    return [News(_words(task), task_page(task)[0], task.given_at) for task in new]


def _words(task: Task) -> str:
    told = {"task": task_title(task), "case": task.case.code, "day": day(task.due_on), "who": task.given_by}
    if task.given_by is None:
        return _("Tarea nueva en %(case)s, para el %(day)s: %(task)s") % told
    return _("%(who)s te dio una tarea en %(case)s, para el %(day)s: %(task)s") % told


TASKS = Source("tasks", _newest, _lines)
