"""What the tests of grading share: made-up classes, notebooks, assignments, and what they ask."""
