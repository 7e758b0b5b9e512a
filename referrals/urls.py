"""Addresses of referrals and of the exchange with other registries. Ids are UUIDs; nothing personal."""

from django.urls import path

from referrals.views import board, desk, draft, exports, imports, records, referral

app_name = "referrals"

urlpatterns = [
    path("derivaciones/", board.board, name="board"),
    path("derivaciones/recibida/", referral.receive, name="receive"),
    path("derivaciones/<uuid:pk>/", referral.detail, name="detail"),
    path("derivaciones/<uuid:pk>/borrador/", draft.edit, name="edit"),
    path("derivaciones/<uuid:pk>/oficio/", referral.letter, name="letter"),
    path("derivaciones/<uuid:pk>/caso/", referral.place, name="place"),
    path("casos/<uuid:pk>/derivar/", draft.new, name="new"),
    path("casos/<uuid:pk>/derivar/hoja/", draft.letter_preview, name="letter_preview"),
    path("casos/<uuid:pk>/derivaciones/", referral.of_case, name="of_case"),
    path("bandeja/", desk.desk, name="desk"),
    path("bandeja/<uuid:pk>/", desk.desk_referral, name="desk_referral"),
    path("importaciones/", imports.imports, name="imports"),
    path("importaciones/<uuid:pk>/", imports.import_run, name="import"),
    path("importaciones/<uuid:pk>/avance/", imports.progress, name="import_progress"),
    path("importaciones/<uuid:pk>/filas/", imports.rows, name="import_rows"),
    path("importaciones/<uuid:pk>/informe/", imports.report, name="import_report"),
    path("importaciones/<uuid:pk>/descartar/", imports.discard, name="discard_import"),
    path("exportaciones/", exports.exports, name="exports"),
    path("exportaciones/<uuid:pk>/", exports.export_run, name="export"),
    path("exportaciones/<uuid:pk>/avance/", exports.progress, name="export_progress"),
    path("exportaciones/<uuid:pk>/libro/", exports.download, name="export_file"),
    path("estandar/<uuid:pk>/", records.standard_record, name="standard_record"),
]
