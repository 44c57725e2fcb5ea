import ts from 'typescript';

/** A JSON schema of draft 2020-12, which OpenAPI 3.1 uses. */
export type Schema = Readonly<Record<string, unknown>>;

/** Numbers are counts, sizes, revisions and positions; only measured values have a fraction. */
const DECIMAL_PROPERTIES: ReadonlySet<string> = new Set(['value']);

/**
 * Turns TypeScript types into JSON schemas. Named object types and named unions of texts become components, so that
 * generated clients name them the same; `…Response` is called what it is a response with.
 */
export class SchemaWriter {
  readonly components = new Map<string, Schema>();
  private readonly owners = new Map<string, ts.Type>();
  private readonly namedUnions: ReadonlyMap<string, string>;
  private readonly typeNames: ReadonlyMap<string, ts.Identifier>;

  constructor(
    private readonly program: ts.Program,
    private readonly checker: ts.TypeChecker,
  ) {
    this.namedUnions = unionNames(program, checker);
    this.typeNames = new Map(objectTypeNames(program).map((name) => [name.text, name]));
  }

  schemaOf(type: ts.Type, property = ''): Schema {
    if (type.isUnion()) {
      return this.union(type, property);
    }
    if (type.isStringLiteral() || type.isNumberLiteral()) {
      return { const: type.value };
    }
    return (
      primitive(type, property) ??
      this.list(type, property) ??
      (isObject(type) ? this.object(type) : this.unsupported(type))
    );
  }

  /** Of an exported interface or class, whatever handler uses it. @throws Error for an unknown name. */
  schemaNamed(name: string): Schema {
    const found = this.typeNames.get(name);
    if (found === undefined) {
      throw new Error(`no type is called ${name}`);
    }
    return this.schemaOf(this.checker.getTypeAtLocation(found));
  }

  /** Properties in the order of declaration, each with what its clients must know. */
  propertiesOf(type: ts.Type): Property[] {
    return this.checker
      .getPropertiesOfType(type)
      .filter((symbol) => (symbol.flags & ts.SymbolFlags.Method) === 0)
      .map((symbol) => ({
        name: symbol.name,
        type: this.checker.getTypeOfSymbol(symbol),
        isOptional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
        description: descriptionOf(symbol, this.checker),
        declaration: symbol.valueDeclaration,
      }));
  }

  private union(type: ts.UnionType, property: string): Schema {
    const members = type.types.filter((member) => (member.flags & ts.TypeFlags.Undefined) === 0);
    const values = members.filter((member) => (member.flags & ts.TypeFlags.Null) === 0);
    const isNullable = values.length < members.length;
    const schema = this.alternatives(values, property);
    return isNullable ? { anyOf: [schema, { type: 'null' }] } : schema;
  }

  private alternatives(members: readonly ts.Type[], property: string): Schema {
    if (members.every((member) => (member.flags & ts.TypeFlags.BooleanLiteral) !== 0)) {
      return { type: 'boolean' };
    }
    if (members.every((member) => member.isStringLiteral())) {
      return this.words(members.map((member) => member.value));
    }
    const [first, ...others] = distinct(members.map((member) => this.schemaOf(member, property)));
    if (first === undefined) {
      return {};
    }
    return others.length === 0 ? first : { anyOf: [first, ...others] };
  }

  private words(words: readonly string[]): Schema {
    const schema = { type: 'string', enum: [...words].sort() };
    const name = this.namedUnions.get(unionKey(words));
    if (name === undefined) {
      return schema;
    }
    this.components.set(this.shortName(name), schema);
    return reference(this.shortName(name));
  }

  private list(type: ts.Type, property: string): Schema | undefined {
    if (!this.checker.isArrayType(type) && !this.checker.isTupleType(type)) {
      return undefined;
    }
    const items = this.checker.getTypeArguments(type as ts.TypeReference);
    return { type: 'array', items: this.alternatives(items, property) };
  }

  private object(type: ts.Type): Schema {
    const name = this.nameOf(type);
    if (name === undefined) {
      return this.members(type);
    }
    const owner = this.owners.get(name);
    if (owner === undefined) {
      this.owners.set(name, type);
      this.components.set(name, {});
      this.components.set(name, this.members(type));
    } else if (owner !== type) {
      throw new Error(`two types of answers or bodies are called ${name}: rename one of them`);
    }
    return reference(name);
  }

