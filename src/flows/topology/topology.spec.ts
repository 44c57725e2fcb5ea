import { describe, expect, test } from '@jest/globals';
import { findPlugin, nearestType } from '../../plugins/index.js';
import type { StoredFlow } from '../flow-documents.js';
import { parseFlow } from '../parse-flow.js';
import { around, topologyOf, uidOf } from './dependencies.js';
import { flowGraph } from './flow-graph.js';
import { graphvizOf } from './graphviz.js';

const CORE = 'io.kestra.plugin.core';
const log = (id: string): string => `{id: ${id}, type: ${CORE}.log.Log, message: x}`;
const subflow = (id: string, flowId: string): string =>
  `{id: ${id}, type: ${CORE}.flow.Subflow, namespace: team, flowId: ${flowId}}`;

function stored(id: string, lines: string): StoredFlow {
  const source = `id: ${id}\nnamespace: team\n${lines}\n`;
  const parsed = parseFlow(source, { catalog: { findPlugin, nearestType } });
  expect(parsed.violations).toEqual([]);
  const row = {
    namespace: 'team',
    id,
    revision: 1,
    source,
    deleted: false,
    disabled: false,
    labels: [],
    updatedAt: '',
  };
  return { row, parsed, usesTemplates: false };
}

const arrows = (
  flow: StoredFlow,
  ...rest: Parameters<typeof flowGraph> extends [unknown, ...infer R] ? R : never
): string[] =>
  flowGraph(flow, ...rest).edges.map(
    ({ source, target, relation: { relationType = '', value = '' } }) =>
      `${source} → ${target}${relationType && ` ${relationType}`}${value && ` ${value}`}`,
  );

describe('the graph of a flow', () => {
  test('is a chain from start to end without flowables', () => {
    expect(arrows(stored('f', `tasks: [${log('a')}, ${log('b')}]`))).toEqual([
      'root_start → root.a SEQUENTIAL',
      'root.a → root.b SEQUENTIAL',
      'root.b → root_end',
    ]);
  });

  test('shows the branches of a Switch with their cases', () => {
    const flow = stored(
      'f',
      `tasks: [{id: s, type: ${CORE}.flow.Switch, value: x, cases: {A: [${log('a')}]}, defaults: [${log('d')}]}]`,
    );
    expect(arrows(flow)).toEqual([
      'root.s_start → root.s',
      'root.s → root.s.a CHOICE A',
      'root.s.a → root.s_end',
      'root.s → root.s.d CHOICE defaults',
      'root.s.d → root.s_end',
      'root_start → root.s_start SEQUENTIAL',
      'root.s_end → root_end',
    ]);
  });

  test('follows the dependencies of a Dag', () => {
    const node = (id: string, dependsOn: string): string =>
      `{task: ${log(id)}, dependsOn: [${dependsOn}]}`;
    const flow = stored(
      'f',
      `tasks: [{id: d, type: ${CORE}.flow.Dag, tasks: [${node('a', '')}, ${node('b', 'a')}, ${node('c', 'a, b')}]}]`,
    );
    expect(arrows(flow)).toEqual([
      'root.d_start → root.d',
      'root.d → root.d.a PARALLEL',
      'root.d.a → root.d.b SEQUENTIAL',
      'root.d.a → root.d.c SEQUENTIAL',
      'root.d.b → root.d.c SEQUENTIAL',
      'root.d.c → root.d_end',
      'root_start → root.d_start SEQUENTIAL',
      'root.d_end → root_end',
    ]);
  });

  test('expands a subflow in place', () => {
    const child = stored('child', `tasks: [${log('a')}]`);
    expect(arrows(stored('f', `tasks: [${subflow('s', 'child')}]`), () => child)).toEqual([
      'root.s_start → root.s',
      'root.s → root.s.a SEQUENTIAL',
      'root.s.a → root.s_end',
      'root_start → root.s_start SEQUENTIAL',
      'root.s_end → root_end',
    ]);
  });
});

describe('dependencies between flows', () => {
  const flows = [
    stored('a', `tasks: [${subflow('s', 'b')}]`),
    stored('b', `tasks: [${subflow('s', 'c')}]`),
    stored(
      'c',
      `tasks: [${log('t')}]\ntriggers: [{id: x, type: ${CORE}.trigger.Flow, conditions: [{type: ${CORE}.condition.ExecutionFlow, namespace: team, flowId: a}]}]`,
    ),
    stored('alone', `tasks: [${log('t')}]`),
  ];
  const text = ({ edges }: ReturnType<typeof topologyOf>): string[] =>
    edges.map(({ source, target, relation }) => `${source} ${relation} ${target}`).sort();

  test('come from subflow tasks and from Flow triggers', () => {
    expect(text(topologyOf(flows))).toEqual([
      'main_team_a FLOW_TASK main_team_b',
      'main_team_a FLOW_TRIGGER main_team_c',
      'main_team_b FLOW_TASK main_team_c',
    ]);
  });

  test('of one flow are its direct ones, or all that can be reached', () => {
    const topology = topologyOf(flows);
    const from = (options: { destinationOnly: boolean; expandAll: boolean }): string[] =>
      around(topology, uidOf('team', 'b'), options).nodes.map(({ id }) => id);
    expect(from({ destinationOnly: true, expandAll: false })).toEqual(['b', 'c']);
    expect(from({ destinationOnly: false, expandAll: false })).toEqual(['a', 'b', 'c']);
  });
});

describe('the graph for Graphviz', () => {
  test('has a box for each flowable and a label where a branch is chosen', () => {
    const flow = stored(
      'f',
      `tasks: [{id: if, type: ${CORE}.flow.If, condition: "{{ true }}", then: [${log('yes')}]}]`,
    );
    expect(graphvizOf(flowGraph(flow)).split('\n').slice(2)).toEqual([
      '  "root_start" [shape=point];',
      '  "root_end" [shape=point];',
      '  subgraph "cluster_cluster_root.if" {',
      '  "root.if_start" [shape=point];',
      '  "root.if_end" [shape=point];',
      '  "root.if" [label="if"];',
      '  "root.if.yes" [label="yes"];',
      '  }',
      '  "root.if_start" -> "root.if";',
      '  "root.if" -> "root.if.yes" [label="then"];',
      '  "root.if.yes" -> "root.if_end";',
      '  "root_start" -> "root.if_start";',
      '  "root.if_end" -> "root_end";',
      '}',
    ]);
  });
});
