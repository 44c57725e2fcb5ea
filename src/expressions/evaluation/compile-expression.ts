import nodes from 'nunjucks/src/nodes.js';
import type {
  Dict,
  FunCall,
  InlineIf,
  Is,
  LookupVal,
  Node,
  NodeList,
  Symbol as Name,
} from 'nunjucks/src/nodes.js';
import { suggestion, UndefinedVariableError } from '../errors.js';
import { FILTERS } from '../filters/index.js';
import { FUNCTIONS } from '../functions/index.js';
import { callMethod } from '../java/methods.js';
import type { Operation } from '../syntax/expression-parser.js';
import { TESTS } from '../tests.js';
import { toBoolean } from '../values/compare.js';
import { mapOf } from '../values/data.js';
import { toText } from '../values/print.js';
import { NO_VARIABLES } from '../variables.js';
import { access, accessHint } from './access.js';
import { bindArguments, listArguments } from './arguments.js';
import { checkLength } from './budget.js';
import type { Compilation } from './compilation.js';
import { BINARY_OPERATORS, UNARY_OPERATORS } from './operators.js';
import { PlainOutput } from './output.js';
import type { Emit, Evaluate, Macro } from './template.js';

/** Turns the expressions of one template into closures. */
export class ExpressionCompiler {
  constructor(
    private readonly compilation: Compilation,
    private readonly compileBody: (body: NodeList) => Emit,
  ) {}

  readonly compile = (node: Node): Evaluate => {
    if (node instanceof nodes.Symbol) {
      return this.variable(node);
    }
    if (node instanceof nodes.Literal) {
      return constant(node.value);
    }
    if (node instanceof nodes.LookupVal) {
      return this.lookup(node);
    }
    if (node instanceof nodes.Filter) {
      return this.filter(node);
    }
    if (node instanceof nodes.FunCall) {
      return this.call(node);
    }
    if (node instanceof nodes.Dict) {
      return this.map(node);
    }
    if (node instanceof nodes.Array) {
      return this.list(node);
    }
    if (node instanceof nodes.InlineIf) {
      return this.conditional(node);
    }
    if (node instanceof nodes.Is) {
      return this.test(node);
    }
    if (node instanceof nodes.Capture) {
      return this.capture(node.body);
    }
    return this.operation(node as Operation);
  };

  private variable(node: Name): Evaluate {
    const name = node.value;
    return (context) => {
      const value = context.lookup(name);
      if (value === undefined) {
        throw this.compilation.undefinedVariable(name, node, suggestion(name, context.names()));
      }
      return value;
    };
  }

  private lookup(node: LookupVal): Evaluate {
    const target = this.compile(node.target);
    const key = this.compile(node.val);
    return (context) => {
      const owner = target(context);
      const attribute = key(context);
      const value = access(owner, attribute);
      if (value === undefined) {
        const hint = accessHint(owner, attribute);
        throw this.compilation.undefinedVariable(toText(attribute), node, hint);
      }
      return value;
    };
  }

  private list(node: NodeList): Evaluate {
    const items = node.children.map(this.compile);
    return (context) => items.map((item) => item(context));
  }

  private map(node: Dict): Evaluate {
    const entries = node.children.map(
      (pair) => [this.compile(pair.key), this.compile(pair.value)] as const,
    );
    return (context) =>
      mapOf(entries.map(([key, value]) => [toText(key(context)), value(context)]));
  }

  private conditional(node: InlineIf): Evaluate {
    const [condition, yes, no] = [node.cond, node.body, node.else_].map(this.compile) as [
      Evaluate,
      Evaluate,
      Evaluate,
    ];
    const holds = this.compilation.guard(node, (context) => {
      const value = condition(context);
      return value !== null && toBoolean(value);
    });
    return (context) => (holds(context) === true ? yes(context) : no(context));
  }

  private operation(node: Operation): Evaluate {
    const { operator } = node;
    const right = this.compile(node.right);
    const unary = UNARY_OPERATORS.get(operator);
    if (node.left === null) {
      if (unary === undefined) {
        throw this.compilation.error(`\`${operator}\` needs two sides`, node);
      }
      return this.compilation.guard(node, (context) => unary(right(context)));
    }
    const left = this.compile(node.left);
    switch (operator) {
      case 'and':
        return this.compilation.guard(
          node,
          (context) => toBoolean(left(context)) && toBoolean(right(context)),
        );
      case 'or':
        return this.compilation.guard(
          node,
          (context) => toBoolean(left(context)) || toBoolean(right(context)),
        );
      case '??':
        return (context) => orUndefined(left, context) ?? right(context);
      case '???':
        return (context) => {
          const value = orUndefined(left, context);
          return value === undefined ? right(context) : value;
        };
      default:
        return this.binary(node, left, right);
    }
  }

