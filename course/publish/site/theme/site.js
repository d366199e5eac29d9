// furo's two side bars have no names of their own.
const names = {"sidebar-drawer": "Pages of this site", "toc-drawer": "On this page"};
for (const [side, name] of Object.entries(names)) {
  document.querySelector(`.${side}`)?.setAttribute("aria-label", name);
}

// What is larger than its place can be scrolled with the keyboard too.
const scrollable = ".highlight pre, .table-wrapper, .formula, .cell_output pre, .cv-stage";
const reach = () => {
  for (const box of document.querySelectorAll(scrollable)) {
    const larger = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight + 1;
    if (larger) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
};
reach();
addEventListener("resize", reach);
