"""What beat does and when, room by room. Times are Lima's (CELERY_TIMEZONE)."""

from celery.schedules import crontab

REPORTS = {
    "reports: wake lost runs": {
        "task": "reports.tasks.sweep_report_runs",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "reports: monthly, from the first working day on": {
        "task": "reports.tasks.make_monthly_reports",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 290},
    },
}

EXCHANGE = {
    "exchange: wake lost jobs, throw away old files": {
        "task": "referrals.tasks.sweep_exchange",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
}

REFERRALS = {
    "referrals: mark what nobody answered": {
        "task": "referrals.tasks.mark_silent_referrals",
        "schedule": crontab(minute="7"),
        "options": {"expires": 3000},
    },
}

AUDIT = {
    "audit: chain what the trail has gained": {
        "task": "accounts.tasks.seal_audit",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "audit: the head of the day, outside the database": {
        "task": "accounts.tasks.write_audit_head",
        "schedule": crontab(minute="3"),
        "options": {"expires": 3000},
    },
}

ALERTS = {
    "alerts: ask the rules": {
        "task": "accounts.tasks.look_for_alerts",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 290},
    },
    "alerts: tell the data-protection officers": {
        "task": "accounts.tasks.tell_officers_of_alerts",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "alerts: compute the whole chain again": {
        "task": "accounts.tasks.verify_audit",
        "schedule": crontab(minute="23", hour="*/6"),
        "options": {"expires": 3000},
    },
}

NEWS = {
    "news: tell whoever is not at work": {
        "task": "accounts.tasks.tell_news",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 290},
    },
}

SESSIONS = {
    "sessions: forget what is over": {
        "task": "accounts.tasks.forget_old_sessions",
        "schedule": crontab(minute="21"),
        "options": {"expires": 3000},
    },
}

DOCUMENTS = {
    "documents: wake lost reviews": {
        "task": "cases.attachments.tasks.sweep_reviews",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "documents: are all files there": {
        "task": "cases.attachments.tasks.check_stored_files",
        "schedule": crontab(minute="37", hour="2"),
        "options": {"expires": 3000},
    },
}

LETTERS = {
    "letters: wake lost ones": {
        "task": "cases.letters.tasks.sweep_letters",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
}

EMERGENCIES = {
    "emergencies: tell the data-protection officers": {
        "task": "cases.tasks.tell_reviewers",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
}

DUPLICATES = {
    "duplicates: compare everybody": {
        "task": "cases.duplicates.tasks.find_duplicates",
        "schedule": crontab(minute="11", hour="1"),
        "options": {"expires": 3000},
    },
}

CONSENTS = {
    "consents: ask again before they end": {
        "task": "cases.tasks.ask_to_renew_consents",
        "schedule": crontab(minute="11", hour="4"),
        "options": {"expires": 3000},
    },
}

BEAT_SCHEDULE = {
    **NEWS,
    **SESSIONS,
    **REPORTS,
    **EXCHANGE,
    **REFERRALS,
    **AUDIT,
    **ALERTS,
    **DOCUMENTS,
    **LETTERS,
    **EMERGENCIES,
    **DUPLICATES,
    **CONSENTS,
}
