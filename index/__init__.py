"""Understanding: from an Indonesian article to an entry that any engine can store."""
