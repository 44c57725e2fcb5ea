/** A value that its input does not take. `message` is the reason inside the text of engine.md §19.3. */
export class InputMismatch extends Error {
  override readonly name = 'InputMismatch';
}

export function mismatch(reason: string): never {
  throw new InputMismatch(reason);
}
