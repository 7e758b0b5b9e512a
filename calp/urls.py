"""Every address of the system. Spanish nouns; ids are UUIDs; nothing personal."""

from django.urls import include, path

from calp.csp_reports import csp_report
from calp.health import health
from calp.landing import landing

urlpatterns = [
    path("", landing, name="landing"),
    path("salud/", health, name="health"),
    path("csp/", csp_report, name="csp_report"),
    path("", include("cases.urls")),
    path("", include("services.urls")),
    path("", include("referrals.urls")),
    path("", include("accounts.urls")),
    path("reportes/", include("reports.urls")),
    path("catalogos/", include("directory.urls")),
]

handler403 = "accounts.errors.forbidden"
handler404 = "accounts.errors.not_found"
handler500 = "accounts.errors.server_error"
