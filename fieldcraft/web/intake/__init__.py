"""Notes, mails and meetings that came in: paste, sort, and answer the sentences offered as evidence."""
