import type { PluginKind, PropertyDefinition } from './plugin-definition.js';
import type { PluginClass } from './plugin-type.js';

/**
 * What a property holds once rendered. `string`: text, numbers and booleans become text. `duration`: ISO-8601 text or
 * seconds in the flow, milliseconds in the class. `instant`: an ISO-8601 date and time with its zone, in UTC in the
 * class. `any`: text, number, list or map. `labels`: map or list of pairs.
 */
export const VALUE_TYPES = [
  'string',
  'integer',
  'number',
  'boolean',
  'duration',
  'instant',
  'list',
  'map',
  'labels',
  'object',
  'any',
  'tasks',
  'plugin',
  'plugins',
] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

export interface PropertyOptions {
  readonly description: string;
  readonly required?: boolean;
  /** Never rendered before `run`: the task renders it itself, later or with more variables. Still an expression. */
  readonly raw?: boolean;
  /** Taken literally; default true. */
  readonly dynamic?: boolean;
  readonly deprecated?: boolean;
  /** The only texts allowed, also as items of a list; compared without regard to case, given in the spelling of the list. */
  readonly values?: readonly string[];
  /** Class of an `object`, or of the items of a `list`. */
  readonly of?: PluginClass;
  readonly tasks?: PropertyDefinition['tasks'];
  readonly plugin?: PluginKind;
}

export interface PropertyRule extends PropertyOptions {
  readonly name: string;
  readonly valueType: ValueType;
}

const RULES = new WeakMap<object, PropertyRule[]>();

/**
 * Declares a property of a plugin. The field's initialiser is its default and may be an expression. Rules beyond type
 * and presence are class-validator decorators beside it.
 */
export function Property(valueType: ValueType, options: PropertyOptions): PropertyDecorator {
  return (prototype, name) => {
    const own = RULES.get(prototype) ?? [];
    own.push({ ...options, name: String(name), valueType });
    RULES.set(prototype, own);
  };
}

/** Rules of a class and its superclasses, inherited ones first; a subclass may declare a property again. */
export function propertyRulesOf(target: PluginClass): readonly PropertyRule[] {
  let rules = INHERITED.get(target);
  if (rules === undefined) {
    rules = collectRules(target);
    INHERITED.set(target, rules);
  }
  return rules;
}

const INHERITED = new WeakMap<PluginClass, readonly PropertyRule[]>();

function collectRules(target: PluginClass): PropertyRule[] {
  const rules = new Map<string, PropertyRule>();
  for (const prototype of prototypesOf(target)) {
    for (const rule of RULES.get(prototype) ?? []) {
      rules.set(rule.name, rule);
    }
  }
  return [...rules.values()];
}

function prototypesOf(target: PluginClass): object[] {
  const chain: object[] = [];
  for (
    let p: unknown = target.prototype;
    p !== null && p !== Object.prototype;
    p = Object.getPrototypeOf(p)
  ) {
    chain.unshift(p as object);
  }
  return chain;
}
