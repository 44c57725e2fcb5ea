declare module 'jq-web' {
  /** Real jq compiled to WebAssembly; calls are synchronous once the module is there. */
  const jq: Promise<{
    /** The program's output, one JSON value per line with `-c`. Throws with jq's message when jq fails. */
    raw(json: string, program: string, flags: readonly string[]): string;
  }>;
  export { jq as default };
}
