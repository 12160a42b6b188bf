"""The turn of the school year: next year's lists against this year's school, and back."""
