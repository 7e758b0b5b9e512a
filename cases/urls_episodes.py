"""What happened, who is said to have done it, and somebody's part in a case."""

from django.urls import path

from cases.views import episodes, participation, perpetrators

episode_patterns = [
    path("participaciones/<uuid:pk>/parte/", participation.edit, name="part_edit"),
    path("casos/<uuid:pk>/hechos/", episodes.episodes, name="episodes"),
    path("casos/<uuid:pk>/hechos/nuevos/", episodes.new, name="episode_new"),
    path("hechos/<uuid:pk>/", episodes.episode, name="episode"),
    path("hechos/<uuid:pk>/captacion/", episodes.recruitment, name="episode_recruitment"),
    path("hechos/<uuid:pk>/camino/", episodes.route, name="episode_route"),
    path("hechos/<uuid:pk>/explotacion/", episodes.exploitation, name="episode_exploitation"),
    path("hechos/<uuid:pk>/salida/", episodes.leaving, name="episode_exit"),
    path("hechos/<uuid:pk>/retirar/", episodes.withdraw, name="episode_withdraw"),
    path("hechos/<uuid:pk>/notas/nueva/", perpetrators.new, name="perpetrator_new"),
    path("notas/<uuid:pk>/", perpetrators.edit, name="perpetrator"),
    path("notas/<uuid:pk>/retirar/", perpetrators.withdraw, name="perpetrator_withdraw"),
]
