"""What a person allows: her page, a decision and its paper, taking back and the letters."""

from django.urls import path

from cases.views import consent, consent_withdrawal

_HERS = "casos/<uuid:pk>/personas/<uuid:person_pk>/consentimiento/"
consent_patterns = [
    path(_HERS, consent.consent, name="consent"),
    path("participaciones/<uuid:pk>/consentimiento/", consent.of, name="consent_of"),
    path(f"{_HERS}nuevo/", consent.new, name="consent_new"),
    path(f"{_HERS}hoja/", consent.sheet, name="consent_sheet"),
    path(f"{_HERS}hoja/pdf/", consent.sheet_pdf, name="consent_sheet_pdf"),
    path("consentimientos/<uuid:pk>/", consent.act, name="consent_act"),
    path("consentimientos/<uuid:pk>/pdf/", consent.act_pdf, name="consent_act_pdf"),
    path("consentimientos/<uuid:pk>/papel/", consent.paper, name="consent_paper"),
    path("consentimientos/<uuid:pk>/retirar/", consent_withdrawal.withdraw, name="consent_withdraw"),
    path("consentimientos/permisos/<uuid:pk>/retirar/", consent_withdrawal.answer, name="consent_answer_withdraw"),
    path("consentimientos/cartas/<uuid:pk>/", consent_withdrawal.letter, name="consent_letter"),
]
