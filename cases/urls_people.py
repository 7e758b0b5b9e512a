"""What is known of a person, page by page."""

from django.urls import path

from cases.profile_topics import Topic
from cases.views import profile

_SLUGS = {
    Topic.ORIGIN: "origen",
    Topic.GENDER: "genero",
    Topic.HEALTH: "salud",
    Topic.HOUSEHOLD: "hogar",
    Topic.LIVELIHOOD: "educacion-y-trabajo",
}

people_patterns = [
    path(f"personas/<uuid:pk>/{slug}/", profile.page, {"topic": topic.value}, name=f"profile_{topic}")
    for topic, slug in _SLUGS.items()
]
