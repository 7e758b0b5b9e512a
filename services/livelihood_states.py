"""Ways of making a living after what happened: courses, jobs, enterprises. No queries. ``domain.md`` 1.6 and 3.13."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LivelihoodKind(models.TextChoices):
    COURSE = "COURSE", _("Curso técnico-productivo")
    JOB = "JOB", _("Empleo")
    ENTERPRISE = "ENTERPRISE", _("Emprendimiento")


class LivelihoodState(models.TextChoices):
    PLANNED = "PLANNED", _("Por empezar")
    RUNNING = "RUNNING", _("En marcha")
    FINISHED = "FINISHED", _("Terminado")
    LEFT = "LEFT", _("Dejado")


OVER: tuple[str, ...] = (LivelihoodState.FINISHED, LivelihoodState.LEFT)

LIVELIHOOD_LOOK: dict[str, tuple[str, str]] = {
    LivelihoodState.PLANNED: ("gris", "reloj"),
    LivelihoodState.RUNNING: ("rio", "curso"),
    LivelihoodState.FINISHED: ("selva", "ok"),
    LivelihoodState.LEFT: ("camu", "menos"),
}


class Sector(models.TextChoices):
    """What trade it is of; a short list of ours, because what it is exactly is sealed."""

    FARMING = "FARMING", _("Campo, pesca o crianza")
    FOOD = "FOOD", _("Cocina y alimentos")
    TRADE = "TRADE", _("Venta y comercio")
    CLOTHING = "CLOTHING", _("Costura y tejido")
    BEAUTY = "BEAUTY", _("Belleza y cuidado personal")
    CRAFTS = "CRAFTS", _("Artesanía, carpintería u otro oficio")
    CARE = "CARE", _("Salud y cuidado de personas")
    HOSPITALITY = "HOSPITALITY", _("Turismo y hotelería")
    OFFICE = "OFFICE", _("Oficina y computación")
    HOUSEHOLD = "HOUSEHOLD", _("Trabajo del hogar")
    OTHER = "OTHER", _("Otro rubro")
