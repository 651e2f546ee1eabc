"""extract(article) -> Facts: date, regions, speakers and statements read out of the text."""
