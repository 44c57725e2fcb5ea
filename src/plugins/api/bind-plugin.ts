import { IllegalArgumentError, InvalidEntityError } from '../../model/errors.js';
import { brokenRules, hasFurtherRules } from './check-declaration.js';
import { convertValue, isExpression, isPlainMap } from './convert-value.js';
import type { PluginKind } from './plugin-definition.js';
import type { PluginClass } from './plugin-type.js';
import type { PropertyRule } from './property.js';
import { propertyRulesOf } from './property.js';
import type { RunContext } from './run-context.js';

export type Renderer = Pick<RunContext, 'render' | 'renderDeep'>;

/** The class behind a nested `type:`; throws when there is none. */
export type PluginLookup = (kind: PluginKind, type: string) => PluginClass;

/**
 * An instance of a plugin class with the values of a declaration: expressions rendered, converted to the declared types,
 * checked once more where an expression decided. Properties that the class does not declare are ignored.
 */
export async function bindPlugin<T extends object>(
  target: PluginClass<T>,
  declaration: Readonly<Record<string, unknown>>,
  renderer: Renderer,
  lookup: PluginLookup,
): Promise<T> {
  const instance = new target();
  const fields = instance as Record<string, unknown>;
  for (const rule of propertyRulesOf(target)) {
    const given = declaration[rule.name] ?? undefined;
    const declared = given ?? fields[rule.name];
    if (
      declared === undefined ||
      rule.raw ||
      rule.tasks !== undefined ||
      isFinal(given, declared)
    ) {
      fields[rule.name] = declared;
      continue;
    }
    const value = bindValue(rule, declared, renderer, lookup);
    fields[rule.name] = value instanceof Promise ? await value : value;
    if (rule.required && fields[rule.name] === undefined) {
      throw new IllegalArgumentError(
        `${rule.name}: must not be null, but the expression gave nothing`,
      );
    }
  }
  rejectBrokenRules(target, instance);
  return instance;
}

function bindValue(
  rule: PropertyRule,
  declared: unknown,
  renderer: Renderer,
  lookup: PluginLookup,
): unknown {
  if (rule.valueType === 'plugin' || rule.valueType === 'plugins') {
    return bindNested(rule, declared, renderer, lookup);
  }
  const rendered = rule.dynamic === false ? declared : render(rule, declared, renderer);
  return rendered instanceof Promise
    ? rendered.then((value) => finish(rule, value, renderer, lookup))
    : finish(rule, rendered, renderer, lookup);
}

/** A default is already in the form the class wants (milliseconds, say), unless it is an expression. */
function isFinal(given: unknown, declared: unknown): boolean {
  return given === undefined && !isExpression(declared);
}

function render(rule: PropertyRule, declared: unknown, renderer: Renderer): unknown {
  if (typeof declared === 'string') {
    return declared.includes('{') ? renderer.render(declared) : declared;
  }
  return rule.of === undefined ? renderer.renderDeep(declared) : declared;
}

function finish(
  rule: PropertyRule,
  value: unknown,
  renderer: Renderer,
  lookup: PluginLookup,
): unknown {
  const converted = named(rule, () => convertValue(rule, value));
  if (converted === undefined) {
    return undefined;
  }
  if (rule.of !== undefined) {
    return bindMembers(rule.of, converted, renderer, lookup);
  }
  return rule.valueType === 'list' ? (converted as unknown[]).map(toItem) : converted;
}

/** Items of a list without a class of their own are texts. */
function toItem(item: unknown): unknown {
  return typeof item === 'number' || typeof item === 'boolean' || typeof item === 'bigint'
    ? String(item)
    : item;
}

function bindMembers(
  of: PluginClass,
  value: unknown,
  renderer: Renderer,
  lookup: PluginLookup,
): Promise<unknown> {
  const bindOne = (item: unknown): Promise<object> => {
    if (!isPlainMap(item)) {
      throw new IllegalArgumentError('every item must be a map');
    }
    return bindPlugin(of, item, renderer, lookup);
  };
  return Array.isArray(value) ? Promise.all(value.map(bindOne)) : bindOne(value);
}

function bindNested(
  rule: PropertyRule,
  declared: unknown,
  renderer: Renderer,
  lookup: PluginLookup,
): Promise<unknown> {
  const bindOne = (item: unknown): Promise<object> => {
    if (!isPlainMap(item) || typeof item['type'] !== 'string' || rule.plugin === undefined) {
      throw new IllegalArgumentError(`${rule.name}: must be a map with a \`type\``);
    }
    return bindPlugin(lookup(rule.plugin, item['type']), item, renderer, lookup);
  };
  return Array.isArray(declared) ? Promise.all(declared.map(bindOne)) : bindOne(declared);
}

function named(rule: PropertyRule, convert: () => unknown): unknown {
  try {
    return convert();
  } catch (error) {
    throw new IllegalArgumentError(`${rule.name}: ${(error as Error).message}`, { cause: error });
  }
}

function rejectBrokenRules(target: PluginClass, instance: object): void {
  if (hasFurtherRules(target)) {
    const violations = brokenRules(instance);
    if (violations.length > 0) {
      throw new InvalidEntityError(violations);
    }
  }
}
