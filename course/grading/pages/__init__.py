"""What people read: the class report for instructors, a feedback page for each student."""
