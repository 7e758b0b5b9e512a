"""Refusals of the machine interface; apart from its permissions, which the framework imports before its own views."""

from django.core.exceptions import PermissionDenied as Refused
from django.http import Http404
from rest_framework.exceptions import NotAuthenticated, NotFound, PermissionDenied
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.refusals import write_refusal


def refusal_with_its_trace(exception: Exception, context: dict) -> Response | None:
    """The framework's answer. What it refuses leaves the row of a page; our middleware never sees its exceptions."""
    request = context["request"]._request
    if isinstance(exception, PermissionDenied | NotAuthenticated):
        write_refusal(request, Refused())
    else:
        write_refusal(request, Http404() if isinstance(exception, NotFound) else exception)
    return exception_handler(exception, context)
