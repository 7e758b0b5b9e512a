"""The work of the day, and the file of a case."""

from django.urls import path

from cases.views import edit, file, history, home, status, tasks, team

file_patterns = [
    path("trabajo/", home.home, name="home"),
    path("casos/<uuid:pk>/", file.case_file, name="file"),
    path("casos/<uuid:pk>/personas/", file.people, name="people"),
    path("casos/<uuid:pk>/imprimir/", file.print_file, name="print"),
    path("casos/<uuid:pk>/accesos/", history.seen, name="seen"),
    path("casos/<uuid:pk>/estado/", status.status, name="status"),
    path("participaciones/<uuid:pk>/condicion/", status.victim_status, name="victim_status"),
    path("participaciones/<uuid:pk>/fases/", status.phases, name="phases"),
    path("casos/<uuid:pk>/editar/", edit.edit, name="edit"),
    path("casos/<uuid:pk>/equipo/", team.team, name="team"),
    path("casos/<uuid:pk>/equipo/responsable/", team.hand_over_case, name="hand_over"),
    path("equipo/<uuid:pk>/fin/", team.leave, name="leave_team"),
    path("casos/<uuid:pk>/tareas/", tasks.tasks, name="tasks"),
    path("casos/<uuid:pk>/tareas/nueva/", tasks.task_new, name="task_new"),
    path("tareas/<uuid:pk>/", tasks.task_move, name="task_move"),
    path("tareas/<uuid:pk>/hecha/", tasks.task_done, name="task_done"),
]
