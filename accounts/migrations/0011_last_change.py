"""Who changed a row last, for whoever meets that change on a page: an account and a moment, nothing else of the trail.

Until here staff were told "another person" of everything that is no case, person or task of theirs in the trail.
"""

from django.db import migrations

from accounts.row_security import function

LAST_CHANGE = """
BEGIN
  RETURN QUERY SELECT e.actor_id, e.at FROM public.accounts_auditentry e
  WHERE (calp.is_account() OR calp.is_system()) AND e.subject_kind = kind AND e.subject_id = subject
  AND e.action IN ('created', 'changed', 'status_changed')
  ORDER BY e.at DESC LIMIT 1;
END
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_history")]

    operations = [function("last_change(kind text, subject text)", "TABLE (who uuid, at timestamptz)", LAST_CHANGE)]
