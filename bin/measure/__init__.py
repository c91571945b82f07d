"""The bench: what Rebond costs, held against the least that it could cost and against its size."""
