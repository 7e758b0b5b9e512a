"""Two tables with sealed columns of every kind, known to the tests of the vault only.

They have a registry of their own, so that neither migrations nor the tests about all models see them.
"""

from django.apps.registry import Apps
from django.db import models

from vault.fields import SealedBytesField, SealedJSONField, SealedTextField
from vault.models import DataKey, SealedModel

registry = Apps()
registry.register_model("vault", DataKey)


class Letter(SealedModel):
    sent_on = models.DateField(null=True)
    sender = SealedTextField(max_length=60)
    receiver = SealedTextField(max_length=60, blank=True)
    story = SealedTextField(blank=True)
    tags = SealedJSONField(blank=True, default=list)

    class Meta:
        app_label = "letters"
        apps = registry


class Postcard(SealedModel):
    sender = SealedTextField(max_length=60)

    class Meta:
        app_label = "letters"
        apps = registry


class Parcel(SealedModel):
    """Never stored by the tests: only its field is asked."""

    content = SealedBytesField(blank=True)

    class Meta:
        app_label = "letters"
        apps = registry
