"""The reintegration plan; courses, jobs and enterprises."""

from django.urls import path

from services.views import livelihood, plan, plan_steps

plan_patterns = [
    path("casos/<uuid:pk>/plan/", plan.plan_of_case, name="plan_of_case"),
    path("participaciones/<uuid:pk>/plan/empezar/", plan_steps.plan_start, name="plan_start"),
    path("planes/<uuid:pk>/", plan.plan, name="plan"),
    path("planes/<uuid:pk>/hoja/", plan.plan_sheet, name="plan_sheet"),
    path("planes/<uuid:pk>/meta/", plan_steps.goal_new, name="plan_goal_new"),
    path("planes/<uuid:pk>/acordar/", plan_steps.plan_agree, name="plan_agree"),
    path("planes/<uuid:pk>/descartar/", plan_steps.plan_drop, name="plan_drop"),
    path("planes/<uuid:pk>/cambiar/", plan_steps.plan_change, name="plan_change"),
    path("planes/<uuid:pk>/revisar/", plan_steps.plan_review, name="plan_review"),
    path("planes/metas/<uuid:pk>/", plan_steps.goal, name="plan_goal"),
    path("planes/metas/<uuid:pk>/actividad/", plan_steps.activity_new, name="plan_activity_new"),
    path("planes/actividades/<uuid:pk>/", plan_steps.activity, name="plan_activity"),
    path("planes/actividades/<uuid:pk>/avance/", plan_steps.progress, name="plan_progress"),
    path("participaciones/<uuid:pk>/sustento/", livelihood.livelihood_new, name="livelihood_new"),
    path("sustentos/<uuid:pk>/", livelihood.livelihood, name="livelihood"),
    path("sustentos/<uuid:pk>/visita/", livelihood.livelihood_visit, name="livelihood_visit"),
]
