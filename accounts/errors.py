"""Refusals in plain words. The pages say what to do next, and confirm nothing about what was asked for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Without the request: whatever failed (the database, the session) is not asked again."""
    return HttpResponse(render_to_string("500.html"), status=500)
