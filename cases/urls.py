"""Addresses of cases and people. Ids are UUIDs; nothing personal."""

from cases.urls_assessments import assessment_patterns
from cases.urls_consent import consent_patterns
from cases.urls_desk import desk_patterns
from cases.urls_episodes import episode_patterns
from cases.urls_file import file_patterns
from cases.urls_followup import followup_patterns
from cases.urls_letters import letter_patterns
from cases.urls_people import people_patterns

app_name = "cases"

urlpatterns = [
    *assessment_patterns,
    *consent_patterns,
    *desk_patterns,
    *episode_patterns,
    *file_patterns,
    *followup_patterns,
    *letter_patterns,
    *people_patterns,
]
