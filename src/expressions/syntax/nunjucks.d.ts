/** The parts of nunjucks that this folder builds on; its own type package covers only the rendering API. */
declare module 'nunjucks/src/nodes.js' {
  class Node {
    constructor(lineno: number, colno: number, ...fields: unknown[]);
    readonly typename: string;
    /** Names of the members that belong to the tree. */
    readonly fields: readonly string[];
    lineno: number;
    colno: number;
    findAll<T extends Node>(type: new (...fields: never[]) => T): T[];
    static extend<T extends Node>(
      name: string,
      properties: { fields: string[] },
    ): new (...arguments_: ConstructorParameters<typeof Node>) => T;
  }
  class NodeList extends Node {
    children: Node[];
    addChild(node: Node): void;
  }
  class Value extends Node {
    value: unknown;
  }
  class Pair extends Node {
    key: Node;
    value: Node;
  }
  class LookupVal extends Node {
    target: Node;
    val: Node;
  }
  class InlineIf extends Node {
    cond: Node;
    body: Node;
    else_: Node;
  }
  class If extends Node {
    cond: Node;
    body: NodeList;
    else_: Node | null;
  }
  class For extends Node {
    arr: Node;
    name: Symbol;
    body: NodeList;
    else_: NodeList | null;
  }
  class Macro extends Node {
    name: Symbol;
    args: NodeList;
    body: NodeList;
  }
  class FunCall extends Node {
    name: Node;
    args: NodeList;
  }
  class Filter extends FunCall {}
  class Block extends Node {
    name: Node;
    body: NodeList;
  }
  class Set extends Node {
    targets: Symbol[];
    value: Node;
  }
  class Is extends Node {
    left: Node;
    right: Node;
  }
  class Capture extends Node {
    body: NodeList;
  }
  class Symbol extends Value {
    value: string;
  }
  class TemplateData extends Value {
    value: string;
  }
  class Literal extends Value {}
  class Array extends NodeList {}
  class Dict extends NodeList {
    children: Pair[];
  }
  class KeywordArgs extends Dict {}
  class Output extends NodeList {}
  class Root extends NodeList {}

  const nodes: {
    Node: typeof Node;
    NodeList: typeof NodeList;
    Pair: typeof Pair;
    LookupVal: typeof LookupVal;
    InlineIf: typeof InlineIf;
    If: typeof If;
    For: typeof For;
    Macro: typeof Macro;
    FunCall: typeof FunCall;
    Filter: typeof Filter;
    Block: typeof Block;
    Set: typeof Set;
    Is: typeof Is;
    Capture: typeof Capture;
    Symbol: typeof Symbol;
    TemplateData: typeof TemplateData;
    Literal: typeof Literal;
    Array: typeof Array;
    Dict: typeof Dict;
    KeywordArgs: typeof KeywordArgs;
    Output: typeof Output;
    Root: typeof Root;
  };
  export type {
    Node,
    NodeList,
    Value,
    Pair,
    LookupVal,
    InlineIf,
    If,
    For,
    Macro,
    FunCall,
    Filter,
    Block,
    Set,
    Is,
    Capture,
    Symbol,
    TemplateData,
    Literal,
    Array,
    Dict,
    KeywordArgs,
    Output,
    Root,
  };
  export { nodes as default };
}

declare module 'nunjucks/src/lexer.js' {
  export interface Token {
    type: string;
    value: string;
    lineno: number;
    colno: number;
  }
  const lexer: Record<
    | 'TOKEN_STRING'
    | 'TOKEN_DATA'
    | 'TOKEN_BLOCK_START'
    | 'TOKEN_BLOCK_END'
    | 'TOKEN_VARIABLE_START'
    | 'TOKEN_VARIABLE_END'
    | 'TOKEN_OPERATOR'
    | 'TOKEN_SYMBOL'
    | 'TOKEN_INT'
    | 'TOKEN_FLOAT'
    | 'TOKEN_LEFT_PAREN'
    | 'TOKEN_RIGHT_PAREN'
    | 'TOKEN_LEFT_BRACKET'
    | 'TOKEN_RIGHT_BRACKET'
    | 'TOKEN_LEFT_CURLY'
    | 'TOKEN_RIGHT_CURLY'
    | 'TOKEN_COMMA'
    | 'TOKEN_COLON'
    | 'TOKEN_TILDE'
    | 'TOKEN_PIPE',
    string
  >;
  export { lexer as default };
}

declare module 'nunjucks/src/parser.js' {
  import type { Node, NodeList, Root } from 'nunjucks/src/nodes.js';
  import type { Token } from 'nunjucks/src/lexer.js';

  export interface Tokens {
    nextToken(): Token | null;
    tags: {
      VARIABLE_START: string;
      VARIABLE_END: string;
      COMMENT_START: string;
      COMMENT_END: string;
    };
  }
  interface Parser {
    breakOnBlocks: string[] | null;
    nextToken(): Token | null;
    peekToken(): Token | null;
    pushToken(token: Token | null): void;
    error(message: string, lineno?: number, colno?: number): Error;
    advanceAfterVariableEnd(): void;
    fail(message: string, lineno?: number, colno?: number): never;
    skip(type: string): boolean;
    skipValue(type: string, value: string): boolean;
    skipSymbol(value: string): boolean;
    expect(type: string): Token;
    advanceAfterBlockEnd(name: string): Token;
    parseStatement(): Node | null;
    parseExpression(): Node;
    parsePostfix(node: Node): Node;
    parseSignature(): NodeList;
    parseUntilBlocks(...names: string[]): NodeList;
    parseAsRoot(): Root;
  }
  const parser: { Parser: new (tokens: Tokens) => Parser };
  export { parser as default };
}
