import { describe, expect, test } from '@jest/globals';
import { jsonToSource } from './json-source.js';
import { fragmentsOf } from './source-fragments.js';
import { sameSource, splitDocuments, withDisabled, withNamespace } from './source-text.js';

describe('several documents in one text', () => {
  test('are separated by lines of three dashes only', () => {
    expect(splitDocuments('a: "strange---string"\n---\nb: foo---\n--- \r\n\n---\nc: 1')).toEqual([
      'a: "strange---string"\n',
      'b: foo---\n',
      'c: 1',
    ]);
  });

  test('nothing gives no document', () => {
    expect(splitDocuments('\n---\n  \n')).toEqual([]);
  });
});

describe('two sources', () => {
  test('are the same whatever revision they name', () => {
    expect(sameSource('id: a\nrevision: 3\nx: 1\n', 'id: a\nx: 1\n')).toBe(true);
    expect(sameSource('id: a\nx: 1\n', 'id: a\nx: 2\n')).toBe(false);
    expect(sameSource('id: a\n  revision: 1\n', 'id: a\n  revision: 2\n')).toBe(false);
  });
});

describe('editing a source', () => {
  test('the disabled line is rewritten in place or appended', () => {
    expect(withDisabled('id: a\ndisabled: false # why\nb: 1\n', true)).toBe(
      'id: a\ndisabled: true\nb: 1\n',
    );
    expect(withDisabled('id: a', true)).toBe('id: a\ndisabled: true\n');
    expect(withDisabled('tasks:\n  - disabled: false\n', true)).toBe(
      'tasks:\n  - disabled: false\ndisabled: true\n',
    );
  });

  test('only the top-level namespace is rewritten', () => {
    const source = 'id: a\nnamespace: old\ntasks:\n  - namespace: old\n';
    expect(withNamespace(source, 'new')).toBe(
      'id: a\nnamespace: new\ntasks:\n  - namespace: old\n',
    );
  });

  test('JSON becomes YAML with the same spelling of numbers and order of keys', () => {
    expect(
      jsonToSource(
        '{"id": "a", "variables": {"2": 1.0, "1": "true", "big": 12345678901234567890}, "l": [1, "x"]}',
      ),
    ).toBe(
      'id: a\nvariables:\n  "2": 1.0\n  "1": "true"\n  big: 12345678901234567890\nl:\n  - 1\n  - x\n',
    );
  });
});

describe('fragments of a source', () => {
  test('are the lines with the text, hits marked', () => {
    expect(fragmentsOf('id: a\n# Comment one\nx: comment', 'comment')).toEqual([
      '# [mark]Comment[/mark] one',
      'x: [mark]comment[/mark]',
    ]);
    expect(fragmentsOf('a.b\naxb', 'a.b')).toEqual(['[mark]a.b[/mark]']);
  });
});
