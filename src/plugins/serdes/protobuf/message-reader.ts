import type { DescMessage, Message, Registry } from '@bufbuild/protobuf';
import { IllegalArgumentError } from '../../../model/errors.js';
import { withDoubles } from './doubles.js';

export interface MessageReaderOptions {
  /** A `FileDescriptorSet`. */
  readonly descriptors: Uint8Array;
  readonly typeName: string;
  readonly refusesUnknown: boolean;
}

/** Messages as ProtoJSON values. Both throw IllegalArgumentError for bytes that are no such message. */
export interface MessageReader {
  one(bytes: Uint8Array): unknown;
  /** Messages behind their lengths; memory holds one of them. */
  all(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<unknown>;
}

/** @throws IllegalArgumentError for a broken descriptor file and a type that it does not hold. */
export async function messageReader({
  descriptors,
  typeName,
  refusesUnknown,
}: MessageReaderOptions): Promise<MessageReader> {
  const { fromBinary, toJson } = await import('@bufbuild/protobuf');
  const { sizeDelimitedDecodeStream } = await import('@bufbuild/protobuf/wire');
  const registry = await registryOf(descriptors);
  const type = messageType(registry, typeName);
  const valueOf = (message: Message): unknown => {
    if (refusesUnknown && message.$unknown !== undefined && message.$unknown.length > 0) {
      const numbers = message.$unknown.map(({ no }) => no).join(', ');
      throw new IllegalArgumentError(`Message contains unknown fields: ${numbers}`);
    }
    return withDoubles(type, toJson(type, message, { registry }));
  };
  return {
    one: (bytes) => readable('The file', () => valueOf(fromBinary(type, bytes))),
    async *all(bytes) {
      let number = 0;
      try {
        for await (const message of sizeDelimitedDecodeStream(type, bytes)) {
          number++;
          yield valueOf(message);
        }
      } catch (error) {
        throw unreadable(`Message ${number + 1}`, error);
      }
    },
  };
}

async function registryOf(descriptors: Uint8Array): Promise<Registry> {
  const { createFileRegistry, fromBinary } = await import('@bufbuild/protobuf');
  const { FileDescriptorSetSchema } = await import('@bufbuild/protobuf/wkt');
  return readable(
    'descriptorFile (make it with protoc --include_imports --descriptor_set_out=FILE)',
    () => createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptors)),
  );
}

function messageType(registry: Registry, typeName: string): DescMessage {
  const type = registry.getMessage(typeName);
  if (type === undefined) {
    const known = [...registry].flatMap((one) => (one.kind === 'message' ? [one.typeName] : []));
    throw new IllegalArgumentError(
      `typeName: the descriptor file has no message \`${typeName}\`, it has ${known.slice(0, 20).join(', ')}`,
    );
  }
  return type;
}

function readable<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable(what, error);
  }
}

function unreadable(what: string, error: unknown): IllegalArgumentError {
  return new IllegalArgumentError(`${what} cannot be read: ${(error as Error).message}`, {
    cause: error,
  });
}
