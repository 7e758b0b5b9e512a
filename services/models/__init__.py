"""What is done for people: attentions, services they take part in, and the days agreed for them."""

from services.models.attention import Attention, AttentionMode, Session
from services.models.enrolment import ServiceEnrolment

__all__ = ["Attention", "AttentionMode", "ServiceEnrolment", "Session"]
