"""Kinds of place where somebody is kept safe, why she came and left, and which place is not for a child. No queries.

``domain.md`` 1.9, 3.12 and 4.10. Specialised care for children: DS 001-2018-MIMP art. 101, which also limits the
urgent kind to ten working days (101.1).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ShelterKind(models.TextChoices):
    CAR_URGENCIA = "CAR_URGENCIA", _("CAR de urgencia")
    CAR_BASICO = "CAR_BASICO", _("CAR básico")
    CAR_ESPECIALIZADO = "CAR_ESPECIALIZADO", _("CAR especializado (CARE)")
    HRT = "HRT", _("Hogar de refugio temporal (adultas)")
    SALA_ACOGIDA = "SALA_ACOGIDA", _("Sala de acogida de la fiscalía")
    CASA_ACOGIDA = "CASA_ACOGIDA", _("Casa de acogida")
    HOSPITAL = "HOSPITAL", _("Hospital")
    FAMILY = "FAMILY", _("Familia o persona de confianza")
    DETENTION = "DETENTION", _("Comisaría o centro para infractores")
    OTHER = "OTHER", _("Otro lugar")


# Kinds that may stand in the catalogue of places, with their beds.
PLACE_KINDS: tuple[str, ...] = (
    ShelterKind.CAR_URGENCIA,
    ShelterKind.CAR_BASICO,
    ShelterKind.CAR_ESPECIALIZADO,
    ShelterKind.HRT,
    ShelterKind.SALA_ACOGIDA,
    ShelterKind.CASA_ACOGIDA,
)

URGENT_WORKING_DAYS = 10
ARTICLE = "DS 001-2018-MIMP art. 101"

_NEVER_FOR_A_MINOR = frozenset({ShelterKind.HRT, ShelterKind.DETENTION})
_ONLY_SPECIALISED = frozenset({ShelterKind.CAR_BASICO, ShelterKind.CASA_ACOGIDA, ShelterKind.OTHER})


def is_unsuitable_for_minor(kind: str, *, is_specialised: bool) -> bool:
    """Whether a child there is to be told and moved: a place of adults or of offenders, or one that is not specialised.

    Family, hospital and the places of the first days are not; a residential one is unless it is specialised
    (DS 001-2018-MIMP art. 101; ``domain.md`` 1.9).
    """
    return kind in _NEVER_FOR_A_MINOR or (kind in _ONLY_SPECIALISED and not is_specialised)


class OrderedBy(models.TextChoices):
    UPE = "UPE", _("UPE")
    COURT = "COURT", _("Juzgado")
    PROSECUTOR = "PROSECUTOR", _("Fiscalía")
    OWN_WILL = "OWN_WILL", _("Ella lo decidió")
    OTHER = "OTHER", _("Otra")


class ExitReason(models.TextChoices):
    TRANSFER = "TRANSFER", _("Traslado a otro lugar")
    WITH_FAMILY = "WITH_FAMILY", _("Volvió con su familia")
    INDEPENDENT = "INDEPENDENT", _("Vida independiente")
    HER_DECISION = "HER_DECISION", _("Decidió irse")
    LEFT = "LEFT", _("Se fue sin avisar")
    ORDER_ENDED = "ORDER_ENDED", _("Terminó la medida")
    HARM = "HARM", _("Maltrato o riesgo en el lugar")
    OTHER = "OTHER", _("Otro motivo")


class Destination(models.TextChoices):
    SHELTER = "SHELTER", _("Otra acogida")
    FAMILY = "FAMILY", _("Su familia")
    OWN_HOME = "OWN_HOME", _("Vivienda propia o alquilada")
    HOSPITAL = "HOSPITAL", _("Hospital")
    ABROAD = "ABROAD", _("Su país de origen")
    UNKNOWN = "UNKNOWN", _("No se sabe")


class Admits(models.TextChoices):
    WOMEN = "WOMEN", _("Mujeres")
    MEN = "MEN", _("Hombres")
    ANYBODY = "ANYBODY", _("Toda persona")


class RefusalReason(models.TextChoices):
    NO_BED = "NO_BED", _("Sin cupo")
    AGE = "AGE", _("Por su edad")
    SEX = "SEX", _("Por su sexo")
    GENDER = "GENDER", _("Por su identidad de género u orientación sexual")
    CHILDREN = "CHILDREN", _("Por tener hijos con ella")
    DISABILITY = "DISABILITY", _("Por discapacidad")
    HEALTH = "HEALTH", _("Por su salud")
    NOT_TRAFFICKING = "NOT_TRAFFICKING", _("No recibe víctimas de trata")
    PAPERS = "PAPERS", _("Faltan requisitos")
    NO_ANSWER = "NO_ANSWER", _("No respondió")
    OTHER = "OTHER", _("Otro motivo")


class AgeBand(models.TextChoices):
    """``domain.md`` 4.3."""

    CHILD = "CHILD", _("0 a 11")
    ADOLESCENT = "ADOLESCENT", _("12 a 17")
    YOUNG = "YOUNG", _("18 a 29")
    ADULT = "ADULT", _("30 a 59")
    OLDER = "OLDER", _("60 o más")
    UNKNOWN = "UNKNOWN", _("No se sabe")


def band_of(age: int | None) -> AgeBand:
    """The band of an age in completed years."""
    if age is None:
        return AgeBand.UNKNOWN
    ends = ((12, AgeBand.CHILD), (18, AgeBand.ADOLESCENT), (30, AgeBand.YOUNG), (60, AgeBand.ADULT))
    return next((band for end, band in ends if age < end), AgeBand.OLDER)
