"""The board's one filter."""

from django import template

register = template.Library()


@register.filter
def lookup(mapping, key):
    """``mapping[key]``, or None."""
    return mapping.get(key)
