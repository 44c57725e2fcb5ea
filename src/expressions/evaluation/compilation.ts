import type { Node } from 'nunjucks/src/nodes.js';
import { ExpressionError, Failure, UndefinedVariableError } from '../errors.js';
import { isSuspension } from './session.js';
import type { Emit, Evaluate, Macro } from './template.js';

/** What the nodes of one template share while they are compiled, and where its errors happen. */
export class Compilation {
  readonly macros = new Map<string, Macro>();
  readonly blocks = new Map<string, Emit>();

  constructor(readonly source: string) {}

  error(message: string, node: Node, hint = ''): ExpressionError {
    return ExpressionError.at(message, this.source, node.colno, { hint });
  }

  undefinedVariable(name: string, node: Node, hint: string): UndefinedVariableError {
    return new UndefinedVariableError(name, this.source, node.colno, hint);
  }

  /** Evaluates with every failure turned into an ExpressionError of this place. */
  guard(node: Node, evaluate: Evaluate): Evaluate {
    const index = node.colno;
    return (context) => {
      try {
        return evaluate(context);
      } catch (thrown) {
        throw this.explain(thrown, index);
      }
    };
  }

  /** `guard` for what writes: the output may be too long, or refuse a type. */
  guardEmit(node: Node, emit: Emit): Emit {
    const index = node.colno;
    return (context, output) => {
      try {
        emit(context, output);
      } catch (thrown) {
        throw this.explain(thrown, index);
      }
    };
  }

  /** Like `guard`, and "undefined" inside becomes a failure that `??` does not catch (expressions.md §4). */
  harden(node: Node, evaluate: Evaluate): Evaluate {
    const index = node.colno;
    return (context) => {
      try {
        return evaluate(context);
      } catch (thrown) {
        throw hardened(this.explain(thrown, index));
      }
    };
  }

  private explain(thrown: unknown, index: number): unknown {
    return explain(thrown, this.source, index);
  }
}

/** Everything thrown by an evaluation as an ExpressionError, except what only suspends it. */
export function explain(thrown: unknown, source: string, index: number): unknown {
  if (thrown instanceof ExpressionError || isSuspension(thrown)) {
    return thrown;
  }
  if (thrown instanceof Failure) {
    return ExpressionError.at(thrown.message, source, index, { hint: thrown.hint });
  }
  const isTooLarge = thrown instanceof RangeError;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const problem = isTooLarge ? 'Too large or too deeply nested' : reason;
  return ExpressionError.at(problem, source, index, { cause: thrown });
}

/** The same error, of the kind that nothing catches. */
export function hardened(thrown: unknown): unknown {
  if (!(thrown instanceof UndefinedVariableError)) {
    return thrown;
  }
  return new ExpressionError(thrown.message, thrown.template, thrown.index);
}
