"""Recording and mending. Ids are UUIDs; nothing personal."""

from django.urls import path

from services.urls_aid import aid_patterns
from services.urls_plan import plan_patterns
from services.urls_services import service_patterns
from services.urls_shelter import shelter_patterns
from services.views import record

app_name = "services"

urlpatterns = [
    path("casos/<uuid:pk>/registrar/", record.record, name="record"),
    path("registros/<uuid:pk>/corregir/", record.correct, name="correct"),
    *service_patterns,
    *aid_patterns,
    *plan_patterns,
    *shelter_patterns,
]
