"""Places where people are kept safe."""

from django.urls import path

from services.views import shelter, shelter_places

shelter_patterns = [
    path("casos/<uuid:pk>/acogida/", shelter.shelter_of_case, name="shelter_of_case"),
    path("personas/<uuid:pk>/acogida/cambiar/", shelter.shelter_enter, name="shelter_enter"),
    path("personas/<uuid:pk>/acogida/salida/", shelter.shelter_leave, name="shelter_leave"),
    path("participaciones/<uuid:pk>/acogida/sin-lugar/", shelter.shelter_search, name="shelter_search"),
    path("acogidas/", shelter_places.shelters, name="shelters"),
    path("acogidas/lugares/nuevo/", shelter_places.shelter_place_new, name="shelter_place_new"),
    path("acogidas/lugares/<uuid:pk>/", shelter_places.shelter_place, name="shelter_place"),
]
