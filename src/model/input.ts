/** Types of flow inputs (engine.md §19.2). */
export const INPUT_TYPES = [
  'STRING',
  'SELECT',
  'ENUM',
  'MULTISELECT',
  'INT',
  'FLOAT',
  'BOOLEAN',
  'BOOL',
  'DATETIME',
  'DATE',
  'TIME',
  'DURATION',
  'FILE',
  'JSON',
  'YAML',
  'URI',
  'SECRET',
  'ARRAY',
  'EMAIL',
] as const;
export type InputType = (typeof INPUT_TYPES)[number];

/** An input as declared; options that belong to one type (`min`, `validator`, `values` …) are kept beside. */
export interface Input {
  readonly id: string;
  readonly type: InputType;
  readonly description?: string;
  readonly displayName?: string;
  readonly required?: boolean;
  readonly defaults?: unknown;
  readonly dependsOn?: { readonly inputs?: readonly string[]; readonly condition?: string };
  readonly [option: string]: unknown;
}

/** A flow output (engine.md §19.5); without a type it is kept as it was rendered. */
export interface FlowOutput {
  readonly id: string;
  readonly type?: InputType;
  readonly value: unknown;
  readonly description?: string;
  readonly displayName?: string;
  readonly required?: boolean;
}
