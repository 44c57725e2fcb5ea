/**
 * A cell of a CSV file (RFC 4180), quoted where needed. One that a spreadsheet would take for a formula is led by an
 * apostrophe, because texts come from anybody; numbers stay as they are.
 */
export function csvCell(value: unknown): string {
  if (typeof value === 'number') {
    return String(value);
  }
  const text = value === undefined || value === null ? '' : textOf(value);
  const safe = /^[=+@\t\r-]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
