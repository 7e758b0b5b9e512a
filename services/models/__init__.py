"""What is done for people: attentions, services they take part in, and the days agreed for them."""

from services.models.activity import Attendance, GroupActivity
from services.models.aid import AidBudget, AidMovement, AidRequest, AidStatusChange
from services.models.appointment import Appointment, CalendarAddress
from services.models.attention import Attention, AttentionMode, Session
from services.models.enrolment import ServiceEnrolment
from services.models.kits import KitDelivery, KitDeliveryItem, KitItem, KitMovement, KitStock, KitType
from services.models.livelihood import Livelihood, LivelihoodVisit
from services.models.plan import PlanActivity, PlanGoal, PlanReview, ReintegrationPlan
from services.models.shelter import ShelterPlace, ShelterRefusal, ShelterSearch, ShelterStay

__all__ = [
    "AidBudget",
    "AidMovement",
    "AidRequest",
    "AidStatusChange",
    "Appointment",
    "Attendance",
    "Attention",
    "AttentionMode",
    "CalendarAddress",
    "GroupActivity",
    "KitDelivery",
    "KitDeliveryItem",
    "KitItem",
    "KitMovement",
    "KitStock",
    "KitType",
    "Livelihood",
    "LivelihoodVisit",
    "PlanActivity",
    "PlanGoal",
    "PlanReview",
    "ReintegrationPlan",
    "ServiceEnrolment",
    "Session",
    "ShelterPlace",
    "ShelterRefusal",
    "ShelterSearch",
    "ShelterStay",
]
