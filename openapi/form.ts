/** A file is a Blob or a File; everything else is sent as text, objects as JSON. */
export type FormValue = Blob | string | number | boolean | object | null | undefined;

/** What the types of the document take for a form with these parts. */
export type Form<T> = FormData & { [Name in keyof T]: string } & Record<string, string>;

/**
 * A multipart form in the type that operations with forms take, e.g. the inputs of an execution. Undefined and null are
 * left out.
 */
export function form<T extends Readonly<Record<string, FormValue>>>(parts: T): Form<T> {
  const data = new FormData();
  for (const [name, value] of Object.entries(parts)) {
    if (value instanceof Blob) {
      data.append(name, value, value instanceof File ? value.name : name);
    } else if (value !== undefined && value !== null) {
      data.append(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
  }
  return data as Form<T>;
}
