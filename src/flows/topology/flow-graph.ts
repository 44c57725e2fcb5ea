import type { TaskRun } from '../../model/task-run.js';
import type { PropertyDefinition } from '../../plugins/api/plugin-definition.js';
import type { Declaration } from '../document/declarations.js';
import type { Path } from '../document/path.js';
import type { StoredFlow } from '../flow-documents.js';
import { isTree } from '../document/reader.js';

export type RelationType =
  'SEQUENTIAL' | 'CHOICE' | 'ERROR' | 'FINALLY' | 'AFTER_EXECUTION' | 'PARALLEL' | 'DYNAMIC';

/** api.md §4.8. `uid` is a dotted path from `root`; `type` is the class name that clients know. */
export interface GraphNode {
  readonly uid: string;
  readonly type: string;
  readonly error?: boolean;
  readonly task?: object;
  readonly taskRun?: TaskRun;
  /** Values of the iterations around the task run, outermost first, and its own. */
  readonly values?: readonly string[];
  readonly triggerDeclaration?: object;
  readonly relationType?: RelationType;
}

export interface GraphEdge {
  readonly source: string;
  readonly target: string;
  readonly relation: { readonly relationType?: RelationType; readonly value?: string };
}

export interface GraphCluster {
  readonly cluster: GraphNode;
  readonly nodes: readonly string[];
  readonly parents: readonly string[];
  readonly start: string;
  readonly end: string;
}

export interface FlowGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly clusters: readonly GraphCluster[];
}

/** Finds the flow that a subflow task names, to be shown in its place. */
export type SubflowLookup = (uid: string, task: Declaration) => StoredFlow | undefined;

const HIERARCHY = 'io.kestra.core.models.hierarchies';
export const SUBFLOW_TYPES: readonly string[] = [
  'io.kestra.plugin.core.flow.Subflow',
  'io.kestra.plugin.core.flow.ForEachItem',
];

/** The task runs of a task under a task run of its parent, or at the top. */
export type RunLookup = (taskId: string, parentTaskRunId: string | undefined) => readonly TaskRun[];

/**
 * The flow as a graph of its declarations. Subflows stay single nodes unless the lookup gives their flow. With the task
 * runs of an execution iterations are unrolled, and tasks are reduced to id and type.
 */
export function flowGraph(
  flow: Pick<StoredFlow, 'parsed'>,
  subflows: SubflowLookup = () => undefined,
  runs?: RunLookup,
): FlowGraph {
  const builder = new GraphBuilder(subflows, runs);
  builder.flow(flow, builder.root());
  return builder.graph;
}

/** A cluster under construction: where it begins and ends, and what it is within. */
interface Frame {
  /** uid of the task (or of the whole flow) that the cluster belongs to. */
  readonly uid: string;
  readonly start: string;
  readonly end: string;
  /** uids of the enclosing clusters, outermost first. */
  readonly parents: readonly string[];
  readonly members: string[];
  /** The task run whose children these are. */
  readonly run?: TaskRun;
  readonly values: readonly string[];
}

/** How the tasks of a list hang together. */
interface Branch {
  readonly tasks: readonly Declaration[];
  readonly relation: RelationType;
  readonly value?: string;
  /** All begin at once and lead to the end, instead of one after the other. */
  readonly parallel?: boolean;
  /** Of a Dag: ids of the tasks that each task waits for. */
  readonly dependencies?: ReadonlyMap<string, readonly string[]>;
}

/** Where a task is entered and left. */
interface Passage {
  readonly entry: string;
  readonly exit: string;
}

class GraphBuilder {
  private readonly nodes: GraphNode[] = [];
  private readonly edges: GraphEdge[] = [];
  private readonly clusters: GraphCluster[] = [];

  constructor(
    private readonly subflows: SubflowLookup,
    private readonly runs: RunLookup | undefined,
  ) {}

  get graph(): FlowGraph {
    return { nodes: this.nodes, edges: this.edges, clusters: this.clusters };
  }

  root(): Frame {
    return this.frame('root', [], []);
  }

  /** The tasks of a flow from `from` to the end of a frame, and its triggers before the start. */
  flow({ parsed }: Pick<StoredFlow, 'parsed'>, frame: Frame, from = frame.start): void {
    const children = childrenByParent(parsed.declarations);
    const top = (property: string): Declaration[] =>
      parsed.declarations.filter(
        ({ parent, path }) => parent === undefined && path[0] === property,
      );
    this.triggers(top('triggers'), frame);
    this.branches(frame, from, children, [
      { tasks: top('tasks'), relation: 'SEQUENTIAL' },
      { tasks: top('errors'), relation: 'ERROR' },
      { tasks: top('finally'), relation: 'FINALLY' },
      { tasks: top('afterExecution'), relation: 'AFTER_EXECUTION' },
    ]);
  }

