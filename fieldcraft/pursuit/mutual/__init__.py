"""The dated steps both sides agreed, shared with the customer by a link."""
