"""Services that people take part in."""

from django.urls import path

from services.views import enrolments

service_patterns = [
    path("casos/<uuid:pk>/servicios/", enrolments.services_of_case, name="of_case"),
    path("casos/<uuid:pk>/servicios/empezar/", enrolments.enrol_people, name="enrol"),
    path("servicios/<uuid:pk>/", enrolments.enrolment, name="enrolment"),
    path("servicios/<uuid:pk>/terminar/", enrolments.enrolment_end, name="enrolment_end"),
]
