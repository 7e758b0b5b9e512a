"""What speaks for and against two records being one person, in the words of the screen. Pure: no rows."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PairReason(TextChoices):
    """Codes are stored with a pair; none holds a word of the person."""

    DOCUMENT = "DOCUMENT", _("mismo número de documento")
    SURNAMES = "SURNAMES", _("mismos dos apellidos")
    SURNAMES_SPELT = "SURNAMES_SPELT", _("apellidos que suenan igual, escritos distinto")
    SURNAMES_TURNED = "SURNAMES_TURNED", _("apellidos en otro orden")
    PATERNAL = "PATERNAL", _("mismo apellido paterno")
    PATERNAL_SPELT = "PATERNAL_SPELT", _("mismo apellido paterno, escrito distinto")
    PATERNAL_NEAR = "PATERNAL_NEAR", _("apellido paterno parecido")
    MATERNAL = "MATERNAL", _("mismo apellido materno")
    MATERNAL_SPELT = "MATERNAL_SPELT", _("mismo apellido materno, escrito distinto")
    MATERNAL_NEAR = "MATERNAL_NEAR", _("apellido materno parecido")
    GIVEN = "GIVEN", _("mismos nombres")
    GIVEN_SPELT = "GIVEN_SPELT", _("nombres que suenan igual, escritos distinto")
    GIVEN_SOME = "GIVEN_SOME", _("un nombre en común")
    GIVEN_NEAR = "GIVEN_NEAR", _("un nombre parecido")
    CALLED = "CALLED", _("la llaman igual")
    BIRTH = "BIRTH", _("misma fecha de nacimiento")
    BIRTH_TURNED = "BIRTH_TURNED", _("día y mes de nacimiento cambiados entre sí")
    BIRTH_PART = "BIRTH_PART", _("fecha de nacimiento con un solo dato distinto")
    BIRTH_NEAR = "BIRTH_NEAR", _("nacida con pocos días de diferencia")
    BIRTH_YEAR = "BIRTH_YEAR", _("mismo año de nacimiento")
    AGE_NEAR = "AGE_NEAR", _("edad parecida")
    # Against.
    OTHER_DOCUMENT = "OTHER_DOCUMENT", _("otro número de documento")
    OTHER_GIVEN = "OTHER_GIVEN", _("otros nombres")
    OTHER_SURNAME = "OTHER_SURNAME", _("un apellido es otro")
    OTHER_BIRTH = "OTHER_BIRTH", _("otra fecha de nacimiento")
    OTHER_SEX = "OTHER_SEX", _("el sexo registrado es otro")


AGAINST: frozenset[str] = frozenset(
    {
        PairReason.OTHER_DOCUMENT,
        PairReason.OTHER_GIVEN,
        PairReason.OTHER_SURNAME,
        PairReason.OTHER_BIRTH,
        PairReason.OTHER_SEX,
    }
)


class PairState(TextChoices):
    """What the coordination said of a pair; ``GONE``: the records were corrected and no longer resemble each other."""

    OPEN = "OPEN", _("Por decidir")
    LATER = "LATER", _("Para después")
    DIFFERENT = "DIFFERENT", _("No son la misma")
    MERGED = "MERGED", _("Unidas")
    GONE = "GONE", _("Ya no se parecen")


DECIDED: frozenset[str] = frozenset({PairState.LATER, PairState.DIFFERENT, PairState.MERGED})


class Joined(TextChoices):
    """What a merge did with one row of the person who was joined to the other."""

    MOVED = "MOVED", _("pasó a la ficha vigente")
    STAYED = "STAYED", _("se conserva con la ficha unida")
    LEFT = "LEFT", _("participación cerrada: la otra ficha ya estaba en el caso")
    RAISED = "RAISED", _("la participación que queda pasó a ser de víctima directa")


class Returned(TextChoices):
    """What undoing the merge did with the row; empty while the merge stands."""

    BACK = "BACK", _("volvió")
    BACK_CHANGED = "BACK_CHANGED", _("volvió, y alguien la cambió después de unir")
    NOT_BACK = "NOT_BACK", _("no volvió: alguien la cambió después de unir")
