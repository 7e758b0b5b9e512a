"""Shape and words of what is typed about referrals."""
