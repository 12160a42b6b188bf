"""What the server should look like: pure functions from roster, layouts and registry."""
