import { getMetadataStorage, validateSync } from 'class-validator';
import type { Violation } from '../../model/errors.js';
import { nearestName } from '../../model/nearest-name.js';
import { convertValue, isExpression, isPlainMap } from './convert-value.js';
import type { PluginClass } from './plugin-type.js';
import type { PropertyRule } from './property.js';
import { propertyRulesOf } from './property.js';

type Declaration = Readonly<Record<string, unknown>>;

/** Every broken rule of a declaration by the given classes; what an expression decides later is left out. */
export function checkDeclaration(
  name: string,
  classes: readonly PluginClass[],
  declaration: Declaration,
): Violation[] {
  const rules = new Map(classes.flatMap(propertyRulesOf).map((rule) => [rule.name, rule]));
  const violations = [...unknownProperties(name, rules, declaration)];
  for (const rule of rules.values()) {
    violations.push(...checkProperty(rule, declaration[rule.name]));
  }
  for (const target of classes) {
    violations.push(...checkFurtherRules(target, rules, declaration));
  }
  return violations;
}

function* unknownProperties(
  name: string,
  rules: ReadonlyMap<string, PropertyRule>,
  declaration: Declaration,
): Iterable<Violation> {
  for (const property of Object.keys(declaration)) {
    if (!rules.has(property)) {
      const nearest = nearestName(property, rules.keys());
      yield {
        path: property,
        message: `Unrecognized field "${property}" (class ${name}), not marked as ignorable`,
        ...(nearest === undefined ? {} : { hint: `did you mean "${nearest}"?` }),
      };
    }
  }
}

function checkProperty(rule: PropertyRule, value: unknown): Violation[] {
  if (value === undefined || value === null) {
    return rule.required ? [{ path: rule.name, message: 'must not be null' }] : [];
  }
  if (rule.required && Array.isArray(value) && value.length === 0 && rule.valueType !== 'any') {
    return [{ path: rule.name, message: 'must not be empty' }];
  }
  if (isExpression(value) && rule.dynamic !== false) {
    return [];
  }
  try {
    convertValue(rule, value);
  } catch (error) {
    const hint = isExpression(value) ? { hint: 'expressions are not rendered here' } : {};
    return [{ path: rule.name, message: (error as Error).message, ...hint }];
  }
  return rule.of === undefined ? [] : checkMembers(rule, rule.of, value);
}

function checkMembers(rule: PropertyRule, members: PluginClass, value: unknown): Violation[] {
  const under = (prefix: string, item: unknown): Violation[] =>
    isPlainMap(item)
      ? checkDeclaration(members.name, [members], item).map((v) => ({
          ...v,
          path: `${prefix}.${v.path}`,
        }))
      : isExpression(item)
        ? []
        : [{ path: prefix, message: 'must be a map' }];
  if (rule.valueType === 'object') {
    return under(rule.name, value);
  }
  return Array.isArray(value)
    ? value.flatMap((item, index) => under(`${rule.name}[${index}]`, item))
    : [];
}

/** The class-validator rules, applied to the values that are known now. */
function checkFurtherRules(
  target: PluginClass,
  rules: ReadonlyMap<string, PropertyRule>,
  declaration: Declaration,
): Violation[] {
  if (!hasFurtherRules(target)) {
    return [];
  }
  const candidate = new target() as Record<string, unknown>;
  for (const rule of rules.values()) {
    candidate[rule.name] = knownValue(rule, declaration[rule.name]);
  }
  return brokenRules(candidate);
}

function knownValue(rule: PropertyRule, value: unknown): unknown {
  if (value === undefined || value === null || isExpression(value)) {
    return undefined;
  }
  try {
    return convertValue(rule, value);
  } catch {
    return undefined;
  }
}

export function hasFurtherRules(target: PluginClass): boolean {
  let answer = FURTHER_RULES.get(target);
  if (answer === undefined) {
    answer = getMetadataStorage().getTargetValidationMetadatas(target, '', false, false).length > 0;
    FURTHER_RULES.set(target, answer);
  }
  return answer;
}

const FURTHER_RULES = new WeakMap<PluginClass, boolean>();

/** Broken class-validator rules of an instance; absent values break none. */
export function brokenRules(instance: object): Violation[] {
  return validateSync(instance, {
    skipMissingProperties: true,
    forbidUnknownValues: false,
  }).flatMap((error) =>
    Object.values(error.constraints ?? {}).map((message) => ({
      path: error.property,
      message: message.startsWith(`${error.property} `)
        ? message.slice(error.property.length + 1)
        : message,
    })),
  );
}
