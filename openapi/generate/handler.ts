import ts from 'typescript';
import { descriptionOf, type Schema, SchemaWriter } from './schema.js';

/** What the source says about one handler of a controller. */
export interface Handler {
  /** First sentence of the doc comment, and all of it. */
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly body?: Body;
  /** Undefined when the handler gives nothing back, or writes the answer itself. */
  readonly answer?: Schema;
  /** It takes the answer of express and writes into it. */
  readonly writesItself: boolean;
  /** It reads query parameters that no type names. */
  readonly readsByName: boolean;
}

export interface Parameter {
  readonly style?: 'deepObject';
  readonly explode?: boolean;
  readonly name: string;
  readonly in: 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

/** `form` = the parts of a multipart form, `text` = whatever text the route consumes. */
export type Body =
  { readonly kind: 'form' | 'text' } | { readonly kind: 'json'; readonly schema: Schema };

/** The handlers of all controllers by `Controller.method`, from the types in the source files. */
export class Handlers {
  readonly schemas: SchemaWriter;
  private readonly checker: ts.TypeChecker;
  private readonly methods = new Map<string, ts.MethodDeclaration>();

  /** `files` are the TypeScript files of the server. */
  constructor(files: readonly string[], options: ts.CompilerOptions) {
    const program = ts.createProgram(files, { ...options, noEmit: true });
    this.checker = program.getTypeChecker();
    this.schemas = new SchemaWriter(program, this.checker);
    for (const file of program.getSourceFiles()) {
      if (file.fileName.endsWith('.controller.ts')) {
        file.statements
          .filter(ts.isClassDeclaration)
          .forEach((declaration) => this.addMethods(declaration));
      }
    }
  }

  /** @throws Error for an unknown handler. */
  get(name: string): Handler {
    const method = this.methods.get(name);
    const signature = method && this.checker.getSignatureFromDeclaration(method);
    if (method === undefined || signature === undefined) {
      throw new Error(`no controller has a handler ${name}`);
    }
    const symbol = this.checker.getSymbolAtLocation(method.name);
    const comment = symbol === undefined ? '' : descriptionOf(symbol, this.checker);
    const description = comment === '' ? asSentence(method.name.getText()) : comment;
    return {
      summary: firstSentence(description),
      description,
      parameters: withoutTwins(
        method.parameters.flatMap((parameter) => this.parameters(parameter)),
      ),
      body: this.body(method),
      answer: this.answer(method, signature),
      writesItself: method.parameters.some((parameter) => takesOver(parameter)),
      readsByName: method.parameters.some((parameter) => this.isOpenQuery(parameter)),
    };
  }

  /** Names of the methods that have a route and are not kept out of the document. */
  routed(): string[] {
    return [...this.methods].filter(([, method]) => isRouted(method)).map(([name]) => name);
  }

  private addMethods(declaration: ts.ClassDeclaration): void {
    for (const member of declaration.members) {
      if (ts.isMethodDeclaration(member)) {
        this.methods.set(`${declaration.name?.text}.${member.name.getText()}`, member);
      }
    }
  }

  private answer(method: ts.MethodDeclaration, signature: ts.Signature): Schema | undefined {
    const returned = this.checker.getReturnTypeOfSignature(signature);
    const type = this.checker.getAwaitedType(returned) ?? returned;
    const isNothing = (type.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined)) !== 0;
    return isNothing ? undefined : this.schemas.schemaOf(type, method.name.getText());
  }

  private parameters(parameter: ts.ParameterDeclaration): Parameter[] {
    const decorator = decoratorOf(parameter);
    const source = decorator?.name;
    if (decorator === undefined || (source !== 'Query' && source !== 'Headers')) {
      return [];
    }
    const type = this.checker.getTypeAtLocation(parameter);
    if (decorator.argument === undefined) {
      return this.membersOf(type, parameter);
    }
    const isOptional = parameter.questionToken !== undefined || parameter.initializer !== undefined;
    return decorator.argument === 'content-type'
      ? []
      : [
          {
            name: decorator.argument,
            in: source === 'Query' ? 'query' : 'header',
            required: !isOptional,
            schema: this.schemas.schemaOf(type),
          },
        ];
  }

