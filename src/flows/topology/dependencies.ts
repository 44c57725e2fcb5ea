import { isTree } from '../document/reader.js';
import type { Tree } from '../document/reader.js';
import type { StoredFlow } from '../flow-documents.js';
import { SUBFLOW_TYPES } from './flow-graph.js';

/** api.md §4.9: which flows start which. */
export interface FlowTopology {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

export interface TopologyNode {
  readonly uid: string;
  readonly namespace: string;
  readonly id: string;
}

export interface TopologyEdge {
  readonly source: string;
  readonly target: string;
  readonly relation: 'FLOW_TASK' | 'FLOW_TRIGGER';
}

const FLOW_TRIGGER = 'io.kestra.plugin.core.trigger.Flow';

/** Subflow tasks and Flow triggers among the given flows. What an expression names is not known before it runs. */
export function topologyOf(flows: readonly StoredFlow[]): FlowTopology {
  const nodes = new Map(
    flows.map(({ row }) => [uidOf(row.namespace, row.id), nodeOf(row)] as const),
  );
  const edges = flows.flatMap((flow) => [...subflowEdges(flow), ...triggerEdges(flow, flows)]);
  return {
    nodes: [...nodes.values()],
    edges: unique(edges.filter(({ source, target }) => nodes.has(source) && nodes.has(target))),
  };
}

/** The part of a topology that is linked with a flow: directly, or through others with `expandAll`. */
export function around(
  topology: FlowTopology,
  uid: string,
  options: { destinationOnly: boolean; expandAll: boolean },
): FlowTopology {
  const reached = new Set([uid]);
  const edges = new Set<TopologyEdge>();
  for (let waiting = [uid]; waiting.length > 0;) {
    const found = topology.edges.filter(
      ({ source, target }) =>
        waiting.includes(source) || (!options.destinationOnly && waiting.includes(target)),
    );
    found.forEach((edge) => edges.add(edge));
    const next = found
      .flatMap(({ source, target }) => [source, target])
      .filter((other) => !reached.has(other));
    next.forEach((other) => reached.add(other));
    waiting = options.expandAll ? [...new Set(next)] : [];
  }
  return { nodes: topology.nodes.filter((node) => reached.has(node.uid)), edges: [...edges] };
}

export function uidOf(namespace: string, id: string): string {
  return `main_${namespace}_${id}`;
}

function nodeOf({ namespace, id }: { namespace: string; id: string }): TopologyNode {
  return { uid: uidOf(namespace, id), namespace, id };
}

function subflowEdges({ row, parsed }: StoredFlow): TopologyEdge[] {
  return parsed.declarations
    .filter(({ definition }) => SUBFLOW_TYPES.includes(definition.type))
    .map(({ value }) => ({
      source: uidOf(row.namespace, row.id),
      target: uidOf(String(value.namespace), String(value.flowId)),
      relation: 'FLOW_TASK',
    }));
}

function triggerEdges({ row, parsed }: StoredFlow, flows: readonly StoredFlow[]): TopologyEdge[] {
  const rules = parsed.declarations
    .filter(({ definition }) => definition.type === FLOW_TRIGGER)
    .map(({ value }) => value);
  const target = uidOf(row.namespace, row.id);
  return flows
    .filter((other) => other.row !== row && rules.some((rule) => mayListenTo(rule, other)))
    .map((other) => ({
      source: uidOf(other.row.namespace, other.row.id),
      target,
      relation: 'FLOW_TRIGGER',
    }));
}

/** Only what names a flow or a namespace is looked at; a trigger that names none listens to everybody and tells nothing. */
function mayListenTo(trigger: Tree, { row }: StoredFlow): boolean {
  const upstream = isTree(trigger.preconditions) ? trigger.preconditions.flows : trigger.dependsOn;
  const named = [...listOf(upstream), ...listOf(trigger.conditions).flatMap(flattened)];
  return named
    .filter(({ namespace, flowId }) => namespace !== undefined || flowId !== undefined)
    .some(({ namespace, flowId, comparison, prefix }) => {
      const isPrefix = comparison === 'PREFIX' || prefix === true;
      const isNamespace = isPrefix
        ? row.namespace.startsWith(String(namespace))
        : row.namespace === namespace;
      return (
        (namespace === undefined || isNamespace) && (flowId === undefined || flowId === row.id)
      );
    });
}

/** Conditions inside of others (Or, MultipleCondition) count as well. */
function flattened(condition: Tree): Tree[] {
  const inner = isTree(condition.conditions)
    ? Object.values(condition.conditions)
    : condition.conditions;
  return [condition, ...listOf(inner).flatMap(flattened)];
}

function listOf(value: unknown): Tree[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}

function unique(edges: readonly TopologyEdge[]): TopologyEdge[] {
  return [
    ...new Map(
      edges.map((edge) => [`${edge.source} ${edge.target} ${edge.relation}`, edge]),
    ).values(),
  ];
}
