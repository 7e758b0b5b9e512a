"""What thousands of tests pay for together: a quarter of their time went into these two.

Django tells the test client of every template that was rendered, each widget and include among them, with a copy of
all its names; here only of those that a view renders, which is what tests look at (``answer.context``). And Python
looks for garbage through everything that was imported again and again.
"""

import gc

import pytest
from django.template.base import Template
from django.test import signals


@pytest.fixture(scope="session", autouse=True)
def only_whole_pages_are_told(django_test_environment):
    Template._render = _told_if_whole
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _told_if_whole(template, context):
    if context.template is template:
        signals.template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)
