"""What teachers ask of the assistant, as far as it is pure: formats, counting, who gets what."""
