"""Login letters: who gets one, in which order they are handed out, and the paper itself."""
