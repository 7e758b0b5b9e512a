"""Assessments: what was found, and filling in."""

from django.urls import path

from cases.views import assessment_fill, assessments

_FILL = "participaciones/<uuid:pk>/evaluaciones/<slug:instrument>/"

assessment_patterns = [
    path("casos/<uuid:pk>/evaluaciones/", assessments.assessments, name="assessments"),
    path("participaciones/<uuid:pk>/evaluaciones/", assessments.of_person, name="person_assessments"),
    path(_FILL, assessment_fill.fill, name="assessment_fill"),
    path(f"{_FILL}firmar/", assessment_fill.sign, name="assessment_sign"),
    path(f"{_FILL}descartar/", assessment_fill.discard, name="assessment_discard"),
    path("evaluaciones/<uuid:pk>/", assessments.assessment, name="assessment"),
    path("evaluaciones/<uuid:pk>/repetir/", assessments.again, name="assessment_again"),
    path("evaluaciones/<uuid:pk>/corregir/", assessments.correct, name="assessment_correct"),
]
