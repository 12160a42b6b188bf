"""The assistant's database: what it saw, what it has to do. It can be rebuilt from Matrix."""