  /** Of a query class every member; of an open record those that the handler takes out of it. */
  private membersOf(type: ts.Type, parameter: ts.ParameterDeclaration): Parameter[] {
    if (this.checker.getIndexInfoOfType(type, ts.IndexKind.String) !== undefined) {
      const taken = ts.isObjectBindingPattern(parameter.name) ? parameter.name.elements : [];
      return taken.map((element) => ({
        name: element.name.getText(),
        in: 'query',
        required: true,
        schema: { type: 'string' },
      }));
    }
    return this.schemas
      .propertiesOf(type)
      .map(({ name, type: inner, isOptional, description, declaration }) => {
        const initial = initialValue(declaration);
        return {
          name,
          in: 'query',
          required: !isOptional && initial === undefined,
          ...(description !== '' && { description }),
          schema: { ...repeatable(this.schemas.schemaOf(inner, name)), ...initial },
        };
      });
  }

  private isOpenQuery(parameter: ts.ParameterDeclaration): boolean {
    const decorator = decoratorOf(parameter);
    const type = this.checker.getTypeAtLocation(parameter);
    return (
      decorator?.name === 'Query' &&
      decorator.argument === undefined &&
      ts.isIdentifier(parameter.name) &&
      this.checker.getIndexInfoOfType(type, ts.IndexKind.String) !== undefined
    );
  }

  private body(method: ts.MethodDeclaration): Body | undefined {
    const bodies = method.parameters.map((parameter) => {
      const name = decoratorOf(parameter)?.name;
      if (name === 'FormBody' || name === 'UploadedFiles') {
        return { kind: 'form' } as const;
      }
      return name === 'Body'
        ? this.plainBody(this.checker.getTypeAtLocation(parameter))
        : undefined;
    });
    return bodies.find((body) => body !== undefined);
  }

  private plainBody(type: ts.Type): Body {
    const schema = this.schemas.schemaOf(type);
    return schema['type'] === 'string' ? { kind: 'text' } : { kind: 'json', schema };
  }
}

interface Decorator {
  readonly name: string;
  /** The first argument when it is a text. */
  readonly argument?: string;
}

function decoratorOf(parameter: ts.ParameterDeclaration): Decorator | undefined {
  const call = ts.getDecorators(parameter)?.[0]?.expression;
  if (call === undefined || !ts.isCallExpression(call)) {
    return undefined;
  }
  const [first] = call.arguments;
  return {
    name: call.expression.getText(),
    ...(first !== undefined && ts.isStringLiteral(first) && { argument: first.text }),
  };
}

const VERBS: ReadonlySet<string> = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete']);

function isRouted(method: ts.MethodDeclaration): boolean {
  const names = (ts.getDecorators(method) ?? []).map(({ expression }) =>
    ts.isCallExpression(expression) ? expression.expression.getText() : '',
  );
  return names.some((name) => VERBS.has(name)) && !names.includes('ApiExcludeEndpoint');
}

/** `@Res()` without `passthrough`. */
function takesOver(parameter: ts.ParameterDeclaration): boolean {
  const call = ts.getDecorators(parameter)?.[0]?.expression;
  return call?.getText() === 'Res()';
}

/** `listFlowRevisions` as `List flow revisions.` */
function asSentence(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** `page = 1` says what holds without the parameter. */
function initialValue(declaration: ts.Declaration | undefined): { default: unknown } | undefined {
  const initializer =
    declaration !== undefined && ts.isPropertyDeclaration(declaration)
      ? declaration.initializer
      : undefined;
  if (initializer === undefined) {
    return undefined;
  }
  const text = initializer.getText().replaceAll("'", '"');
  return { default: JSON.parse(text) as unknown };
}

/** `string | string[]` is what the router gives for a parameter that may be repeated. */
function repeatable(schema: Schema): Schema {
  const alternatives = schema['anyOf'];
  const list = Array.isArray(alternatives)
    ? (alternatives as Schema[]).find(({ type }) => type === 'array')
    : undefined;
  return list === undefined ? schema : list;
}

/** The same parameter may be wanted by two classes of one handler; a header may stand in for a parameter. */
function withoutTwins(parameters: readonly Parameter[]): Parameter[] {
  return [...new Map(parameters.map((each) => [`${each.in} ${each.name}`, each])).values()];
}

function firstSentence(description: string): string {
  return /^.*?\.(?= |$)/.exec(description)?.[0] ?? description;
}
