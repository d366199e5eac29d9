"""Read what an LMS exports, downloads and rosters, and write the grades that it imports."""
