"""How we write to disk. Provisioning and the assistant both do; imports nothing of ours."""
