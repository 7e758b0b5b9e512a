"""Defaults of the machine interface."""

from rest_framework.permissions import BasePermission


class NobodyUnlessOpened(BasePermission):
    """Each endpoint opens itself by name; the default refuses everyone."""

    def has_permission(self, request, view) -> bool:
        return False