  private triggers(triggers: readonly Declaration[], flow: Frame): void {
    if (triggers.length === 0) {
      return;
    }
    const uid = `${flow.uid}.Triggers`;
    const cluster = this.frame(uid, flow.parents, flow.members);
    for (const { declared } of triggers) {
      const node = `${uid}.${String(declared.id)}`;
      this.add(
        { uid: node, type: `${HIERARCHY}.GraphTrigger`, triggerDeclaration: declared },
        cluster,
      );
      this.edge(cluster.start, node);
      this.edge(node, cluster.end);
    }
    this.edge(cluster.end, flow.start);
    this.close({ uid: `cluster_${uid}`, type: `${HIERARCHY}.GraphCluster` }, cluster);
  }

  private branches(
    frame: Frame,
    from: string,
    children: ReadonlyMap<Declaration, readonly Declaration[]>,
    branches: readonly Branch[],
  ): void {
    for (const branch of branches) {
      if (branch.dependencies) {
        this.dag(frame, from, children, branch, branch.dependencies);
        continue;
      }
      let previous = from;
      branch.tasks.forEach((task, index) => {
        const isFirst = index === 0 || branch.parallel === true;
        const relation = isFirst || branch.relation === 'ERROR' ? branch.relation : 'SEQUENTIAL';
        for (const run of this.runsOf(task, frame)) {
          const { entry, exit } = this.task(task, frame, branch, children, run);
          const value = run?.value ?? (isFirst ? branch.value : undefined);
          this.edge(branch.parallel ? from : previous, entry, relation, value);
          if (branch.parallel || index === branch.tasks.length - 1) {
            this.edge(exit, frame.end);
          }
          previous = exit;
        }
      });
    }
  }

  /** Every task follows those it depends on; the ones nobody depends on lead to the end. */
  private dag(
    frame: Frame,
    from: string,
    children: ReadonlyMap<Declaration, readonly Declaration[]>,
    branch: Branch,
    dependencies: ReadonlyMap<string, readonly string[]>,
  ): void {
    const passages = new Map(
      branch.tasks.map((task) => {
        const [run] = this.runsOf(task, frame);
        return [String(task.declared.id), this.task(task, frame, branch, children, run)] as const;
      }),
    );
    const needed = new Set([...dependencies.values()].flat());
    for (const [id, { entry, exit }] of passages) {
      const earlier = (dependencies.get(id) ?? []).flatMap((other) => passages.get(other) ?? []);
      if (earlier.length === 0) {
        this.edge(from, entry, branch.relation);
      }
      earlier.forEach((other) => this.edge(other.exit, entry, 'SEQUENTIAL'));
      if (!needed.has(id)) {
        this.edge(exit, frame.end);
      }
    }
  }

  private task(
    task: Declaration,
    frame: Frame,
    { relation }: Branch,
    children: ReadonlyMap<Declaration, readonly Declaration[]>,
    run: TaskRun | undefined,
  ): Passage {
    const values = run?.value === undefined ? frame.values : [...frame.values, run.value];
    const uid = [`${frame.uid}.${String(task.declared.id)}`, ...(run ? values : [])].join('_');
    const node = {
      uid,
      task: this.shown(task),
      error: relation === 'ERROR',
      relationType: relation,
      ...(run && { taskRun: run }),
      ...(run && values.length > 0 && { values }),
    };
    const nested = branchesOf(task, children.get(task) ?? []);
    const subflow = SUBFLOW_TYPES.includes(task.definition.type)
      ? this.subflows(uid, task)
      : undefined;
    if (subflow !== undefined) {
      return this.expanded(uid, node, frame, subflow);
    }
    if (nested === undefined) {
      const isSubflow = SUBFLOW_TYPES.includes(task.definition.type);
      this.add(
        { ...node, type: `${HIERARCHY}.${isSubflow ? 'SubflowGraphTask' : 'GraphTask'}` },
        frame,
      );
      return { entry: uid, exit: uid };
    }
    const cluster = {
      ...this.frame(uid, frame.parents, frame.members),
      values,
      ...(run && { run }),
    };
    this.add({ ...node, type: `${HIERARCHY}.GraphTask` }, cluster);
    this.edge(cluster.start, uid);
    this.branches(cluster, uid, children, nested);
    if (nested.every(({ tasks }) => tasks.length === 0)) {
      this.edge(uid, cluster.end);
    }
    this.close(
      { uid: `cluster_${uid}`, type: `${HIERARCHY}.GraphCluster`, task: node.task },
      cluster,
    );
    return { entry: cluster.start, exit: cluster.end };
  }

  /** At least one, if only to show the task: without a task run when it has none (yet). */
  private runsOf(task: Declaration, frame: Frame): readonly (TaskRun | undefined)[] {
    const found = this.runs?.(String(task.declared.id), frame.run?.id) ?? [];
    return found.length === 0 ? [undefined] : found;
  }

  private shown({ declared }: Declaration): object {
    return this.runs === undefined ? declared : { id: declared.id, type: declared.type };
  }

