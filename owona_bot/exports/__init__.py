"""Files that people take away: CSV, JSON, XLSX and PDF, written as a stream, and charts."""
