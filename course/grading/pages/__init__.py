"""What people read: the class report for instructors, a feedback page for each student.

templates     the HTML of both, which escapes what is put into it
feedback      the page that a student gets back
summary       counts the results of a class
charts        what was counted, as drawings
similar       submissions whose code is alike
grades_csv    grades.csv
class_report  report.html, which joins the rest
"""
