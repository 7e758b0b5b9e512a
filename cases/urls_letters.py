"""Letters: of a case, one of them, and the office's own templates."""

from django.urls import path

from cases.views import letters

letter_patterns = [
    path("casos/<uuid:pk>/cartas/", letters.letters, name="letters"),
    path("casos/<uuid:pk>/cartas/nueva/", letters.new, name="letter_new"),
    path("cartas/<uuid:pk>/", letters.letter, name="letter"),
    path("cartas/<uuid:pk>/editar/", letters.edit, name="letter_edit"),
    path("cartas/<uuid:pk>/nombres/", letters.with_names, name="letter_names"),
    path("cartas/<uuid:pk>/definitiva/", letters.final, name="letter_final"),
    path("cartas/<uuid:pk>/avance/", letters.progress, name="letter_progress"),
    path("cartas/<uuid:pk>/descartar/", letters.discard, name="letter_discard"),
]
