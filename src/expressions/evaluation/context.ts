import { Failure } from '../errors.js';
import type { RenderOptions } from '../host.js';
import type { Variables } from '../variables.js';
import type { Budget } from './budget.js';
import type { Session } from './session.js';
import type { Template } from './template.js';

/** Names made by `set`, loops and macro parameters; the innermost scope wins. */
export interface Scope {
  readonly names: Map<string, unknown>;
  readonly outer: Scope | undefined;
}

/** Evaluates texts with the names of a context. */
export interface Renderer {
  once(text: string, context: Context): string;
  /** Until the text is stable. */
  repeatedly(text: string, context: Context): string;
}

/** What the evaluation of one template sees. */
export class Context {
  private scope: Scope | undefined;

  constructor(
    readonly variables: Variables,
    readonly options: RenderOptions,
    readonly session: Session,
    readonly budget: Budget,
    readonly renderer: Renderer,
    readonly template?: Template,
  ) {}

  /** Undefined when the name does not exist. */
  lookup(name: string): unknown {
    for (let scope = this.scope; scope !== undefined; scope = scope.outer) {
      const value = scope.names.get(name);
      if (value !== undefined) {
        return value;
      }
    }
    return this.variables.get(name);
  }

  /** Names that can be looked up, for hints and `printContext()`. */
  *names(): Iterable<string> {
    for (let scope = this.scope; scope !== undefined; scope = scope.outer) {
      yield* scope.names.keys();
    }
    yield* this.variables.keys();
  }

  /** `set`: writes the nearest variable of that name, else makes one in the innermost scope. Roots are read-only. */
  assign(name: string, value: unknown): void {
    for (let scope = this.scope; scope !== undefined; scope = scope.outer) {
      if (scope.names.has(name)) {
        scope.names.set(name, value);
        return;
      }
    }
    if (this.variables.get(name) !== undefined) {
      throw new Failure(`\`${name}\` cannot be set: the variables of the execution are read-only`);
    }
    this.scope ??= { names: new Map(), outer: undefined };
    this.scope.names.set(name, value);
  }

  within<T>(names: Map<string, unknown>, evaluate: () => T): T {
    const outer = this.scope;
    this.scope = { names, outer };
    try {
      return evaluate();
    } finally {
      this.scope = outer;
    }
  }

  /** The same evaluation for another template or with other variables. */
  derive(changes: { template?: Template; variables?: Variables }): Context {
    const { template = this.template, variables = this.variables } = changes;
    return new Context(variables, this.options, this.session, this.budget, this.renderer, template);
  }

  /** Every name as a root variable, for templates that `render()` evaluates. */
  asVariables(): Variables {
    return { get: (name) => this.lookup(name), keys: () => new Set(this.names()) };
  }
}
