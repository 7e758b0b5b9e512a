"""One case told whole, in the order in which a team learns of it and works."""

from demonstration.stories import Story
from demonstration.whole.afterwards import tell_follow_ups
from demonstration.whole.aid import tell_aid
from demonstration.whole.assess import tell_assessments
from demonstration.whole.background import Background
from demonstration.whole.base import Whole
from demonstration.whole.facts import tell_facts
from demonstration.whole.given import tell_services
from demonstration.whole.plans import tell_plans
from demonstration.whole.stays import tell_stays
from demonstration.whole.taught import tell_what_it_taught
from demonstration.whole.who import tell_who

CHAPTERS = (
    *(tell_who, tell_assessments, tell_facts, tell_stays, tell_services, tell_aid),
    *(tell_plans, tell_follow_ups, tell_what_it_taught),
)


def tell_whole(story: Story, background: Background) -> Whole:
    """Everything else of a story that was told in short, added to its store."""
    whole = Whole(story, background)
    for tell in CHAPTERS:
        tell(whole)
    return whole
