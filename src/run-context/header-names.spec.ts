import { describe, expect, test } from '@jest/globals';
import { render, variablesOf } from '../expressions/index.js';
import { aFlow, anExecution } from '../testing/fake-run-context.js';
import { executionVariables } from './execution-variables.js';
import { withHeaderNames } from './header-names.js';

const variables = { body: 'b', headers: { 'content-type': ['text/plain'], 'X-Who': ['me'] } };
const rendered = (template: string): unknown =>
  render(template, { variables: variablesOf({ trigger: withHeaderNames(variables) }) });

describe('the headers of a trigger', () => {
  test.each([
    "{{ trigger.headers['Content-Type'][0] }}",
    "{{ trigger.headers['content-type'] | first }}",
    "{{ trigger.headers.get('CONTENT-TYPE')[0] }}",
    "{{ trigger.headers['Content-Type'] is defined ? 'text/plain' : '' }}",
    "{{ trigger.headers['x-who'][0] == 'me' ? 'text/plain' : '' }}",
  ])('are found in any spelling: %s', (template) => {
    expect(rendered(template)).toBe('text/plain');
  });

  test('print and list as they came', () => {
    expect(rendered('{{ trigger.headers }}')).toBe(
      '{"content-type":["text/plain"],"X-Who":["me"]}',
    );
    expect(rendered('{{ trigger.headers | keys }}')).toBe('["content-type","X-Who"]');
  });

  test('that did not come are missing', () => {
    expect(rendered("{{ trigger.headers['x-other'] ?? 'missing' }}")).toBe('missing');
    expect(rendered("{{ trigger.headers.constructor ?? 'missing' }}")).toBe('missing');
  });

  test('are found in the variables of an execution, decrypted ones too', () => {
    const scope = {
      flow: aFlow(),
      execution: anExecution({ trigger: { id: 't', type: 'x', variables } }),
      outputs: {},
      tasks: {},
    };
    const settings = { envs: {}, globals: {} };
    for (const decrypt of [undefined, (text: string) => text]) {
      const roots = executionVariables(scope, settings, undefined, decrypt);
      expect(render("{{ trigger.headers['X-WHO'][0] }}", { variables: roots })).toBe('me');
    }
  });
});
