"""What students wrote, made harmless in every program that opens it.

notebooks     outputs, texts and pasted pictures of a notebook
markdown      Markdown, judged by what it renders to
slow_texts    what takes programs that show a notebook too long
mathematics   which formulas MathJax may show
spreadsheets  texts in a CSV file
"""
