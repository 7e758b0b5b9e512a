"""Whole files: what a team learns of somebody and does for her, after the six things that intake asks.

``background`` is made once; each case is told by ``cases``; ``together`` is what several cases share.
"""
