"""Letters: of a case, one of them, and the office's own templates."""

from django.urls import path

from cases.views import letter_templates, letters

letter_patterns = [
    path("casos/<uuid:pk>/cartas/", letters.letters, name="letters"),
    path("casos/<uuid:pk>/cartas/nueva/", letters.new, name="letter_new"),
    path("cartas/<uuid:pk>/", letters.letter, name="letter"),
    path("cartas/<uuid:pk>/editar/", letters.edit, name="letter_edit"),
    path("cartas/<uuid:pk>/nombres/", letters.with_names, name="letter_names"),
    path("cartas/<uuid:pk>/definitiva/", letters.final, name="letter_final"),
    path("cartas/<uuid:pk>/word/", letter_templates.letter_word, name="letter_word"),
    path("cartas/<uuid:pk>/avance/", letters.progress, name="letter_progress"),
    path("cartas/<uuid:pk>/descartar/", letters.discard, name="letter_discard"),
    path("plantillas/", letter_templates.templates, name="letter_templates"),
    path("plantillas/nueva/", letter_templates.new, name="letter_template_new"),
    path("plantillas/base/", letter_templates.base, name="letter_template_base"),
    path("plantillas/<uuid:pk>/archivo/", letter_templates.file, name="letter_template_file"),
    path("plantillas/<uuid:pk>/prueba/", letter_templates.trial, name="letter_template_trial"),
    path("plantillas/<uuid:pk>/retirar/", letter_templates.withdraw, name="letter_template_withdraw"),
]
