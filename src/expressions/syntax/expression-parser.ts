import nodes from 'nunjucks/src/nodes.js';
import type { KeywordArgs, Node, NodeList, Symbol as Name } from 'nunjucks/src/nodes.js';
import nunjucks from 'nunjucks/src/parser.js';
import { toDouble } from '../../model/numbers.js';
import { ExpressionError } from '../errors.js';
import { MAX_DEPTH } from '../limits.js';
import { normalizeInteger } from '../values/numbers.js';
import { Lexer } from './lexer.js';
import { BINARY_STRENGTH, UNARY, UNARY_STRENGTH } from './precedence.js';
import { TOKEN, type Token } from './token.js';

/** `left operator right`, or `operator right` when `left` is null. */
export interface Operation extends Node {
  operator: string;
  left: Node | null;
  right: Node;
}

/** A token or a node: `colno` is its index in the template. */
type Place = Pick<Token, 'colno'>;

const OperationNode = nodes.Node.extend<Operation>('Operation', {
  fields: ['operator', 'left', 'right'],
});
export const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['TRUE', true],
  ['false', false],
  ['FALSE', false],
  ['null', null],
  ['NULL', null],
  ['none', null],
  ['NONE', null],
]);
const MAX_LONG = 2n ** 63n - 1n;
/** nunjucks' parser with Pebble's expressions: precedence climbing (expressions.md §3) replaces its expression chain. */
export class ExpressionParser extends nunjucks.Parser {
  private depth = 0;

  constructor(private readonly source: string) {
    super(new Lexer(source));
  }

  override error(message: string, _line?: number, column?: number): ExpressionError {
    return this.errorAt(message, column === undefined ? null : { colno: column });
  }

  protected errorAt(message: string, place: Place | null, hint = ''): ExpressionError {
    const index = (place ?? this.peekToken())?.colno ?? this.source.length;
    return ExpressionError.at(message, this.source, index, { hint });
  }

  protected failAt(message: string, place: Place): never {
    throw this.errorAt(message, place);
  }

  override advanceAfterVariableEnd(): void {
    const token = this.required(this.nextToken(), '`}}`');
    if (token.type !== TOKEN.printEnd) {
      this.failAt(`\`${token.value}\` is not understood here`, token);
    }
  }

  override parseExpression(minimum = 0): Node {
    return this.nested(() => this.climb(minimum));
  }

  private climb(minimum: number): Node {
    let left = this.operand();
    for (;;) {
      const token = this.peekToken();
      const strength = token === null ? undefined : BINARY_STRENGTH[token.value];
      const isOperator =
        token?.type === TOKEN.operator || token?.type === TOKEN.tilde || token?.type === TOKEN.pipe;
      if (token === null || strength === undefined || !isOperator || strength < minimum) {
        break;
      }
      this.nextToken();
      left = this.continuation(left, token, strength);
    }
    return minimum === 0 ? this.conditional(left) : left;
  }

  private continuation(left: Node, token: Token, strength: number): Node {
    switch (token.value) {
      case '|':
        return this.filterCall(left);
      case 'is':
        return new nodes.Is(token.lineno, token.colno, left, this.name('the name of a test'));
      case 'is not': {
        const test = new nodes.Is(token.lineno, token.colno, left, this.name('the name of a test'));
        return new OperationNode(token.lineno, token.colno, 'not', null, test);
      }
      default: {
        const right = this.parseExpression(strength + 1);
        return new OperationNode(token.lineno, token.colno, token.value, left, right);
      }
    }
  }

  private conditional(condition: Node): Node {
    if (!this.skipValue(TOKEN.operator, '?')) {
      return condition;
    }
    const yes = this.parseExpression();
    if (!this.skip(TOKEN.colon)) {
      this.fail('`:` and a value for the other case are expected after `?`');
    }
    return new nodes.InlineIf(
      condition.lineno,
      condition.colno,
      condition,
      yes,
      this.parseExpression(),
    );
  }

  private operand(): Node {
    const token = this.required(this.nextToken(), 'a value');
    if (token.type === TOKEN.operator && UNARY.has(token.value)) {
      const right = this.parseExpression(UNARY_STRENGTH);
      return new OperationNode(token.lineno, token.colno, token.value, null, right);
    }
    switch (token.type) {
      case TOKEN.openParenthesis: {
        const inner = this.parseExpression();
        this.expectToken(TOKEN.closeParenthesis, ')');
        return this.parsePostfix(inner);
      }
      case TOKEN.openBracket:
        return this.listLiteral(token);
      case TOKEN.openBrace:
        return this.mapLiteral(token);
      default:
        return this.parsePostfix(this.atom(token));
    }
  }

