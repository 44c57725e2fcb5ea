/** Where something stands in a document: property names and list positions, from the root. */
export type Path = readonly (string | number)[];

/** `['tasks', 0, 'message']` → `tasks[0].message`. */
export function pathText(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') {
      text += `[${step}]`;
    } else {
      text += text === '' ? step : `.${step}`;
    }
  }
  return text;
}

/** The reverse of `pathText`, for paths that plugins report as text. A dot inside a name is not recoverable. */
export function parsePath(text: string): Path {
  return text
    .split(/\.|(?=\[\d+\])/)
    .filter((step) => step !== '')
    .map((step) => {
      const index = /^\[(\d+)\]$/.exec(step);
      return index ? Number(index[1]) : step;
    });
}
