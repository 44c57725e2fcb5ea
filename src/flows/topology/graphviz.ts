import type { FlowGraph, GraphNode } from './flow-graph.js';

/** The graph in the language of Graphviz: `dot -Tsvg` draws it. Clusters are boxes, an edge says when it is taken. */
export function graphvizOf({ nodes, edges, clusters }: FlowGraph): string {
  const [top, ...inner] = clusters;
  const drawn = new Set<string>(inner.flatMap((cluster) => cluster.nodes));
  return [
    'digraph G {',
    '  node [shape=box, style=rounded];',
    ...nodes.filter(({ uid }) => top === undefined || !drawn.has(uid)).map(nodeLine),
    ...inner.flatMap((cluster) => [
      `  subgraph ${quoted(`cluster_${cluster.cluster.uid}`)} {`,
      `    label=${quoted(lastOf(cluster.cluster.uid))};`,
      ...nodes.filter(({ uid }) => cluster.nodes.includes(uid)).map((node) => `  ${nodeLine(node)}`),
      '  }',
    ]),
    ...edges.map(({ source, target, relation }) => {
      const label = relation.value ?? relation.relationType ?? '';
      return `  ${quoted(source)} -> ${quoted(target)}${label && ` [label=${quoted(label)}]`};`;
    }),
    '}',
  ].join('\n');
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
