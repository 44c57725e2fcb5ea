import { IllegalArgumentError } from '../../../model/errors.js';

/**
 * An XML document as maps by element name, the root included. Numbers and `true`/`false` become such values.
 * @throws IllegalArgumentError with line and column.
 */
export async function parseXml(text: string, forceList: readonly string[]): Promise<unknown> {
  const { XMLParser } = await import('fast-xml-parser');
  const lists = new Set(forceList);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: true,
    textNodeName: 'content',
    ignoreDeclaration: true,
    ignorePiTags: true,
    numberParseOptions: { hex: false, leadingZeros: false, eNotation: true },
    isArray: (name) => lists.has(name),
  });
  try {
    return parser.parse(text, true) as unknown;
  } catch (error) {
    throw new IllegalArgumentError(`This is not XML: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
