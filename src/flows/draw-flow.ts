import { Injectable } from '@nestjs/common';
import { FindFlow } from './find-flow.js';
import type { StoredFlow } from './flow-documents.js';
import { uidOf } from './topology/dependencies.js';
import { flowGraph, SUBFLOW_TYPES } from './topology/flow-graph.js';
import type { FlowGraph, RunLookup } from './topology/flow-graph.js';

/** Flows as graphs, subflows in place where they are asked for (api.md §4.8). */
@Injectable()
export class DrawFlow {
  constructor(private readonly flows: FindFlow) {}

  /** `expand` names the uids of subflow tasks; `runs` are the task runs of an execution. */
  async run(
    flow: Pick<StoredFlow, 'parsed'>,
    expand: readonly string[],
    runs?: RunLookup,
  ): Promise<FlowGraph> {
    const subflows = await this.subflowsOf(flow, expand);
    const lookup = (
      uid: string,
      { value }: { value: { namespace?: unknown; flowId?: unknown } },
    ): StoredFlow | undefined =>
      expand.includes(uid)
        ? subflows.get(uidOf(String(value.namespace), String(value.flowId)))
        : undefined;
    return flowGraph(flow, lookup, runs);
  }

  /** Every flow that may have to be shown in place: subflows of subflows too, as deep as a uid asks for. */
  private async subflowsOf(
    flow: Pick<StoredFlow, 'parsed'>,
    expand: readonly string[],
    found = new Map<string, StoredFlow>(),
  ): Promise<Map<string, StoredFlow>> {
    for (const { definition, value } of expand.length === 0 ? [] : flow.parsed.declarations) {
      const [namespace, id] = [String(value.namespace), String(value.flowId)];
      if (SUBFLOW_TYPES.includes(definition.type) && !found.has(uidOf(namespace, id))) {
        const subflow = await this.flows.find(namespace, id);
        if (subflow !== undefined) {
          found.set(uidOf(namespace, id), subflow);
          await this.subflowsOf(subflow, expand, found);
        }
      }
    }
    return found;
  }
}
