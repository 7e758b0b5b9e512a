"""The columns that the standard lacks and Peru needs; an export carries them after the standard's, as ``x_pe_…``."""

from django.utils.translation import gettext_lazy as _

from cases.states import (
    AgeSource,
    CaseStatus,
    ClosureReason,
    ConsentState,
    ContactChannel,
    ParticipationRole,
)
from directory.codelists import Confidentiality, DocumentType, IntakeSource, ProblemType, RiskLevel, Sex
from referrals.exchange.kinds import RECORD, Field, Kind, Unknown

TEXT, NUMBER, DATE, BOOLEAN = Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.BOOLEAN
PICKLIST, MULTI, COUNTRY = Kind.PICKLIST, Kind.MULTI, Kind.COUNTRY
PLACE, REFUSED = Kind.PLACE, Unknown.REFUSED

PERU: tuple[Field, ...] = (
    Field("x_pe_CaseCode", "Case code", TEXT, "Case.code", _("Código del caso")),
    Field("x_pe_PersonCode", "Person code", TEXT, "Person.code", _("Código de la persona")),
    Field("x_pe_IntakeDate", "Date of intake", DATE, "Case.opened_on", _("Fecha de ingreso"), unknown=REFUSED),
    Field(
        "x_pe_JoinedDate",
        "Date the person joined",
        DATE,
        "Participation.joined_on",
        _("Atendida desde"),
        unknown=REFUSED,
    ),
    Field("x_pe_ClosureDate", "Date of closure", DATE, "Case.closed_on", _("Fecha de cierre"), unknown=REFUSED),
    Field(
        "x_pe_CaseStatus",
        "Case status",
        PICKLIST,
        "Case.status code",
        _("Estado del caso (código)"),
        choices=CaseStatus,
    ),
    Field(
        "x_pe_ClosureReason",
        "Reason for closure (code)",
        PICKLIST,
        "Case.closure_reason",
        _("Motivo de cierre (código)"),
        choices=ClosureReason,
    ),
    Field("x_pe_IntakeSource", "Intake source", PICKLIST, "Case.intake_source", _("Cómo llegó"), choices=IntakeSource),
    Field("x_pe_Problem", "Problem", PICKLIST, "Case.problem", _("Motivo principal"), choices=ProblemType),
    Field(
        "x_pe_OtherProblems", "Other problems", MULTI, "Case.other_problems", _("Otros motivos"), choices=ProblemType
    ),
    Field("x_pe_Risk", "Risk", PICKLIST, "Case.risk", _("Riesgo"), choices=RiskLevel),
    Field(
        "x_pe_Confidentiality",
        "Confidentiality",
        PICKLIST,
        "Case.confidentiality",
        _("Confidencialidad"),
        choices=Confidentiality,
    ),
    Field("x_pe_EventPlace", "Place of the facts (INEI)", PLACE, "Case.place code", _("Lugar de los hechos (INEI)")),
    Field("x_pe_Summary", "Case summary", TEXT, "Case.summary", _("Resumen del caso")),
    Field(
        "x_pe_RegistryNumbers",
        "Registry numbers of the authorities",
        TEXT,
        "Referral.agency_number",
        _("Números de expediente de las entidades"),
    ),
    Field("x_pe_ForcedCriminality", "Forced criminality", BOOLEAN, RECORD, _("Obligada a delinquir")),
    Field(
        "x_pe_Role", "Part in the case", PICKLIST, "Participation.role", _("Participa como"), choices=ParticipationRole
    ),
    Field(
        "x_pe_StatusDate",
        "Date of the trafficking status",
        DATE,
        "Participation.decided_on",
        _("Condición de víctima desde"),
        unknown=REFUSED,
    ),
    Field("x_pe_PreferredName", "Preferred name", TEXT, "Person.preferred_name", _("Cómo quiere que la llamemos")),
    Field("x_pe_SecondSurname", "Second surname", TEXT, "Person.maternal_surname", _("Segundo apellido")),
    Field("x_pe_OtherNames", "Other names", TEXT, "Person.other_names", _("Otros nombres o apodos")),
    Field("x_pe_Sex", "Registered sex", PICKLIST, "Person.sex code", _("Sexo registrado"), choices=Sex),
    Field("x_pe_AgeAtIdentification", "Age at identification", NUMBER, "Person.stated_age", _("Edad al ingreso")),
    Field("x_pe_StatedAge", "Stated age", NUMBER, "Person.stated_age", _("Edad dicha")),
    Field(
        "x_pe_StatedAgeDate", "Date of the stated age", DATE, "Person.stated_age", _("Edad dicha el"), unknown=REFUSED
    ),
    Field(
        "x_pe_AgeSource",
        "How the age is known",
        PICKLIST,
        "Person.age_source",
        _("Cómo se sabe la edad"),
        choices=AgeSource,
    ),
    Field("x_pe_BirthCountry", "Country of birth", COUNTRY, "Person.birth_country", _("País de nacimiento")),
    Field("x_pe_BirthPlace", "Place of birth (INEI)", PLACE, "Person.birth_place", _("Lugar de nacimiento (INEI)")),
    Field(
        "x_pe_ResidencePlace",
        "Place of residence (INEI)",
        PLACE,
        "Person.residence code",
        _("Distrito donde vive (INEI)"),
    ),
    Field("x_pe_Languages", "Languages in words", TEXT, "Person.languages words", _("Lenguas que habla")),
    Field(
        "x_pe_NeedsInterpreter", "Needs an interpreter", BOOLEAN, "Person.needs_interpreter", _("Necesita intérprete")
    ),
    Field(
        "x_pe_DocumentType",
        "Kind of identity document",
        PICKLIST,
        "IdentityDocument.kind",
        _("Tipo de documento"),
        choices=DocumentType,
    ),
    Field(
        "x_pe_DocumentCountry", "Country of the document", COUNTRY, "IdentityDocument.country", _("País del documento")
    ),
    Field(
        "x_pe_ConsentState",
        "Consent (code)",
        PICKLIST,
        "Consent.state code",
        _("Consentimiento (código)"),
        choices=ConsentState,
    ),
    Field(
        "x_pe_ContactChannels",
        "Safe ways of contact",
        MULTI,
        "SafeContact.channels",
        _("Qué se puede hacer para contactarla"),
        choices=ContactChannel,
    ),
    Field("x_pe_ContactHours", "Safe hours of contact", TEXT, "SafeContact.hours", _("A qué horas contactarla")),
    Field(
        "x_pe_NeverContact", "Never to be contacted", TEXT, "SafeContact.never_contact", _("A quién no contactar nunca")
    ),
    Field("x_pe_ContactNotes", "Notes on safe contact", TEXT, "SafeContact.notes", _("Otras indicaciones de contacto")),
)
