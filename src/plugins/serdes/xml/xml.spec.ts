import { describe, expect, test } from '@jest/globals';
import { convertFile } from '../../../testing/convert-file.js';

const CATALOG =
  '<?xml version="1.0"?>\n<catalog><item id="1"><name>A &amp; B</name></item><item id="2"><name>007</name></item></catalog>';

const toIon = (xml: string, properties = {}) => convertFile('xml.XmlToIon', xml, properties);

describe('XmlToIon', () => {
  test('gives the document as one map', async () => {
    expect((await toIon('<a><b>1</b><c x="true">t</c><d/></a>')).text).toBe(
      '{a:{b:1,c:{content:"t",x:true},d:""}}\n',
    );
  });

  test('gives a row per element at a path', async () => {
    const { lines, outputs } = await toIon(CATALOG, { query: '/catalog/item' });
    expect(lines).toEqual(['{name:"A & B",id:1}', '{name:"007",id:2}']);
    expect(outputs).toMatchObject({ size: 2 });
    expect((await toIon(CATALOG, { query: '/catalog/item/1/name' })).lines).toEqual(['"007"']);
  });

  test('an element of forceList is a list even when there is one', async () => {
    const parserConfiguration = { forceList: ['b'] };
    expect((await toIon('<a><b>1</b></a>', { parserConfiguration })).text).toBe('{a:{b:[1]}}\n');
  });

  test('an empty list has no rows and a wrong path is an error', async () => {
    const empty = await toIon('<catalog/>', { query: '/catalog/item' });
    expect(empty.outputs).toMatchObject({ size: 0 });
    expect(empty.logs).toMatchObject([{ level: 'WARN' }]);
    await expect(toIon(CATALOG, { query: '/catalogue/item' })).rejects.toThrow(
      'nothing at /catalogue',
    );
  });

  test('refuses what is not XML', async () => {
    await expect(toIon('<a>\n<b></a>')).rejects.toThrow(/This is not XML.*/);
    await expect(toIon(' ')).rejects.toThrow('The XML file is empty');
  });
});

describe('IonToXml', () => {
  test('writes an item per row', async () => {
    const ion = '{id:1,name:"a<b & c",tags:["x","y"],none:null,sub:{k:true}}\n{\'a b\':1.50}\n';
    expect((await convertFile('xml.IonToXml', ion, { rootName: 'rows' })).text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<rows>\n' +
        '<item><id>1</id><name>a&lt;b &amp; c</name><tags>x</tags><tags>y</tags><none/><sub><k>true</k></sub></item>\n' +
        '<item><a_b>1.50</a_b></item>\n</rows>\n',
    );
  });
});
