import nodes from 'nunjucks/src/nodes.js';
import type { Node, NodeList } from 'nunjucks/src/nodes.js';
import { suggestion, type ExpressionError } from '../errors.js';
import { CONSTANTS, ExpressionParser } from './expression-parser.js';
import { TOKEN, type Token } from './token.js';

const OPENING = ['if', 'for', 'set', 'macro', 'block', 'filter', 'verbatim', 'raw'];
const TAGS = ['elseif', 'else', ...OPENING, ...OPENING.map((tag) => `end${tag}`)];

/** The tree of a template, in nunjucks' nodes. Throws ExpressionError. */
export function parseTemplate(source: string): NodeList {
  return new TemplateParser(source).parseAsRoot();
}

/** Adds Pebble's tags (expressions.md §5); text and the nesting of tags are nunjucks' own. */
class TemplateParser extends ExpressionParser {
  override parseStatement(): Node | null {
    const token = this.required(this.peekToken(), 'the name of a tag');
    if (token.type !== TOKEN.name) {
      this.failAt(`A tag has no name`, token);
    }
    if (this.breakOnBlocks?.includes(token.value)) {
      return null;
    }
    return this.nested(() => this.parseTag(token));
  }

  private parseTag(token: Token): Node {
    this.nextToken();
    switch (token.value) {
      case 'if':
        return this.ifTag(token);
      case 'for':
        return this.forTag(token);
      case 'set':
        return this.setTag(token);
      case 'macro':
        return this.macroTag(token);
      case 'block':
        return this.blockTag(token);
      case 'filter':
        return this.filterTag(token);
      default:
        throw this.unexpectedTag(token);
    }
  }

  private unexpectedTag(token: Token): ExpressionError {
    const { value: tag } = token;
    if (tag === 'raw' || tag === 'verbatim') {
      const hint = tag === 'raw' ? ', on the same line; `verbatim` goes over several lines' : '';
      return this.errorAt(`\`{% end${tag} %}\` is missing for \`${tag}\``, token, hint);
    }
    return TAGS.includes(tag)
      ? this.errorAt(`The tag \`${tag}\` belongs to no open tag`, token)
      : this.errorAt(`The tag \`${tag}\` does not exist`, token, suggestion(tag, TAGS));
  }

  private ifTag(token: Token): Node {
    const condition = this.parseExpression();
    this.endOfTag(token.value);
    const body = this.parseUntilBlocks('elseif', 'else', 'endif');
    const next = this.endTagName(token, 'endif');
    let otherwise: Node | null = null;
    if (next.value === 'elseif') {
      otherwise = this.nested(() => this.ifTag(next));
    } else {
      this.endOfTag(next.value);
      if (next.value === 'else') {
        otherwise = this.bodyUntil(token, 'endif');
      }
    }
    return new nodes.If(token.lineno, token.colno, condition, body, otherwise);
  }

  private forTag(token: Token): Node {
    const name = this.name('the name of the loop variable');
    if (!this.skipSymbol('in')) {
      this.fail('`in` is expected after the only loop variable');
    }
    const items = this.parseExpression();
    this.endOfTag(token.value);
    const body = this.parseUntilBlocks('else', 'endfor');
    const next = this.endTagName(token, 'endfor');
    this.endOfTag(next.value);
    const otherwise = next.value === 'else' ? this.bodyUntil(token, 'endfor') : null;
    return new nodes.For(token.lineno, token.colno, items, name, body, otherwise);
  }

  private setTag(token: Token): Node {
    const name = this.name('the name of a variable');
    if (CONSTANTS.has(name.value)) {
      this.failAt(`\`${name.value}\` cannot be set`, token);
    }
    if (!this.skipValue(TOKEN.operator, '=')) {
      this.failAt('`=` is expected in `set`', token);
    }
    const value = this.parseExpression();
    this.endOfTag(token.value);
    return new nodes.Set(token.lineno, token.colno, [name], value);
  }

  private macroTag(token: Token): Node {
    const name = this.name('the name of the macro');
    const parameters = this.macroParameters();
    this.endOfTag(token.value);
    const body = this.bodyUntil(token, 'endmacro');
    return new nodes.Macro(token.lineno, token.colno, name, parameters, body);
  }

  /** Children are names, then one KeywordArgs with those that have a default. */
  private macroParameters(): NodeList {
    const open = this.expectToken(TOKEN.openParenthesis, '(');
    const parameters = new nodes.NodeList(open.lineno, open.colno);
    while (!this.skip(TOKEN.closeParenthesis)) {
      if (parameters.children.length > 0) {
        this.expectToken(TOKEN.comma, ',');
      }
      const name = this.name('the name of a parameter');
      const value = this.skipValue(TOKEN.operator, '=') ? this.parseExpression() : null;
      parameters.addChild(new nodes.Pair(name.lineno, name.colno, name, value));
    }
    return parameters;
  }

  private blockTag(token: Token): Node {
    const name = this.required(this.nextToken(), 'the name of the block');
    if (name.type !== TOKEN.name && name.type !== TOKEN.text) {
      this.failAt('The name of the block is missing', token);
    }
    this.endOfTag(token.value);
    const body = this.parseUntilBlocks('endblock');
    this.endTagName(token, 'endblock');
    this.skip(TOKEN.name);
    this.endOfTag('endblock');
    const literal = new nodes.Literal(name.lineno, name.colno, name.value);
    return new nodes.Block(token.lineno, token.colno, literal, body);
  }

  private filterTag(token: Token): Node {
    const input = new nodes.Capture(token.lineno, token.colno);
    let node: Node = this.filterCall(input);
    while (this.skip(TOKEN.pipe)) {
      node = this.filterCall(node);
    }
    this.endOfTag(token.value);
    input.body = this.bodyUntil(token, 'endfilter');
    return new nodes.Output(token.lineno, token.colno, [node]);
  }

  private bodyUntil(opening: Token, end: string): NodeList {
    const body = this.parseUntilBlocks(end);
    this.endTagName(opening, end);
    this.endOfTag(end);
    return body;
  }

  private endTagName(opening: Token, end: string): Token {
    return (
      this.nextToken() ??
      this.failAt(`\`{% ${end} %}\` is missing for \`${opening.value}\``, opening)
    );
  }

  private endOfTag(name: string): void {
    const token = this.required(this.nextToken(), '%}');
    if (token.type !== TOKEN.tagEnd) {
      const hint = name === 'else' && token.value === 'if' ? ', did you mean `elseif`?' : '';
      throw this.errorAt(`\`${token.value}\` is not understood in \`${name}\``, token, hint);
    }
  }
}
