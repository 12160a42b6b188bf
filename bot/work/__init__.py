"""From events to effects: what is read, what is done, what is sent, each exactly once."""
