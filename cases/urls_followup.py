"""Follow-up: of one person, and one term of it."""

from django.urls import path

from cases.views import followup

followup_patterns = [
    path("participaciones/<uuid:pk>/seguimiento/", followup.of_person, name="followups_of"),
    path("seguimientos/<uuid:pk>/", followup.follow_up, name="followup"),
    path("seguimientos/<uuid:pk>/situacion/", followup.finding, name="followup_finding"),
    path("seguimientos/<uuid:pk>/terminar/", followup.end, name="followup_end"),
    path("seguimientos/<uuid:pk>/reabrir/", followup.take_up, name="followup_take_up"),
]
