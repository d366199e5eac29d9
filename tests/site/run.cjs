// Runs notebooks in the lab's kernel: node run.cjs RUNTIME PACKAGES CELLS.json OUTPUTS.json
// They find the repository in /repository.
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const [runtime, packages, cells, outputs] = process.argv.slice(2);
const { loadPyodide } = require(join(runtime, "pyodide.js"));

(async () => {
  const started = performance.now();
  const pyodide = await loadPyodide({ indexURL: runtime, packages: packages.split(",") });
  await pyodide.runPythonAsync("import pyodide_kernel");
  const loading = (performance.now() - started) / 1000;
  pyodide.FS.mkdirTree("/repository");
  const root = join(__dirname, "..", "..");
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root }, "/repository");
  pyodide.FS.writeFile("/notebooks.json", readFileSync(cells));
  const ran = await pyodide.runPythonAsync(readFileSync(join(__dirname, "in_pyodide.py"), "utf8"));
  writeFileSync(outputs, JSON.stringify({ loading, notebooks: JSON.parse(ran) }));
})().catch((error) => { console.error(error); process.exit(1); });
