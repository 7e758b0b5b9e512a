"""What closing a case now would leave undone: said before closing, and forbidden by nobody."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.hooks import OpenEnd, open_ends
from cases.models import Case, Participation, Task
from cases.section_lines import groups_of
from cases.sections import SectionState
from cases.states import CANCELLED_BY_CLOSING
from cases.task_lines import task_line


@dataclass(frozen=True)
class Unfinished:
    """``parts``: whose file, and its parts that lack something; ``ends``: what runs in other rooms; ``ending``: the
    tasks that closing may end, ``staying``: those that belong to something else and go on."""

    parts: list[tuple[str, list[dict]]]
    ends: list[OpenEnd]
    ending: list[dict]
    staying: list[dict]

    @property
    def must_be_known(self) -> bool:
        return bool(self.parts or self.ends or self.ending or self.staying)

    @property
    def parts_count(self) -> int:
        return sum(len(lines) for _whose, lines in self.parts)


def unfinished(user: User, case: Case) -> Unfinished:
    """As many queries as there are parts and rooms, whatever the number of people and tasks."""
    people = list(Participation.objects.filter(case=case).for_file())
    parts = []
    for group in groups_of(user, case, people):
        lacking = [line for line in group.lines if line["code"] == SectionState.MISSING]
        if lacking:
            parts.append((group.participation.person.code if group.participation else _("El caso"), lacking))
    ends = [end for room in open_ends for end in room(user, case)]
    today = timezone.localdate()
    tasks = list(Task.objects.pending().filter(case=case).for_list())
    ending, staying = (
        [task_line(each, today, with_who=True, back="caso") for each in tasks if ends_with_case(each) is wanted]
        for wanted in (True, False)
    )
    return Unfinished(parts, ends, ending, staying)


def ends_with_case(task: Task) -> bool:
    return task.kind in CANCELLED_BY_CLOSING
