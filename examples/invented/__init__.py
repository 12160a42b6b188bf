"""Invents schools, their people and clubs, and writes them in the formats that schools have."""
