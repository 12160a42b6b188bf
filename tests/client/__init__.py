"""The assistant as clients see it: matrix-js-sdk under Node against a real Synapse."""
