"""Rooms: what the cockpit can show in its centre, one module each."""
