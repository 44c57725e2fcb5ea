import nodes from 'nunjucks/src/nodes.js';
import type {
  For,
  If,
  Macro as MacroNode,
  Node,
  NodeList,
  Set as SetNode,
} from 'nunjucks/src/nodes.js';
import { Failure } from '../errors.js';
import { parseTemplate } from '../syntax/parser.js';
import { toBoolean } from '../values/compare.js';
import { isList, isMap, kindOf, MapEntry } from '../values/data.js';
import { Compilation } from './compilation.js';
import { ExpressionCompiler } from './compile-expression.js';
import type { Emit, Evaluate, Macro, Template } from './template.js';

const NOTHING: Emit = () => undefined;

/** Parses a template and resolves every name that does not depend on values. Throws ExpressionError. */
export function compileTemplate(source: string): Template {
  const root = parseTemplate(source);
  const compilation = new Compilation(source);
  const body = new TemplateCompiler(compilation).compile(root);
  return { source, body, macros: compilation.macros, blocks: compilation.blocks };
}

/** Turns text and tags (expressions.md §5) into closures that write. */
class TemplateCompiler {
  private readonly expressions: ExpressionCompiler;

  constructor(private readonly compilation: Compilation) {
    this.expressions = new ExpressionCompiler(compilation, (body) => this.body(body));
  }

  compile(root: NodeList): Emit {
    const macros = root.findAll(nodes.Macro);
    for (const macro of macros) {
      this.declare(macro);
    }
    for (const macro of macros) {
      this.define(macro);
    }
    return this.body(root);
  }

  private body(list: NodeList): Emit {
    const emits = list.children.map((node) => this.node(node));
    const [only] = emits;
    if (emits.length === 1 && only !== undefined) {
      return only;
    }
    return (context, output) => {
      for (const emit of emits) {
        emit(context, output);
      }
    };
  }

  private node(node: Node): Emit {
    if (node instanceof nodes.If) {
      return this.ifTag(node);
    }
    if (node instanceof nodes.For) {
      return this.forTag(node);
    }
    if (node instanceof nodes.Set) {
      return this.setTag(node);
    }
    if (node instanceof nodes.Macro) {
      return NOTHING;
    }
    if (node instanceof nodes.Block) {
      const emit = this.body(node.body);
      this.compilation.blocks.set((node.name as { value?: unknown }).value as string, emit);
      return emit;
    }
    if (node instanceof nodes.TemplateData) {
      const text = node.value;
      return (_, output) => output.text(text);
    }
    return this.output(node as NodeList);
  }

  /** nunjucks wraps text and `{{ … }}` in an Output of one child. */
  private output(node: NodeList): Emit {
    const [child] = node.children;
    if (!(node instanceof nodes.Output) || child === undefined) {
      return this.body(node);
    }
    if (child instanceof nodes.TemplateData) {
      return this.node(child);
    }
    const evaluate = this.expressions.compile(child);
    return this.compilation.guardEmit(child, (context, output) => output.value(evaluate(context)));
  }

  private ifTag(node: If): Emit {
    const condition = this.expressions.compile(node.cond);
    const holds = this.compilation.harden(node, (context) => toBoolean(condition(context)));
    const body = this.body(node.body);
    const otherwise = node.else_ === null ? NOTHING : this.node(node.else_);
    return (context, output) => (holds(context) === true ? body : otherwise)(context, output);
  }

  private forTag(node: For): Emit {
    const items = this.compilation.guard(node, this.itemsOf(this.expressions.compile(node.arr)));
    const body = this.body(node.body);
    const otherwise = node.else_ === null ? NOTHING : this.body(node.else_);
    const name = node.name.value;
    const spend = this.compilation.guard(node, (context) => context.budget.spend());
    return (context, output) => {
      const values = items(context) as readonly unknown[] | undefined;
      if (values === undefined) {
        return;
      }
      if (values.length === 0) {
        return otherwise(context, output);
      }
      const names = new Map<string, unknown>();
      context.within(names, () => {
        values.forEach((value, index) => {
          spend(context);
          names.set(name, value ?? null);
          names.set('loop', loopState(index, values.length));
          body(context, output);
        });
      });
    };
  }

  /** Undefined for null, of which nothing is rendered, not even `else`. */
  private itemsOf(evaluate: Evaluate): Evaluate {
    return (context) => {
      const value = evaluate(context);
      if (value === null) {
        return undefined;
      }
      if (isList(value)) {
        return value;
      }
      if (isMap(value)) {
        return Object.entries(value).map(([key, item]) => new MapEntry(key, item));
      }
      throw new Failure(`\`for\` goes over lists and maps, not ${kindOf(value)}`);
    };
  }

  private setTag(node: SetNode): Emit {
    const [target] = node.targets;
    const name = target?.value ?? '';
    const evaluate = this.expressions.compile(node.value);
    const assign = this.compilation.guard(node, (context) =>
      context.assign(name, evaluate(context)),
    );
    return (context) => void assign(context);
  }

  /** Macros may be called before their definition, so their parameters must be known first. */
  private declare(node: MacroNode): void {
    const parameters = node.args.children.map((pair) => (pair as MacroParameter).key.value);
    this.compilation.macros.set(node.name.value, { parameters, defaults: [], body: NOTHING });
  }

  private define(node: MacroNode): void {
    const macro: Macro | undefined = this.compilation.macros.get(node.name.value);
    if (macro === undefined) {
      return;
    }
    macro.defaults = node.args.children.map((pair) => {
      const { value } = pair as MacroParameter;
      return value === null ? undefined : this.expressions.compile(value);
    });
    macro.body = this.body(node.body);
  }
}

interface MacroParameter extends Node {
  key: { value: string };
  value: Node | null;
}

function loopState(index: number, length: number): Record<string, unknown> {
  return {
    index,
    length,
    first: index === 0,
    last: index === length - 1,
    revindex: length - 1 - index,
  };
}
