"""Models of music emotion: audio and soft labels in, checkpoints and predictions out."""
