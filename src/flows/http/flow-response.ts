import type { Label } from '../../model/label.js';
import { isTree } from '../document/reader.js';
import type { Tree } from '../document/reader.js';
import type { StoredFlow } from '../flow-documents.js';

/** api.md §4.4. Tasks and triggers have the properties they were declared with. */
export class FlowResponse {
  tenantId!: string;
  id!: string;
  namespace!: string;
  revision!: number;
  description?: string;
  inputs?: object[];
  outputs?: object[];
  disabled!: boolean;
  deleted!: boolean;
  labels?: readonly Label[];
  variables?: object;
  tasks!: readonly object[];
  errors?: readonly object[];
  finally?: readonly object[];
  afterExecution?: readonly object[];
  listeners?: readonly object[];
  triggers?: readonly object[];
  pluginDefaults?: readonly object[];
  concurrency?: object;
  retry?: object;
  sla?: readonly object[];
  checks?: readonly object[];
  workerGroup?: object;
  /** When this revision was written. */
  updated!: string;
  /** The text as posted; only where it is asked for. */
  source?: string;
  /** Why the stored text can no longer be read as a flow. */
  exception?: string;
}

const PARTS = [
  'description',
  'outputs',
  'variables',
  'errors',
  'finally',
  'afterExecution',
  'listeners',
  'triggers',
  'pluginDefaults',
  'concurrency',
  'retry',
  'sla',
  'checks',
  'workerGroup',
] as const;

export function toFlowResponse(
  { row, parsed, flow }: StoredFlow,
  options: { source: boolean },
): FlowResponse {
  const { declared } = parsed;
  const parts = PARTS.filter((part) => declared[part] !== undefined).map(
    (part) => [part, declared[part]] as const,
  );
  const [first] = parsed.violations;
  return {
    tenantId: 'main',
    id: row.id,
    namespace: row.namespace,
    revision: row.revision,
    ...inputsOf(declared),
    disabled: row.disabled,
    deleted: row.deleted,
    ...(row.labels.length > 0 && { labels: row.labels }),
    ...Object.fromEntries(parts),
    tasks: listOf(declared.tasks),
    updated: row.updatedAt,
    ...(options.source && { source: row.source }),
    ...(flow === undefined && {
      source: row.source,
      exception: `${first?.path}: ${first?.message}`,
    }),
  };
}

function inputsOf({ inputs }: Tree): { inputs?: object[] } {
  return inputs === undefined
    ? {}
    : { inputs: listOf(inputs).map((input) => ({ required: true, ...input })) };
}

function listOf(value: unknown): readonly object[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}
