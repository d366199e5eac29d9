"""Between an LMS and the grader: its downloads, its lists of people, its grade files."""
