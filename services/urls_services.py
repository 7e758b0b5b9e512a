"""Services that people take part in, the agenda, and group activities."""

from django.urls import path

from services.views import activities, appointments, calendars, enrolments

service_patterns = [
    path("casos/<uuid:pk>/servicios/", enrolments.services_of_case, name="of_case"),
    path("casos/<uuid:pk>/servicios/empezar/", enrolments.enrol_people, name="enrol"),
    path("servicios/<uuid:pk>/", enrolments.enrolment, name="enrolment"),
    path("servicios/<uuid:pk>/terminar/", enrolments.enrolment_end, name="enrolment_end"),
    path("casos/<uuid:pk>/cita/", appointments.appointment_new, name="appointment_new"),
    path("agenda/", appointments.agenda, name="agenda"),
    path("agenda/reservar/", appointments.hours_reserve, name="hours_reserve"),
    path("agenda/calendario/", calendars.calendar, name="calendar"),
    path("agenda/calendario.ics", calendars.calendar_feed, name="calendar_feed"),
    path("citas/<uuid:pk>/", appointments.appointment, name="appointment"),
    path("citas/<uuid:pk>/hora/", appointments.appointment_move, name="appointment_move"),
    path("citas/<uuid:pk>/cancelar/", appointments.appointment_cancel, name="appointment_cancel"),
    path("citas/<uuid:pk>/no-vino/", appointments.appointment_missed, name="appointment_missed"),
    path("actividades/", activities.activities, name="activities"),
    path("actividades/nueva/", activities.activity_new, name="activity_new"),
    path("actividades/<uuid:pk>/", activities.activity, name="activity"),
    path("actividades/<uuid:pk>/participantes/", activities.participants, name="participants"),
]
