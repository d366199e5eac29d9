// What is wider than its place can be scrolled with the keyboard too.
const scrollable = ".highlight pre, .table-wrapper, .formula, .cell_output pre";
const reach = () => {
  for (const box of document.querySelectorAll(scrollable)) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
};
reach();
addEventListener("resize", reach);
