/**
 * A scalar that plain data cannot express: decimal, timestamp, symbol, blob, clob, typed null, or anything
 * annotated (`LocalDate::"2024-01-01"`). It is written back exactly as it was read.
 */
export class IonValue {
  constructor(
    /** The value in Ion text, annotations included. */
    readonly text: string,
    /** The nearest plain value: number, ISO text, base64 text, null. */
    readonly plain: unknown,
  ) {}

  toJSON(): unknown {
    return this.plain;
  }
}
