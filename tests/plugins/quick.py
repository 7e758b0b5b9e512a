import gc
from django.test import signals
from django.template.base import Template
import pytest

def _told_once(template, context):
    if context.template is template:
        signals.template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)

gc.set_threshold(50_000, 20, 100)
@pytest.fixture(scope="session", autouse=True)
def pages_tell_once(django_test_environment):
    Template._render = _told_once
    gc.collect()
    gc.freeze()
