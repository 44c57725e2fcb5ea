import { isTree } from '../document/reader.js';
import type { ParsedTemplate } from '../parse-template.js';

/** Tasks have the properties they were declared with. */
export class TemplateResponse {
  tenantId!: string;
  id!: string;
  namespace!: string;
  description?: string;
  tasks!: readonly object[];
  errors?: readonly object[];
  deleted!: boolean;
}

export function toTemplateResponse({ identity, declared }: ParsedTemplate): TemplateResponse {
  const { description, tasks, errors } = declared;
  return {
    tenantId: 'main',
    id: identity.id ?? '',
    namespace: identity.namespace ?? '',
    ...(typeof description === 'string' && { description }),
    tasks: listOf(tasks),
    ...(errors !== undefined && { errors: listOf(errors) }),
    deleted: false,
  };
}

function listOf(value: unknown): readonly object[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}
