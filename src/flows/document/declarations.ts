import type { PluginDefault } from '../../model/flow.js';
import { nearestName } from '../../model/nearest-name.js';
import { PLUGIN_KINDS } from '../../plugins/api/plugin-definition.js';
import type {
  PluginDefinition,
  PluginKind,
  PropertyDefinition,
} from '../../plugins/api/plugin-definition.js';
import type { PluginCatalog } from '../plugin-catalog.js';
import { didYouMean } from './findings.js';
import type { Findings } from './findings.js';

import type { Path } from './path.js';
import { withDefaults } from './plugin-defaults.js';
import { booleanOf, isTree } from './reader.js';
import { workerGroupOf } from '../rules/worker-group.js';
import type { Tree } from './reader.js';

/** A map with a `type:` that names a plugin. */
export interface Declaration {
  readonly kind: PluginKind;
  readonly path: Path;
  /** As the document has it. */
  readonly declared: Tree;
  /** Type resolved, defaults applied. */
  readonly value: Tree;
  readonly definition: PluginDefinition;
  readonly parent?: Declaration;
}

/** How plugins hang in a property. */
type Shape = 'list' | 'cases' | 'dag' | 'one' | 'any';

const TOP_LEVEL: readonly [property: string, kind: PluginKind][] = [
  ['tasks', 'task'],
  ['errors', 'task'],
  ['finally', 'task'],
  ['afterExecution', 'task'],
  ['triggers', 'trigger'],
];

/**
 * Resolves every plugin declaration of a flow, outermost first, and answers the document with the resolved ones in their
 * places. What is no declaration stays as it is.
 */
export class DeclarationResolver {
  readonly found: Declaration[] = [];

  constructor(
    private readonly catalog: PluginCatalog,
    private readonly defaults: readonly PluginDefault[],
    private readonly findings: Findings,
  ) {}

  flow(document: Tree): Tree {
    const result: Record<string, unknown> = { ...document };
    for (const [property, kind] of TOP_LEVEL) {
      if (result[property] !== undefined) {
        result[property] = this.property(result[property], kind, 'list', [property]);
      }
    }
    if (Array.isArray(result.listeners)) {
      result.listeners = result.listeners.map((listener: unknown, index) =>
        this.listener(listener, index),
      );
    }
    return result;
  }

  single(declaration: unknown, kind: PluginKind): unknown {
    return this.declaration(declaration, kind, []);
  }

  private listener(listener: unknown, index: number): unknown {
    if (!isTree(listener)) {
      return listener;
    }
    const path = ['listeners', index];
    return {
      ...listener,
      ...(listener.tasks === undefined
        ? {}
        : { tasks: this.property(listener.tasks, 'task', 'list', [...path, 'tasks']) }),
      ...(listener.conditions === undefined
        ? {}
        : {
            conditions: this.property(listener.conditions, 'condition', 'list', [
              ...path,
              'conditions',
            ]),
          }),
    };
  }

  private declaration(value: unknown, kind: PluginKind, path: Path, parent?: Declaration): unknown {
    if (!isTree(value)) {
      this.findings.violation(
        path,
        value === null ? 'must not be null' : 'must be a map with a type',
      );
      return value;
    }
    const definition = this.definitionOf(value, kind, path);
    if (definition === undefined) {
      return value;
    }
    const given = withDefaults(value, definition, this.defaults);
    const own = withBooleans(withCurrentNames(given, definition), definition);
    this.leaveOutConnection(own, value, path);
    const entry: Declaration = {
      kind,
      path,
      declared: value,
      value: own,
      definition,
      ...(parent && { parent }),
    };
    this.found.push(entry);
    this.descend(own, definition, entry);
    return own;
  }

  /** Tasks that ask a server: in 2.0 by its API, here it is this one (engine.md §22). */
  private leaveOutConnection(own: Record<string, unknown>, declared: Tree, path: Path): void {
    if (!String(declared.type).startsWith('io.kestra.plugin.kestra.')) {
      return;
    }
    for (const name of ['kestraUrl', 'auth', 'tenantId']) {
      if (own[name] !== undefined) {
        delete own[name];
        this.findings.warning([...path, name], 'is ignored: this server itself is asked');
      }
    }
  }

  private definitionOf(value: Tree, kind: PluginKind, path: Path): PluginDefinition | undefined {
    const type = value.type;
    if (type === undefined || type === null) {
      this.findings.violation([...path, 'type'], 'must not be null');
      return undefined;
    }
    const definition = this.catalog.findPlugin(kind, String(type));
    if (definition === undefined) {
      const hint = this.hintFor(String(type), kind);
      this.findings.violation([...path, 'type'], `Invalid type: ${String(type)}`, hint);
      return undefined;
    }
    if (definition.type !== type) {
      this.findings.info(`${String(type)} is replaced by ${definition.type}`);
    }
    if (definition.deprecated) {
      this.findings.deprecated(path);
    }
    return definition;
  }

  private hintFor(type: string, kind: PluginKind): string | undefined {
    const other = PLUGIN_KINDS.find((candidate) => this.catalog.findPlugin(candidate, type));
    return other === undefined
      ? didYouMean(this.catalog.nearestType(type, kind))
      : `it is a ${other}, but a ${kind} is expected here`;
  }

  /** Properties, and those of maps and lists of maps among them. */
  private reportDeprecated(
    value: unknown,
    properties: readonly PropertyDefinition[],
    path: Path,
  ): void {
    if (Array.isArray(value)) {
      value.forEach((item, index) => this.reportDeprecated(item, properties, [...path, index]));
    } else if (isTree(value)) {
      for (const { name, deprecated, members = [] } of properties) {
        const given = value[name] ?? undefined;
        if (deprecated && given !== undefined) {
          this.findings.deprecated([...path, name]);
        }
        this.reportDeprecated(given, members, [...path, name]);
      }
    }
  }

