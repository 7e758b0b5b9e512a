"""Search, intake, the list of cases, and people."""

from django.urls import path

from cases.views import case_list, decoys, duplicates, intake, participants, people, person_edit, search

desk_patterns = [
    path("accesos/senuelos/", decoys.decoys, name="decoys"),
    path("accesos/senuelos/<uuid:pk>/quitar/", decoys.end, name="decoy_end"),
    path("buscar/", search.search, name="search"),
    path("ingreso/", intake.intake, name="intake"),
    path("ingreso/edad/", intake.intake_age, name="intake_age"),
    path("ingreso/parecidas/", intake.intake_alike, name="intake_alike"),
    path("casos/", case_list.case_list, name="list"),
    path("casos/<uuid:pk>/personas/nueva/", participants.add_person, name="add_person"),
    path("personas/repetidas/", duplicates.duplicates, name="duplicates"),
    path("personas/repetidas/<uuid:pk>/", duplicates.duplicate, name="duplicate"),
    path("personas/uniones/<uuid:pk>/", duplicates.merge, name="merge"),
    path("personas/<uuid:pk>/", people.person, name="person"),
    path("personas/<uuid:pk>/ver/", people.reveal, name="reveal"),
    path("personas/<uuid:pk>/editar/", person_edit.edit, name="person_edit"),
    path("personas/<uuid:pk>/contacto/", person_edit.safe_contact, name="safe_contact_edit"),
]
