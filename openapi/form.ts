/** A file is a Blob or a File; everything else is sent as text, objects as JSON. */
export type FormValue = Blob | string | number | boolean | object | null | undefined;

/**
 * A multipart form in the type that operations with forms take, e.g. the inputs of an execution. Undefined and null are
 * left out.
 */
export function form<T extends Readonly<Record<string, FormValue>>>(
  parts: T,
): FormData & { [Name in keyof T]: string } {
  const data = new FormData();
  for (const [name, value] of Object.entries(parts)) {
    if (value instanceof Blob) {
      data.append(name, value, value instanceof File ? value.name : name);
    } else if (value !== undefined && value !== null) {
      data.append(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
  }
  return data as FormData & { [Name in keyof T]: string };
}
