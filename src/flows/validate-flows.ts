import { Injectable } from '@nestjs/common';
import type { Violation } from '../model/errors.js';
import { FlowDocuments } from './flow-documents.js';
import type { ParsedFlow } from './parse-flow.js';
import { splitDocuments } from './source-text.js';
import { FlowRepository } from './store/flow.repository.js';

/** api.md §4.10. */
export interface Validation {
  readonly index: number;
  readonly flow?: string;
  readonly namespace?: string;
  /** Absent: valid. One `path: message` per line. */
  readonly constraints?: string;
  /** The flow is stored and the document's revision is not the next one. */
  readonly outdated: boolean;
  readonly deprecationPaths: readonly string[];
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

/** Says what is wrong with documents, without storing anything. */
@Injectable()
export class ValidateFlows {
  constructor(
    private readonly documents: FlowDocuments,
    private readonly flows: FlowRepository,
  ) {}

  flowsOf(text: string): Promise<Validation[]> {
    return Promise.all(
      splitDocuments(text).map(async (source, index) => {
        const parsed = this.documents.parse(source);
        return { ...toValidation(parsed, index), outdated: await this.isOutdated(parsed) };
      }),
    );
  }

  /** A single task or trigger, YAML or JSON. */
  declaration(source: string, kind: 'task' | 'trigger'): Validation {
    return toValidation(this.documents.parseDeclaration(source, kind), 0);
  }

  private async isOutdated({
    identity: { namespace, id, revision },
  }: ParsedFlow): Promise<boolean> {
    const latest =
      namespace === undefined || id === undefined
        ? undefined
        : await this.flows.latest(namespace, id);
    return latest !== undefined && !latest.deleted && revision !== latest.revision + 1;
  }
}

/** Of a flow, or of another document that names itself alike. */
export function toValidation(
  parsed: Pick<ParsedFlow, 'identity' | 'violations' | 'deprecationPaths' | 'warnings' | 'infos'>,
  index: number,
): Validation {
  const { identity, violations, deprecationPaths, warnings, infos } = parsed;
  return {
    index,
    ...(identity.id !== undefined && { flow: identity.id }),
    ...(identity.namespace !== undefined && { namespace: identity.namespace }),
    ...(violations.length > 0 && { constraints: violations.map(constraint).join('\n') }),
    outdated: false,
    deprecationPaths,
    warnings,
    infos,
  };
}

function constraint({ path, message, line, hint }: Violation): string {
  const extra = [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(hint === undefined ? [] : [hint]),
  ];
  return `${path}: ${message}${extra.length === 0 ? '' : ` (${extra.join(', ')})`}`;
}
