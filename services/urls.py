"""Recording and mending. Ids are UUIDs; nothing personal."""

from django.urls import path

from services import views

app_name = "services"

urlpatterns = [
    path("casos/<uuid:pk>/registrar/", views.record, name="record"),
    path("registros/<uuid:pk>/corregir/", views.correct, name="correct"),
]