  /** Replaces the nested declarations inside `own`, which nobody else holds yet. */
  private descend(
    own: Record<string, unknown>,
    definition: PluginDefinition,
    entry: Declaration,
  ): void {
    this.reportDeprecated(
      own,
      [...definition.commonProperties, ...definition.properties],
      entry.path,
    );
    for (const property of definition.properties) {
      const value = own[property.name];
      if (value === undefined || value === null) {
        continue;
      }
      const kind = property.tasks ? 'task' : property.plugin;
      if (kind !== undefined) {
        const shape = property.tasks ?? 'any';
        own[property.name] = this.property(
          value,
          kind,
          shape,
          [...entry.path, property.name],
          entry,
        );
      }
    }
    if (
      entry.kind === 'trigger' &&
      Array.isArray(own.conditions) &&
      !hasProperty(definition, 'conditions')
    ) {
      own.conditions = this.property(
        own.conditions,
        'condition',
        'list',
        [...entry.path, 'conditions'],
        entry,
      );
    }
  }

  private property(
    value: unknown,
    kind: PluginKind,
    shape: Shape,
    path: Path,
    parent?: Declaration,
  ): unknown {
    if (Array.isArray(value)) {
      return value.map((item: unknown, index) => {
        const place = [...path, index];
        return shape === 'dag'
          ? this.dagTask(item, place, parent)
          : this.declaration(item, kind, place, parent);
      });
    }
    if (!isTree(value)) {
      return value;
    }
    if (shape === 'one' || (shape === 'any' && typeof value.type === 'string')) {
      return this.declaration(value, kind, path, parent);
    }
    if (shape === 'list' || shape === 'dag') {
      this.findings.violation(path, 'must be a list of tasks, but is a map');
      return value;
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => {
        const place = [...path, name];
        return [
          name,
          shape === 'cases'
            ? this.property(item, kind, 'list', place, parent)
            : this.declaration(item, kind, place, parent),
        ];
      }),
    );
  }

  private dagTask(item: unknown, path: Path, parent?: Declaration): unknown {
    if (!isTree(item)) {
      this.findings.violation(path, 'must be a map with task and dependsOn');
      return item;
    }
    for (const name of Object.keys(item)) {
      if (name !== 'task' && name !== 'dependsOn') {
        this.findings.violation(
          [...path, name],
          `Unrecognized field "${name}" (class io.kestra.plugin.core.flow.Dag$DagTask), not marked as ignorable`,
          didYouMean(nearestName(name, ['task', 'dependsOn'])),
        );
      }
    }
    return {
      ...item,
      task: this.declaration(item.task ?? null, 'task', [...path, 'task'], parent),
    };
  }
}

/** Of triggers and conditions: 1.x has two spellings of CANCELLED (engine.md §2). */
const STATE_LISTS: readonly string[] = ['states', 'stopAfter', 'in', 'notIn'];

/** The names that the engine knows for what older and newer documents call otherwise (engine.md §13, §22). */
function withCurrentNames(declared: Tree, definition: PluginDefinition): Record<string, unknown> {
  const isAlias = definition.kind === 'task' && declared.type !== definition.type;
  const own: Record<string, unknown> = {
    ...declared,
    type: definition.type,
    ...(isAlias && { declaredType: declared.type }),
  };
  if (typeof own.id === 'number') {
    own.id = String(own.id);
  }
  if (definition.kind === 'task' && own.when !== undefined && !hasProperty(definition, 'when')) {
    own.runIf ??= own.when;
    delete own.when;
  }
  if (own.workerSelector !== undefined) {
    Object.assign(own, workerGroupOf(own));
    delete own.workerSelector;
  }
  if (isTree(own.retry) && own.retry.maxAttempt !== undefined) {
    const { maxAttempt, ...retry } = own.retry;
    own.retry = { maxAttempts: maxAttempt, ...retry };
  }
  for (const name of definition.kind === 'task' ? [] : STATE_LISTS) {
    if (Array.isArray(own[name])) {
      own[name] = (own[name] as unknown[]).map((state) =>
        state === 'CANCELED' ? 'CANCELLED' : state,
      );
    }
  }
  if (Array.isArray(own.onResume)) {
    own.onResume = own.onResume.map((input: unknown) => (isTree(input) ? withId(input) : input));
  }
  return own;
}

/** Booleans inside of common properties that are maps. */
const NESTED_BOOLEANS: Readonly<Record<string, string>> = {
  retry: 'warningOnRetry',
  taskCache: 'enabled',
};

/** The engine and the worker want booleans, whatever word the document has for them. */
function withBooleans(
  own: Record<string, unknown>,
  { commonProperties, properties }: PluginDefinition,
): Record<string, unknown> {
  for (const { name, valueType } of [...commonProperties, ...properties]) {
    const meant = valueType === 'boolean' ? booleanOf(own[name]) : undefined;
    if (meant !== undefined) {
      own[name] = meant;
    }
  }
  for (const [name, member] of Object.entries(NESTED_BOOLEANS)) {
    const map = own[name];
    const meant = isTree(map) ? booleanOf(map[member]) : undefined;
    if (isTree(map) && meant !== undefined) {
      own[name] = { ...map, [member]: meant };
    }
  }
  return own;
}

/** `name` is the old `id` of inputs. */
function withId({ name, ...input }: Tree): Tree {
  return name === undefined ? input : { id: name, ...input };
}

function hasProperty(definition: PluginDefinition, name: string): boolean {
  return definition.properties.some((property) => property.name === name);
}
