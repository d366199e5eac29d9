"""nbgrader's settings for this repository: the course is the repository itself."""

c = get_config()  # noqa: F821  (nbgrader defines it)

c.CourseDirectory.course_id = "autograd-course"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.ClearSolutions.code_stub = {"python": "return ...  # replace this line with your code"}
c.Execute.timeout = 20
