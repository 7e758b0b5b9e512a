"""The 84 fields of the Human Trafficking Case Data Standard 2.0, one line each.

IOM, HTCDS 2.0, CC BY 4.0; no endorsement by IOM is implied. The picklists are in ``lists/picklists.json``.
"""

from django.utils.translation import gettext_lazy as _

from referrals.exchange.kinds import RECORD, Field, Kind, Unknown

ATTRIBUTION = (
    "Human Trafficking Case Data Standard (HTCDS) 2.0, International Organization for Migration (IOM), CC BY 4.0. "
    "No endorsement by IOM is implied."
)

TEXT, NUMBER, DATE, BOOLEAN = Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.BOOLEAN
PICKLIST, MULTI, COUNTRY, COUNTRIES = Kind.PICKLIST, Kind.MULTI, Kind.COUNTRY, Kind.COUNTRIES
LANGUAGE, REFUSED = Kind.LANGUAGE, Unknown.REFUSED

STANDARD: tuple[Field, ...] = (
    # Organization
    Field("org_Name", "Organisation Name", TEXT, RECORD, _("Organización: nombre")),
    Field("org_ShippingCity", "Shipping City", TEXT, RECORD, _("Organización: ciudad")),
    Field("org_ShippingCountry", "Shipping Country", COUNTRY, RECORD, _("Organización: país")),
    Field("org_ShippingState", "Shipping State/Province", TEXT, RECORD, _("Organización: región")),
    Field("org_ShippingStreet", "Shipping Street", TEXT, RECORD, _("Organización: calle")),
    Field("org_ShippingPostalCode", "Shipping Zip/Postal Code", TEXT, RECORD, _("Organización: código postal")),
    Field("org_ShippingLongitude", "Longitude", NUMBER, RECORD, _("Organización: longitud")),
    Field("org_ShippingLatitude", "Latitude", NUMBER, RECORD, _("Organización: latitud")),
    Field("org_Phone", "Phone", TEXT, RECORD, _("Organización: teléfono")),
    Field("org_Type", "Type", PICKLIST, RECORD, _("Organización: tipo")),
    # Person
    Field("prs_Salutation", "Salutation", TEXT, RECORD, _("Tratamiento")),
    Field("prs_FirstName", "First Name", TEXT, "Person.given_names", _("Primer nombre")),
    Field("prs_MiddleName", "Middle Name", TEXT, "Person.given_names", _("Otros nombres de pila")),
    Field("prs_SecondName", "Second Name", TEXT, "Person.paternal_surname", _("Apellido")),
    Field("prs_Birthdate", "Birthdate", DATE, "Person.birth_date", _("Fecha de nacimiento"), unknown=REFUSED),
    Field("prs_Gender", "Gender", PICKLIST, "Person.sex", _("Género")),
    Field("prs_Deceased", "Deceased", BOOLEAN, RECORD, _("Fallecida")),
    Field("prs_MaritalStatus", "Marital Status", PICKLIST, RECORD, _("Estado civil")),
    Field("prs_NumberOfChildren", "Number of Children", NUMBER, RECORD, _("Número de hijos")),
    Field("prs_PrimaryLanguage", "Primary Language", LANGUAGE, "Person.languages", _("Lengua principal")),
    Field("prs_SecondaryLanguage", "Secondary Language", LANGUAGE, "Person.languages", _("Segunda lengua")),
    Field("prs_HighestLevelOfEducation", "Highest Level of Education", PICKLIST, RECORD, _("Nivel educativo")),
    Field("prs_Citizenship", "Citizenship", COUNTRIES, "Person.nationalities", _("Nacionalidad")),
    Field("prs_IdentityNumber", "Identity Number", TEXT, "IdentityDocument.number", _("Número de documento")),
    Field("prs_Title", "Title", TEXT, RECORD, _("Cargo")),
    Field("prs_Email", "Email", TEXT, RECORD, _("Correo electrónico")),
    Field("prs_HomePhone", "Home Phone", TEXT, "SafeContact.phone", _("Teléfono de casa")),
    Field("prs_MobilePhone", "Mobile Phone", TEXT, "SafeContact.phone", _("Teléfono móvil")),
    Field("prs_MailingCity", "Mailing City", TEXT, "Person.residence", _("Domicilio: ciudad")),
    Field("prs_MailingCountry", "Mailing Country", COUNTRY, "Person.residence", _("Domicilio: país")),
    Field("prs_MailingState", "Mailing State/Province", TEXT, "Person.residence", _("Domicilio: región")),
    Field("prs_MailingStreet", "Mailing Street", TEXT, "Person.address", _("Domicilio: calle")),
    Field("prs_MailingPostalCode", "Mailing Zip/Postal Code", TEXT, RECORD, _("Domicilio: código postal")),
    Field("prs_MailingLongitude", "Longitude", NUMBER, RECORD, _("Domicilio: longitud")),
    Field("prs_MailingLatitude", "Latitude", NUMBER, RECORD, _("Domicilio: latitud")),
    # Person - Victim Context
    Field(
        "vic_AgreementToManagePersonalData",
        "Agreement to Manage Personal Data",
        BOOLEAN,
        RECORD,
        _("Acuerdo sobre datos personales (en desuso)"),
    ),
    Field(
        "vic_TraffickingStatus",
        "Trafficking Status",
        PICKLIST,
        "Participation.victim_status",
        _("Condición de víctima"),
    ),
    Field(
        "vic_TraffickingStatusDecisionMakingOrg",
        "Trafficking Status Decision Making Organization",
        PICKLIST,
        "Participation.victim_status",
        _("Quién decidió la condición"),
    ),
    Field(
        "vic_RelationshipToTrafficker",
        "Relationship to Trafficker",
        PICKLIST,
        "EpisodePerson.recruiter_relation",
        _("Relación con quien la explotó"),
    ),
    Field(
        "vic_AgeWhenTrafficked",
        "Age when Trafficked",
        NUMBER,
        "TraffickingEpisode.recruited_on",
        _("Edad cuando ocurrió"),
    ),
    Field(
        "vic_RecruitmentWebsitesAndApps",
        "Recruitment Websites and Apps",
        MULTI,
        "TraffickingEpisode.channels",
        _("Redes y aplicaciones de captación"),
    ),
    Field(
        "vic_MethodOfRecruitment",
        "Method of Recruitment",
        MULTI,
        "TraffickingEpisode.modality",
        _("Forma de captación"),
    ),
    Field(
        "vic_LocationOfRecruitment",
        "Location of Recruitment",
        TEXT,
        "TraffickingEpisode.recruited_place",
        _("Lugar de captación"),
    ),
    Field(
        "vic_MethodsOfControl",
        "Methods of Control",
        MULTI,
        "TraffickingEpisode.control_methods",
        _("Medios de control"),
    ),
    Field(
        "vic_TypeOfExploitation", "Type of Exploitation", MULTI, "TraffickingEpisode.purposes", _("Tipo de explotación")
    ),
    Field(
        "vic_ForcedLabourIndustry",
        "Forced Labour Industry",
        PICKLIST,
        "ExploitationSite.section",
        _("Actividad del trabajo forzoso"),
    ),
    Field("vic_TypeOfSexExploitation", "Type of Sex Exploitation", MULTI, RECORD, _("Tipo de explotación sexual")),
    Field(
        "vic_LocationOfExploitation",
        "Location of Exploitation",
        TEXT,
        "ExploitationSite.place",
        _("Lugar de explotación"),
    ),
    Field(
        "vic_ExploitationWebsitesAndApps",
        "Exploitation Websites and Apps",
        MULTI,
        RECORD,
        _("Redes y aplicaciones de explotación"),
    ),
    Field("vic_Vulnerabilities", "Vulnerabilities", MULTI, RECORD, _("Vulnerabilidades (en desuso)")),
    Field(
        "vic_DetailsOfVulnerabilities",
        "Details Of Vulnerabilities",
        TEXT,
        RECORD,
        _("Detalle de vulnerabilidades (en desuso)"),
    ),
    # Person - Perpetrator Context
    Field(
        "per_RoleInProcess", "Role in Process", MULTI, "AllegedPerpetratorNote.roles", _("Papel de quien la explotó")
    ),
    Field("per_RoleDetails", "Role Details", TEXT, RECORD, _("Detalle de ese papel")),
    Field("per_Organisation", "Organisation", TEXT, RECORD, _("Organización de quien la explotó")),
    # Case
    Field("cas_Status", "Status", PICKLIST, "Case.status", _("Estado del caso")),
    Field("cas_ReasonForCaseClosure", "Reason for Case Closure", TEXT, "StatusChange.reason", _("Motivo de cierre")),
    Field("cas_CaseOwner", "Case Owner", TEXT, "Assignment.user", _("Responsable del caso")),
    # Referral Details
    Field("cas_ReferringOrganisation", "Referring Organisation", TEXT, "Case.source_unit", _("Entidad que derivó")),
    Field(
        "cas_IncomingReferralDate",
        "Incoming Referral Date",
        DATE,
        "Referral IN sent_at",
        _("Fecha de la derivación recibida"),
        unknown=REFUSED,
    ),
    Field(
        "cas_ReferringPrimaryCaseWorker",
        "Referring Primary Case Worker",
        TEXT,
        "Referral IN agency_person",
        _("Quién derivó"),
    ),
    Field(
        "cas_ReasonForIncomingReferral",
        "Reason for Incoming Referral",
        PICKLIST,
        RECORD,
        _("Motivo de la derivación recibida"),
    ),
    Field(
        "cas_IncomingReferralDetails",
        "Incoming Referral Details",
        TEXT,
        "Referral IN reason",
        _("Detalle de la derivación recibida"),
    ),
    Field(
        "cas_ReferredOrganisation", "Referred Organisation", TEXT, "Referral OUT unit", _("Entidad a la que se derivó")
    ),
    Field(
        "cas_ReferredPrimaryCaseWorker",
        "Referred Primary Case Worker",
        TEXT,
        "Referral OUT agency_person",
        _("Quién recibió la derivación"),
    ),
    Field(
        "cas_ReasonForOutgoingReferral",
        "Reason for Outgoing Referral",
        PICKLIST,
        RECORD,
        _("Motivo de la derivación enviada"),
    ),
    Field(
        "cas_OutgoingReferralDate",
        "Outgoing Referral Date",
        DATE,
        "Referral OUT sent_at",
        _("Fecha de la derivación enviada"),
    ),
    Field(
        "cas_OutgoingReferralDetails",
        "Outgoing Referral Details",
        TEXT,
        "Referral OUT reason",
        _("Detalle de la derivación enviada"),
    ),
    # Case Comment
    Field("cco_CaseComment", "Case Comment", TEXT, RECORD, _("Comentario del caso")),
    # Historic Trafficking Events
    Field("hte_Longitude", "Longitude", NUMBER, RECORD, _("Hecho: longitud")),
    Field("hte_Latitude", "Latitude", NUMBER, RECORD, _("Hecho: latitud")),
    Field("hte_City", "City", TEXT, "Case.place", _("Hecho: ciudad")),
    Field("hte_Country", "Country", COUNTRY, "Case.place", _("Hecho: país")),
    Field("hte_State", "State", TEXT, "Case.place", _("Hecho: región")),
    Field("hte_Street", "Street", TEXT, RECORD, _("Hecho: calle")),
    Field("hte_PostalCode", "PostalCode", TEXT, RECORD, _("Hecho: código postal")),
    Field("hte_Date", "Date", DATE, RECORD, _("Hecho: fecha")),
    Field("hte_Type", "Type", PICKLIST, RECORD, _("Hecho: tipo")),
    Field("hte_Description", "Description", TEXT, RECORD, _("Hecho: descripción")),
    # Support Plan
    Field("spl_Objectives", "Objectives", TEXT, RECORD, _("Plan: objetivos")),
    Field("spl_ActionPlan", "Action Plan", TEXT, RECORD, _("Plan: acciones")),
    Field("spl_PlannedEndDate", "Planned End Date", DATE, RECORD, _("Plan: fin previsto")),
    Field("spl_ActualEndDate", "Actual End Date", DATE, RECORD, _("Plan: fin real")),
    Field("spl_Type", "Type", PICKLIST, RECORD, _("Plan: tipo")),
    # Consent
    Field("con_Consent", "Consent", BOOLEAN, "Consent.state", _("Consentimiento")),
)
