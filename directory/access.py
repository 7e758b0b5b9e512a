"""The doors of the catalogues. Whoever may not edit them is refused; places are public knowledge."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from directory.models import AgencyUnit, CatalogueEntry, Place

# The code of the permission in the table of the accounts, which stand above this room.
EDIT_CATALOGUES = "edit_catalogues"


def to_edit_catalogues(user) -> None:
    """Raise PermissionDenied unless the account may edit the catalogues."""
    if not user.can(EDIT_CATALOGUES):
        raise PermissionDenied


def entry_to_edit(user, model: type[CatalogueEntry], pk) -> CatalogueEntry:
    """One row with what its page shows. Raises PermissionDenied or Http404."""
    to_edit_catalogues(user)
    return get_object_or_404(model.objects.for_list(), pk=pk)


def unit_to_edit(user, pk) -> AgencyUnit:
    """The unit that gets another name. Raises PermissionDenied or Http404."""
    return entry_to_edit(user, AgencyUnit, pk)


def place_to_edit(user, code: str) -> Place:
    """A place with those above it. Raises PermissionDenied or Http404."""
    to_edit_catalogues(user)
    return get_object_or_404(Place.objects.with_parents(), pk=code)
