"""Flows act: what happens by itself, and when. No SQL, no parsing of arguments."""