  private binary(node: Operation, left: Evaluate, right: Evaluate): Evaluate {
    const operator = BINARY_OPERATORS.get(node.operator);
    if (operator === undefined) {
      throw this.compilation.error(`\`${node.operator}\` is not understood`, node);
    }
    const evaluate: Evaluate = (context) =>
      operator.apply(left(context), right(context), context.budget);
    return operator.hardens
      ? this.compilation.harden(node, evaluate)
      : this.compilation.guard(node, evaluate);
  }

  private test(node: Is): Evaluate {
    const { value: name } = node.right as Name;
    const value = this.compile(node.left);
    if (name === 'defined') {
      return (context) => (orUndefined(value, context) ?? null) !== null;
    }
    const test = TESTS.get(name);
    if (test === undefined) {
      const hint = suggestion(name, ['defined', ...TESTS.keys()]);
      throw this.compilation.error(`The test \`${name}\` does not exist`, node, hint);
    }
    return this.compilation.guard(node, (context) => test(value(context)));
  }

  private filter(node: FunCall): Evaluate {
    const { value: name } = node.name as Name;
    const definition = FILTERS.get(name);
    if (definition === undefined) {
      throw this.compilation.error(
        `The filter \`${name}\` does not exist`,
        node,
        suggestion(name, FILTERS.keys()),
      );
    }
    const [inputNode, ...given] = node.args.children as [Node, ...Node[]];
    const input = this.compile(inputNode);
    const { parameters, apply } = definition;
    const used = parameters.length === 0 ? [] : given;
    const args = bindArguments(
      node,
      `The filter \`${name}\``,
      parameters,
      used,
      this.compile,
      this.compilation,
    );
    return this.compilation.guard(node, (context) => {
      const value =
        definition.acceptsUndefined === true ? orUndefined(input, context) : input(context);
      if (value === null && definition.acceptsNull !== true) {
        return null;
      }
      return bounded(apply(value, args(context), context));
    });
  }

  private call(node: FunCall): Evaluate {
    const { name: callee, args } = node;
    if (callee instanceof nodes.LookupVal) {
      return this.method(node, callee);
    }
    if (!(callee instanceof nodes.Symbol)) {
      throw this.compilation.error('Only functions can be called', node);
    }
    const name = callee.value;
    const macro = this.compilation.macros.get(name);
    if (macro !== undefined) {
      return this.macro(node, name, macro);
    }
    const definition = FUNCTIONS.get(name);
    if (definition === undefined) {
      const hint = suggestion(name, [...FUNCTIONS.keys(), ...this.compilation.macros.keys()]);
      throw this.compilation.error(`The function \`${name}\` does not exist`, node, hint);
    }
    const label = `The function \`${name}\``;
    const { parameters, call } = definition;
    const values =
      parameters === 'any'
        ? listArguments(node, label, args.children, this.compile, this.compilation)
        : bindArguments(node, label, parameters, args.children, this.compile, this.compilation);
    return this.compilation.guard(node, (context) => bounded(call(values(context), context)));
  }

  private macro(node: FunCall, name: string, macro: Macro): Evaluate {
    const label = `The macro \`${name}\``;
    const { parameters } = macro;
    const args = bindArguments(
      node,
      label,
      parameters,
      node.args.children,
      this.compile,
      this.compilation,
    );
    return this.compilation.guard(node, (context) => {
      const given = args(context);
      const inner = context.derive({ variables: NO_VARIABLES });
      const names = new Map<string, unknown>();
      parameters.forEach((parameter, index) => {
        names.set(parameter, given[index] ?? macro.defaults[index]?.(inner) ?? null);
      });
      const output = new PlainOutput();
      context.budget.nested(() => inner.within(names, () => macro.body(inner, output)));
      return output.result;
    });
  }

  private method(node: FunCall, callee: LookupVal): Evaluate {
    const target = this.compile(callee.target);
    const name = this.compile(callee.val);
    const args = listArguments(
      node,
      'A method',
      node.args.children,
      this.compile,
      this.compilation,
    );
    return this.compilation.guard(node, (context) => {
      const owner = target(context);
      const method = toText(name(context));
      const result = callMethod(owner, method, args(context), context.budget);
      if (result === undefined) {
        throw this.compilation.undefinedVariable(method, node, '');
      }
      return bounded(result);
    });
  }

  private capture(body: NodeList): Evaluate {
    const emit = this.compileBody(body);
    return (context) => {
      const output = new PlainOutput();
      emit(context, output);
      return output.result;
    };
  }
}

function constant(value: unknown): Evaluate {
  return () => value;
}

/** The value, or undefined where something in it does not exist. */
function orUndefined(evaluate: Evaluate, context: Parameters<Evaluate>[0]): unknown {
  try {
    return evaluate(context);
  } catch (thrown) {
    if (thrown instanceof UndefinedVariableError) {
      return undefined;
    }
    throw thrown;
  }
}

function bounded(value: unknown): unknown {
  if (typeof value === 'string') {
    checkLength(value.length);
  }
  return value;
}
