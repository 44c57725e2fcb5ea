import { create, createFileRegistry, fromJson, toBinary } from '@bufbuild/protobuf';
import type { DescMessage, JsonValue } from '@bufbuild/protobuf';
import { sizeDelimitedEncode } from '@bufbuild/protobuf/wire';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import { describe, expect, test } from '@jest/globals';
import { MemoryFiles } from '../../../testing/memory-files.js';
import { runTask } from '../../../testing/fake-run-context.js';

const FOLDER = 'kestra:///company/team/_files';
const label = Label.OPTIONAL;
const field = (name: string, number: number, type: Type, more = {}) => ({
  name,
  number,
  type,
  label,
  // As protoc writes it.
  jsonName: name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
  ...more,
});

const SET = create(FileDescriptorSetSchema, {
  file: [
    {
      name: 'product.proto',
      package: 'com.shop',
      syntax: 'proto3',
      messageType: [
        {
          name: 'Product',
          field: [
            field('product_id', 1, Type.INT32),
            field('price', 2, Type.DOUBLE),
            field('stock', 3, Type.INT64),
            field('tags', 4, Type.STRING, { label: Label.REPEATED }),
            field('maker', 5, Type.MESSAGE, { typeName: '.com.shop.Maker' }),
          ],
        },
        { name: 'Maker', field: [field('rating', 1, Type.FLOAT), field('name', 2, Type.STRING)] },
        {
          name: 'Newer',
          field: [field('product_id', 1, Type.INT32), field('extra', 9, Type.STRING)],
        },
      ],
    },
  ],
});
const REGISTRY = createFileRegistry(SET);
const message = (name: string): DescMessage => REGISTRY.getMessage(`com.shop.${name}`)!;
const encoded = (json: JsonValue, name = 'Product') =>
  toBinary(message(name), fromJson(message(name), json));
const delimited = (...rows: JsonValue[]) =>
  Buffer.concat(
    rows.map((json) => sizeDelimitedEncode(message('Product'), fromJson(message('Product'), json))),
  );

async function toIon(
  content: Uint8Array,
  properties: Record<string, unknown> = {},
  descriptors: Uint8Array = toBinary(FileDescriptorSetSchema, SET),
) {
  const storage = new MemoryFiles();
  await storage.put(`${FOLDER}/rows.pb`, Buffer.from(content));
  await storage.put(`${FOLDER}/types.desc`, Buffer.from(descriptors));
  const { output, metrics } = await runTask({
    task: {
      type: 'io.kestra.plugin.serdes.protobuf.ProtobufToIon',
      from: `${FOLDER}/rows.pb`,
      descriptorFile: `${FOLDER}/types.desc`,
      typeName: 'com.shop.Product',
      ...properties,
    },
    services: { storage },
  });
  const text = storage.contents.get(String(output.outputs?.['uri']))?.toString() ?? '';
  return { text, size: output.outputs?.['size'], metrics };
}

describe('ProtobufToIon', () => {
  test('reads one message with its doubles, long integers and nested messages', async () => {
    const row = {
      productId: 7,
      price: 2,
      stock: '9007199254740993',
      tags: ['a'],
      maker: { rating: 1 },
    };
    const { text, metrics } = await toIon(encoded(row));
    expect(text).toBe(
      '{productId:7,price:2e0,stock:"9007199254740993",tags:["a"],maker:{rating:1e0}}\n',
    );
    expect(metrics).toEqual([expect.objectContaining({ name: 'records', value: 1 })]);
  });

  test('reads many messages behind their lengths, empty ones too', async () => {
    const rows = Array.from({ length: 1_200 }, (_, index) => ({ productId: index + 1 }));
    const { text, size } = await toIon(delimited({}, ...rows), { delimited: true });
    expect(size).toBe(1_201);
    expect(text.split('\n').slice(0, 2)).toEqual(['{}', '{productId:1}']);
    expect(text.trimEnd().endsWith('{productId:1200}')).toBe(true);
  });

  test('an empty file has no rows', async () => {
    expect((await toIon(Buffer.alloc(0))).size).toBe(0);
    expect((await toIon(Buffer.alloc(0), { delimited: true })).size).toBe(0);
  });

  test('fields that the descriptor does not know are left out, or refused when asked for', async () => {
    const newer = encoded({ productId: 1, extra: 'x' }, 'Newer');
    expect((await toIon(newer)).text).toBe('{productId:1}\n');
    await expect(toIon(newer, { errorOnUnknownFields: true })).rejects.toThrow('unknown fields: 9');
  });

  test.each([
    [
      'a type that is not there',
      encoded({}),
      { typeName: 'com.shop.Nothing' },
      'it has com.shop.Product',
    ],
    ['other bytes', Buffer.from([0xff, 0xff, 0xff]), {}, 'The file cannot be read'],
    [
      'a cut message',
      delimited({}, { productId: 5 }).subarray(0, 2),
      { delimited: true },
      'Message 2 cannot',
    ],
    [
      'a huge length',
      Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7f]),
      { delimited: true },
      'Message 1 cannot',
    ],
    ['no URI', encoded({}), { descriptorFile: '/etc/passwd' }, 'must be the URI'],
  ])('%s is an error that says what is wrong', async (_, content, properties, text) => {
    await expect(toIon(content, properties)).rejects.toThrow(text);
  });

  test('a descriptor file that is none is an error', async () => {
    await expect(toIon(encoded({}), {}, Buffer.from('hello'))).rejects.toThrow('descriptorFile');
  });
});
