"""The second factor: one-time codes, keys, recovery codes, and the two people who reset a lost one.

allauth's ``Authenticator`` keeps the factors and its functions compute them; pages, doors and verbs are ours
(docs/adr/0012-second-factor.md).
"""