  private members(type: ts.Type): Schema {
    const properties = this.propertiesOf(type);
    const required = properties.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
    const index = this.checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const isOpen = properties.length === 0 && index === undefined;
    return {
      type: 'object',
      ...(properties.length > 0 && {
        properties: Object.fromEntries(
          properties.map(({ name, type: inner, description }) => [
            name,
            described(this.schemaOf(inner, name), description),
          ]),
        ),
      }),
      ...(required.length > 0 && { required }),
      ...(index !== undefined && { additionalProperties: this.schemaOf(index.type) }),
      ...(isOpen && { additionalProperties: true }),
    };
  }

  /** Undefined for what has no name of its own in this project: literals of types, `Record`, `Pick`. */
  private nameOf(type: ts.Type): string | undefined {
    const symbol = type.aliasSymbol ?? type.getSymbol();
    const declaration = symbol?.declarations?.[0];
    if (symbol === undefined || declaration === undefined || symbol.name.startsWith('__')) {
      return undefined;
    }
    if (this.program.isSourceFileFromExternalLibrary(declaration.getSourceFile())) {
      return undefined;
    }
    if (this.program.isSourceFileDefaultLibrary(declaration.getSourceFile())) {
      return undefined;
    }
    const given =
      type.aliasTypeArguments ?? this.checker.getTypeArguments(type as ts.TypeReference);
    const names = given.map((argument) => this.nameOf(argument) ?? '');
    return this.shortName(symbol.name) + names.join('');
  }

  /** `TaskRunResponse` is a TaskRun to clients; the type of the model that has this name is a TaskRunModel to them. */
  private shortName(name: string): string {
    return this.typeNames.has(`${name}Response`) ? `${name}Model` : name.replace(/Response$/, '');
  }

  private unsupported(type: ts.Type): never {
    throw new Error(`no JSON schema for the type ${this.checker.typeToString(type)}`);
  }
}

export interface Property {
  readonly name: string;
  readonly type: ts.Type;
  readonly isOptional: boolean;
  readonly description: string;
  readonly declaration: ts.Declaration | undefined;
}

export function described(schema: Schema, description: string): Schema {
  return description === '' ? schema : { ...schema, description };
}

/** The doc comment without the places in the specification, which readers of the document do not have. */
export function descriptionOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts
    .displayPartsToString(symbol.getDocumentationComment(checker))
    .replace(/\s*\([\w-]+\.md[^)]*\)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function reference(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function primitive(type: ts.Type, property: string): Schema | undefined {
  if ((type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never)) !== 0) {
    return {};
  }
  if ((type.flags & ts.TypeFlags.String) !== 0) {
    return { type: 'string' };
  }
  if ((type.flags & ts.TypeFlags.Number) !== 0) {
    return { type: DECIMAL_PROPERTIES.has(property) ? 'number' : 'integer' };
  }
  if ((type.flags & ts.TypeFlags.BooleanLike) !== 0) {
    return { type: 'boolean' };
  }
  return (type.flags & ts.TypeFlags.NonPrimitive) === 0
    ? undefined
    : { type: 'object', additionalProperties: true };
}

function isObject(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
}

function distinct(schemas: readonly Schema[]): Schema[] {
  return [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
}

function unionKey(words: readonly string[]): string {
  return [...words].sort().join('|');
}

/** Names of the unions of texts; the checker forgets them where a property is optional. */
function unionNames(program: ts.Program, checker: ts.TypeChecker): Map<string, string> {
  const names = new Map<string, string>();
  for (const { name } of statementsOf(program).filter(ts.isTypeAliasDeclaration)) {
    const type = checker.getTypeAtLocation(name);
    if (type.isUnion() && type.types.every((member) => member.isStringLiteral())) {
      names.set(unionKey(type.types.map((member) => member.value)), name.text);
    }
  }
  return names;
}

function objectTypeNames(program: ts.Program): ts.Identifier[] {
  return statementsOf(program).flatMap((statement) =>
    ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)
      ? (statement.name ?? [])
      : [],
  );
}

/** Of the files of this project. */
function statementsOf(program: ts.Program): ts.Statement[] {
  const files = program.getSourceFiles().filter((file) => !file.isDeclarationFile);
  return files.flatMap(({ statements }) => [...statements]);
}
