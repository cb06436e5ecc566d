"""The window and the command line: draws and forwards."""
