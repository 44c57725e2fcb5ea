import type { FlowGraph, GraphEdge, GraphNode } from './flow-graph.js';

/** The graph in the language of Graphviz: `dot -Tsvg` draws it. Clusters are boxes, an edge says when it is taken. */
export function graphvizOf({ nodes, edges, clusters }: FlowGraph): string {
  const boxOf = new Map(
    [...clusters]
      .sort((left, right) => left.parents.length - right.parents.length)
      .flatMap(({ cluster, nodes: members }) => members.map((uid) => [uid, cluster.uid] as const)),
  );
  const linesIn = (box: string | undefined): string[] =>
    nodes.filter(({ uid }) => boxOf.get(uid) === box).map(nodeLine);
  return [
    'digraph G {',
    '  node [shape=box, style=rounded];',
    ...linesIn(undefined),
    ...clusters.flatMap(({ cluster: { uid } }) => [
      `  subgraph ${quoted(`cluster_${uid}`)} {`,
      ...linesIn(uid),
      '  }',
    ]),
    ...edges.map(edgeLine),
    '}',
  ].join('\n');
}

function edgeLine({ source, target, relation }: GraphEdge): string {
  const { value, relationType } = relation;
  const label = value ?? (relationType === 'SEQUENTIAL' ? undefined : relationType);
  return `  ${quoted(source)} -> ${quoted(target)}${label === undefined ? '' : ` [label=${quoted(label)}]`};`;
}

/** Only what a flow declares has a name; where clusters begin and end is a point. */
function nodeLine({ uid, task, triggerDeclaration }: GraphNode): string {
  const isDeclared = task !== undefined || triggerDeclaration !== undefined;
  return `  ${quoted(uid)} [${isDeclared ? `label=${quoted(lastOf(uid))}` : 'shape=point'}];`;
}

function lastOf(uid: string): string {
  return uid.slice(uid.lastIndexOf('.') + 1);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
