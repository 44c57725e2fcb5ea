import { describe, expect, test } from '@jest/globals';
import { bindNamed, withPlaceholders } from './bind-parameters.js';
import { MYSQL, POSTGRESQL, SQLITE } from './dialect.js';
import { splitStatements } from './split-statements.js';

describe('splitting', () => {
  test.each([
    ['select 1; select 2', ['select 1', 'select 2']],
    ['select 1;;\n ; -- nothing\n /* ; */', ['select 1']],
    ["select ';', 'it''s;' ; select \"a;b\"", ["select ';', 'it''s;'", 'select "a;b"']],
    [
      '-- why; because\nselect 1 /* a; b */ ; select 2',
      ['-- why; because\nselect 1 /* a; b */', 'select 2'],
    ],
    ['select $$;$$, $a$ $$;$$ $a$; select 2', ['select $$;$$, $a$ $$;$$ $a$', 'select 2']],
    ["select E'a\\';b'; select 2", ["select E'a\\';b'", 'select 2']],
    [
      'select case when 1 = 1 then 2 end; select 3',
      ['select case when 1 = 1 then 2 end', 'select 3'],
    ],
    ['begin; select 1; end; select 2', ['begin', 'select 1', 'end', 'select 2']],
    ['select 1::int; select a[1:2]', ['select 1::int', 'select a[1:2]']],
    ["select 'not closed; select 2", ["select 'not closed", 'select 2']],
  ])('%j', (sql, statements) => {
    expect(splitStatements(sql, POSTGRESQL)).toEqual(statements);
  });

  test('keeps the body of a trigger together', () => {
    const trigger =
      'create temp trigger t after insert on a begin select case when 1 then 2 end; delete from b; end';
    expect(splitStatements(`${trigger}; select 1`, SQLITE)).toEqual([trigger, 'select 1']);
  });

  test('keeps the body of a procedure together', () => {
    const procedure =
      'create procedure p() begin while x do if y then select 1; end if; end while; select 2; end';
    expect(splitStatements(`${procedure}; call p()`, MYSQL)).toEqual([procedure, 'call p()']);
  });

  test("knows MySQL's backslashes and comments", () => {
    expect(splitStatements("select 'it\\'s; x' # a; b\n; select `a;b`", MYSQL)).toEqual([
      "select 'it\\'s; x' # a; b",
      'select `a;b`',
    ]);
  });
});

describe('named parameters', () => {
  test('become placeholders outside of quotes, comments and casts', () => {
    const sql = "select :a, ':a', :b::int, \":a\", :a -- :c\n, /* :c */ '10:30'";
    expect(bindNamed(sql, { a: 1, b: null }, POSTGRESQL)).toEqual({
      sql: "select $1, ':a', $2::int, \":a\", $3 -- :c\n, /* :c */ '10:30'",
      values: [1, null, 1],
    });
  });

  test('leave the statement alone when there are none', () => {
    expect(bindNamed('select a[x:y], :z', {}, POSTGRESQL)).toEqual({
      sql: 'select a[x:y], :z',
      values: [],
    });
  });

  test('must all have a value', () => {
    expect(() => bindNamed('select :toString', { a: 1 }, MYSQL)).toThrow(
      'parameters: there is no value for :toString; the names given are a',
    );
  });
});

test('question marks become placeholders outside of quotes and comments', () => {
  const sql = "insert into t values (?, '?', ?) -- ?";
  expect(withPlaceholders(sql, POSTGRESQL)).toBe("insert into t values ($1, '?', $2) -- ?");
  expect(withPlaceholders(sql, SQLITE)).toBe(sql);
});
