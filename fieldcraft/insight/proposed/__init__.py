"""What people did with proposals: took them into a draft, or left them for later."""
