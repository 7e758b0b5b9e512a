"""What is known of a person, page by page; her documents and her ties."""

from django.urls import path

from cases.profile_topics import Topic
from cases.views import person_documents, profile, relatives

_SLUGS = {
    Topic.ORIGIN: "origen",
    Topic.GENDER: "genero",
    Topic.HEALTH: "salud",
    Topic.HOUSEHOLD: "hogar",
    Topic.LIVELIHOOD: "educacion-y-trabajo",
}

people_patterns = [
    path("personas/<uuid:pk>/documentos/nuevo/", person_documents.add, name="document_add"),
    path("identidad/<uuid:pk>/", person_documents.edit, name="document_edit"),
    path("personas/<uuid:pk>/relaciones/nueva/", relatives.relate, name="relate"),
    path("relaciones/<uuid:pk>/", relatives.edit, name="relation_edit"),
    path("relaciones/<uuid:pk>/quitar/", relatives.withdraw, name="relation_withdraw"),
]
people_patterns += [
    path(f"personas/<uuid:pk>/{slug}/", profile.page, {"topic": topic.value}, name=f"profile_{topic}")
    for topic, slug in _SLUGS.items()
]
