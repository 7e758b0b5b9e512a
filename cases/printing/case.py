"""The case itself on paper: where it stands, who works on it, what is to be done, what it lacks, its history."""

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from cases.file_parts import Printed
from cases.models import Assignment, Case, Lesson, Task
from cases.notices import DUTIES, Facts, notices
from cases.outcomes import outcomes_of
from cases.people_lines import newest_consents
from cases.printing.blocks import Block, Copy, dated, joined, table, told
from cases.section_lines import groups_of
from cases.task_lines import task_details, task_title
from cases.team_lines import team_of, who_does_what
from cases.timeline_lines import timeline_lines
from directory.codelists import ProblemType
from interface.dates import day, day_time
from interface.keyset import paginate

# Lines of the history in one copy; what is older is in the next one.
LINES_OF_A_COPY = 1000


def draw_summary(copy: Copy) -> list[Block]:
    """Where it stands, who does what, the notices of today, and what it taught; eight queries. Of a closed one, how
    each victim is left too."""
    case = copy.case
    tasks = Task.objects.filter(case=case)
    duties = list((tasks.pending() | tasks.filter(kind__in=DUTIES)).for_list())
    last_contact = case.timeline.notes().aggregate(last=Max("occurred_at"))["last"]
    given = Facts(case, copy.people, newest_consents(case), duties, last_contact, copy.today)
    facts = told(
        (_("Estado"), case.get_status_display()),
        (_("Riesgo"), case.get_risk_display() or _("Sin evaluar")),
        (_("Reserva"), case.get_confidentiality_display()),
        (_("Abierto"), day(case.opened_on)),
        (_("Cerrado"), joined(dated(case.closed_on), case.get_closure_reason_display(), by=": ")),
        (_("Sede"), case.office),
        (_("Cómo llegó"), case.get_intake_source_display()),
        (_("Motivo"), joined(case.get_problem_display(), *map(_problem, case.other_problems), by="; ")),
        *who_does_what(case, team_of(case)),
    )
    warnings = [(each.title, each.reason) for each in notices(given)]
    summary = told((_("Resumen"), case.summary))
    left = [] if case.is_open else _left(case)
    return [Block(facts=facts, texts=[*summary, *warnings]), *left, *_taught(case)]


def _left(case: Case) -> list[Block]:
    title = _("Cómo queda %s")
    return [
        Block(title=title % each.participation.person.code, facts=each.rows) for each in outcomes_of(case) if each.rows
    ]


def _taught(case: Case) -> list[Block]:
    rows = Lesson.objects.standing().filter(case=case).for_list()
    return table(
        [_("Qué fue"), _("De qué entidad"), _("Qué pasó y qué aprendimos"), _("Quién")],
        [
            [
                each.get_kind_display(),
                each.agency.name if each.agency else "",
                each.text,
                joined(each.written_by, day(each.noted_on), by=", "),
            ]
            for each in rows
        ],
        _("Lo que deja aprendido"),
    )


def _problem(code: str) -> str:
    return str(ProblemType(code).label)


def draw_team(copy: Copy) -> list[Block]:
    """Everybody who works or worked on it; one query."""
    rows = Assignment.objects.filter(case=copy.case).select_related("user", "assigned_by")
    return table(
        [_("Quién"), _("Papel"), _("Desde"), _("Hasta")],
        [
            [
                joined(each.user, each.user.get_role_display().lower(), by=", "),
                each.get_role_display(),
                joined(day(each.started_at), _("por %(who)s") % {"who": each.assigned_by}),
                dated(each.ended_at),
            ]
            for each in rows.order_by("started_at", "id")
        ],
    )


def draw_tasks(copy: Copy) -> list[Block]:
    """What is to be done, by day, and what was done; one query."""
    rows = list(Task.objects.filter(case=copy.case).select_related("done_by").for_list().order_by("due_on", "id"))
    pending = [each for each in rows if each.is_pending]
    done = [each for each in rows if each.done_at]
    head = [_("Tarea"), _("Para el"), _("A cargo de")]
    return [
        *table(head, [[_task(each), _due(each), each.assigned_to] for each in pending], _("Pendientes")),
        *table(
            [_("Tarea"), _("Para el"), _("Hecha")],
            [[_task(each), _due(each), joined(day(each.done_at), each.done_by, by=", ")] for each in done],
            _("Hechas"),
        ),
    ]


def _task(task: Task) -> str:
    return joined(task_title(task), task_details(task), by="\n")


def _due(task: Task) -> str:
    return joined(day(task.due_on), task.due_time.strftime("%H:%M") if task.due_time else "", by=", ")


def draw_missing(copy: Copy) -> list[Block]:
    """Every part of the whole file and where it stands; as many queries as parts."""
    blocks = []
    for group in groups_of(copy.user, copy.case, copy.people):
        title = group.participation.person.code if group.participation else _("El caso")
        rows = [[line["label"], line["state"], line["hint"]] for line in group.lines]
        blocks += table([_("Parte"), _("Cómo está"), _("Detalle")], rows, title)
    return blocks


def draw_history(copy: Copy) -> list[Block]:
    """Everything that happened, the latest first; where one copy does not hold it, the next begins where it ended."""
    page = paginate(copy.request, copy.case.timeline.for_file(), "-occurred_at", LINES_OF_A_COPY)
    lines = timeline_lines(copy.user, page.items, may_correct=False)
    block = Block(
        head=[_("Cuándo"), _("Qué"), _("Quién")],
        rows=[[day_time(line["at"]), _happened(line), line["author"]] for line in lines],
        note=_("Hay registros anteriores: van en otra copia.") if page.next_url else "",
        more_url=page.next_url,
    )
    return [block] if lines else []


def _happened(line: dict) -> str:
    return joined(line["title"], line["text"], *line.get("remarks", ()), by="\n")


PARTS = (
    Printed("summary", gettext_lazy("Resumen"), 10, draw_summary, Permission.VIEW_CASE),
    Printed("missing", gettext_lazy("Qué falta"), 120, draw_missing, Permission.VIEW_CASE),
    Printed("tasks", gettext_lazy("Tareas"), 130, draw_tasks, Permission.VIEW_CASE),
    Printed("team", gettext_lazy("Equipo"), 140, draw_team, Permission.VIEW_CASE),
    Printed("history", gettext_lazy("Cronología"), 150, draw_history, Permission.VIEW_CASE),
)
