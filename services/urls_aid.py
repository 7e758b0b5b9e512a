"""The aid fund and kits."""

from django.urls import path

from services.views import aid, aid_fund, kits

aid_patterns = [
    path("casos/<uuid:pk>/ayuda/", aid.aid_of_case, name="aid_of_case"),
    path("casos/<uuid:pk>/ayuda/pedir/", aid.aid_new, name="aid_new"),
    path("casos/<uuid:pk>/ayuda/kit/", kits.kit_deliver, name="kit_deliver"),
    path("ayudas/", aid_fund.aid_fund, name="aid_fund"),
    path("ayudas/libro/", aid_fund.aid_ledger, name="aid_ledger"),
    path("ayudas/presupuesto/", aid_fund.aid_budgets, name="aid_budgets"),
    path("ayudas/kits/", kits.kits, name="kits"),
    path("ayudas/kits/nuevo/", kits.kit_new, name="kit_new"),
    path("ayudas/kits/<uuid:pk>/", kits.kit, name="kit"),
    path("ayudas/<uuid:pk>/", aid.aid, name="aid"),
]
