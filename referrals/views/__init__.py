"""Pages of referrals: the board, a referral and its drafts, what we receive, and the desk of an agency."""