  /** A subflow in place: a cluster that holds the graph of the other flow. */
  private expanded(
    uid: string,
    node: Omit<GraphNode, 'type'>,
    frame: Frame,
    subflow: StoredFlow,
  ): Passage {
    const cluster = this.frame(uid, frame.parents, frame.members);
    this.add({ ...node, type: `${HIERARCHY}.SubflowGraphTask` }, cluster);
    this.edge(cluster.start, uid);
    this.flow(subflow, cluster, uid);
    this.close(
      { ...node, uid: `cluster_${uid}`, type: `${HIERARCHY}.SubflowGraphCluster` },
      cluster,
    );
    return { entry: cluster.start, exit: cluster.end };
  }

  private frame(uid: string, parents: readonly string[], outer: string[]): Frame {
    const frame: Frame = {
      uid,
      start: `${uid}_start`,
      end: `${uid}_end`,
      parents: uid === 'root' ? parents : [...parents, `cluster_${uid}`],
      members: [],
      values: [],
    };
    this.nodes.push({ uid: frame.start, type: `${HIERARCHY}.GraphClusterRoot` });
    this.nodes.push({ uid: frame.end, type: `${HIERARCHY}.GraphClusterEnd` });
    frame.members.push(frame.start, frame.end);
    outer.push(...(uid === 'root' ? [] : [`cluster_${uid}`]));
    return frame;
  }

  private close(cluster: GraphNode, { members, parents, start, end }: Frame): void {
    this.clusters.push({ cluster, nodes: members, parents: parents.slice(0, -1), start, end });
  }

  private add(node: GraphNode, frame: Frame): void {
    this.nodes.push(node);
    frame.members.push(node.uid);
  }

  private edge(source: string, target: string, relationType?: RelationType, value?: string): void {
    const relation = {
      ...(relationType && { relationType }),
      ...(value !== undefined && { value }),
    };
    this.edges.push({ source, target, relation });
  }
}

const PARALLEL_TYPES = /\.(?:Parallel|EachParallel|Dag)$/;
const DYNAMIC_TYPES = /\.(?:EachSequential|EachParallel|ForEach|Loop)$/;
const CHOICES: Readonly<Record<string, string>> = {
  then: 'then',
  else: 'else',
  defaults: 'defaults',
};

/** The nested lists of a task by what they are for; undefined for a task that cannot have any. */
function branchesOf(task: Declaration, children: readonly Declaration[]): Branch[] | undefined {
  const lists = task.definition.properties.filter(
    ({ tasks }) => tasks !== undefined && tasks !== 'one',
  );
  if (lists.length === 0 || SUBFLOW_TYPES.includes(task.definition.type)) {
    return undefined;
  }
  return lists.flatMap((property) => branchesOfProperty(task, property, children));
}

function branchesOfProperty(
  task: Declaration,
  property: PropertyDefinition,
  children: readonly Declaration[],
): Branch[] {
  const depth = task.path.length;
  const within = (...steps: Path): Declaration[] =>
    children.filter(({ path }) => steps.every((step, index) => path[depth + index] === step));
  const { type } = task.definition;
  if (property.name === 'errors' || property.name === 'finally') {
    return [
      { tasks: within(property.name), relation: property.name === 'errors' ? 'ERROR' : 'FINALLY' },
    ];
  }
  if (property.tasks === 'cases') {
    const cases = task.declared[property.name];
    return Object.keys(isTree(cases) ? cases : {}).map((value) => ({
      tasks: within(property.name, value),
      relation: 'CHOICE',
      value,
    }));
  }
  const choice = CHOICES[property.name];
  if (choice !== undefined) {
    return [{ tasks: within(property.name), relation: 'CHOICE', value: choice }];
  }
  const relation = DYNAMIC_TYPES.test(type)
    ? 'DYNAMIC'
    : PARALLEL_TYPES.test(type)
      ? 'PARALLEL'
      : 'SEQUENTIAL';
  const dependencies =
    property.tasks === 'dag' ? dependenciesOf(task.declared[property.name]) : undefined;
  const branch = {
    tasks: within(property.name),
    relation,
    parallel: PARALLEL_TYPES.test(type),
  } as const;
  return [{ ...branch, ...(dependencies && { dependencies }) }];
}

function dependenciesOf(entries: unknown): Map<string, readonly string[]> {
  return new Map(
    (Array.isArray(entries) ? entries.filter(isTree) : []).map(({ task, dependsOn }) => [
      String(isTree(task) ? task.id : ''),
      Array.isArray(dependsOn) ? dependsOn.map(String) : [],
    ]),
  );
}

function childrenByParent(declarations: readonly Declaration[]): Map<Declaration, Declaration[]> {
  const children = new Map<Declaration, Declaration[]>();
  for (const declaration of declarations) {
    if (declaration.parent !== undefined && declaration.kind === 'task') {
      const siblings = children.get(declaration.parent) ?? [];
      children.set(declaration.parent, siblings);
      siblings.push(declaration);
    }
  }
  return children;
}
