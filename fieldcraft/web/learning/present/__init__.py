"""The pages of learning in words and pictures. Pure."""
