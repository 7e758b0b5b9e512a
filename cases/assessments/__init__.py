"""Assessments: instruments as data, what their answers add up to, and when they are asked again.

Scores advise and never decide: the professional chooses the level, sees the advised one, and says why hers differs.
"""
