"""Search, intake, the list of cases, and people."""

from django.urls import path

from cases.views import case_list, intake, search

desk_patterns = [
    path("buscar/", search.search, name="search"),
    path("ingreso/", intake.intake, name="intake"),
    path("ingreso/edad/", intake.intake_age, name="intake_age"),
    path("casos/", case_list.case_list, name="list"),
]
