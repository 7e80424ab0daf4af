"""The API door: the reads of the pages and two of their writes, for programs that act for a member."""