  private atom(token: Token): Node {
    const literal = (value: unknown): Node => new nodes.Literal(token.lineno, token.colno, value);
    switch (token.type) {
      case TOKEN.text:
        return literal(token.value);
      case TOKEN.integer:
        return literal(this.integer(token));
      case TOKEN.decimal:
        return literal(toDouble(Number(token.value)));
      case TOKEN.name: {
        const constant = CONSTANTS.get(token.value);
        if (constant !== undefined) {
          return literal(constant);
        }
        return new nodes.Symbol(token.lineno, token.colno, token.value);
      }
      default:
        return this.failAt(`A value is expected, not \`${token.value}\``, token);
    }
  }

  private integer(token: Token): number | bigint {
    const value = BigInt(token.value.replace(/l$/i, ''));
    if (value > MAX_LONG) {
      this.failAt(`The number ${token.value} does not fit into 64 bits`, token);
    }
    return normalizeInteger(value);
  }

  private listLiteral(token: Token): Node {
    const list = new nodes.Array(token.lineno, token.colno);
    while (!this.skip(TOKEN.closeBracket)) {
      if (list.children.length > 0) {
        this.expectToken(TOKEN.comma, ',');
      }
      list.addChild(this.parseExpression());
    }
    return list;
  }

  private mapLiteral(token: Token): Node {
    const map = new nodes.Dict(token.lineno, token.colno);
    while (!this.skip(TOKEN.closeBrace)) {
      if (map.children.length > 0) {
        this.expectToken(TOKEN.comma, ',');
      }
      const key = this.parseExpression();
      this.expectToken(TOKEN.colon, ':');
      map.addChild(new nodes.Pair(key.lineno, key.colno, key, this.parseExpression()));
    }
    return map;
  }

  override parsePostfix(start: Node): Node {
    let node = start;
    for (;;) {
      const token = this.peekToken();
      if (token?.type === TOKEN.openParenthesis) {
        node = new nodes.FunCall(token.lineno, token.colno, node, this.parseSignature());
      } else if (this.skip(TOKEN.openBracket)) {
        node = new nodes.LookupVal(node.lineno, node.colno, node, this.parseExpression());
        this.expectToken(TOKEN.closeBracket, ']');
      } else if (this.skipValue(TOKEN.operator, '.')) {
        const name = this.name('an attribute after `.`');
        const key = new nodes.Literal(name.lineno, name.colno, name.value);
        node = new nodes.LookupVal(name.lineno, name.colno, node, key);
      } else {
        return node;
      }
    }
  }

  protected filterCall(input: Node): Node {
    const name = this.name('the name of a filter');
    const isCall = this.peekToken()?.type === TOKEN.openParenthesis;
    const given = isCall ? this.parseSignature() : new nodes.NodeList(name.lineno, name.colno);
    const all = new nodes.NodeList(name.lineno, name.colno, [input, ...given.children]);
    return new nodes.Filter(name.lineno, name.colno, name, all);
  }

  /** Arguments in parentheses: positional ones, then one KeywordArgs with the named ones, if any. */
  override parseSignature(): NodeList {
    const open = this.expectToken(TOKEN.openParenthesis, '(');
    const positional = new nodes.NodeList(open.lineno, open.colno);
    const named = new nodes.KeywordArgs(open.lineno, open.colno);
    while (!this.skip(TOKEN.closeParenthesis)) {
      if (positional.children.length + named.children.length > 0) {
        this.expectToken(TOKEN.comma, ',');
      }
      this.argument(positional, named);
    }
    if (named.children.length > 0) {
      positional.addChild(named);
    }
    return positional;
  }

  private argument(positional: NodeList, named: KeywordArgs): void {
    const value = this.parseExpression();
    if (value instanceof nodes.Symbol && this.skipValue(TOKEN.operator, '=')) {
      named.addChild(new nodes.Pair(value.lineno, value.colno, value, this.parseExpression()));
    } else if (named.children.length > 0) {
      this.failAt('A named argument cannot be followed by one without a name', value);
    } else {
      positional.addChild(value);
    }
  }

  protected name(what: string): Name {
    const token = this.required(this.nextToken(), what);
    if (token.type !== TOKEN.name) {
      this.failAt(`${what} is expected, not \`${token.value}\``, token);
    }
    return new nodes.Symbol(token.lineno, token.colno, token.value);
  }

  protected expectToken(type: string, symbol: string): Token {
    const token = this.required(this.nextToken(), `\`${symbol}\``);
    if (token.type !== type) {
      this.failAt(`\`${symbol}\` is expected, not \`${token.value}\``, token);
    }
    return token;
  }

  protected required(token: Token | null, what: string): Token {
    return token ?? this.fail(`${what} is expected at the end`);
  }

  protected nested<T>(parse: () => T): T {
    if (++this.depth > MAX_DEPTH) {
      this.fail(`Nested deeper than ${MAX_DEPTH} levels`);
    }
    const result = parse();
    this.depth--;
    return result;
  }
}
