from directory.models.agencies import Agency, AgencyUnit, UnitAlias
from directory.models.districts import District
from directory.models.entries import CatalogueEntry, Dated
from directory.models.offences import Offence
from directory.models.places import Office, Place
from directory.models.projects import Project
from directory.models.series import CodeSeries
from directory.models.working_calendar import Holiday

__all__ = [
    "Agency",
    "AgencyUnit",
    "CatalogueEntry",
    "CodeSeries",
    "Dated",
    "District",
    "Holiday",
    "Office",
    "Offence",
    "Place",
    "Project",
    "UnitAlias",
]
