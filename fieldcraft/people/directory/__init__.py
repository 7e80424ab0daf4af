"""What all organisations share: logins, the list of organisations, and who belongs to which."""
