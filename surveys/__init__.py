"""The survey: studies, sessions, answers, playback. Knows neither Qt nor torch."""
