"""Poster-like drawings for the demo site, made by program so that they are ours and can be made again."""
