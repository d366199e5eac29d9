"""Read what an LMS exports, downloads and rosters, and write the grades that it imports.

    what all of it needs
times           times with their zones
numbers         cells of tables, and the numbers in them
csv_file        tables as files, also those that a spreadsheet program saved again
languages       Moodle's words in other languages
records         what is known of an assignment's submissions, kept in the results folder
    from a download to submissions
names           what a file's name tells
plain_names     what it tells if no LMS wrote it
uploads         what one student uploaded
roster          who is in the course
logins          whose folder is whose on a hub
people          names and sections
collect         from the download to nbgrader's layout
    late work
penalty         a penalty that grows by the day
late            due dates, and what being late takes off
page_headers    whose a feedback page is, and what was taken off
    back to the LMS
scores          the scores to export
export          what goes into a cell, and what to tell about it
canvas          the file for Canvas
moodle          the file for Moodle
feedback_files  the feedback pages, as both take them
"""
