import { readIon } from '../../platform/ion/index.js';
import type { FunctionDefinition } from '../definition.js';
import { Failure } from '../errors.js';
import { kindOf } from '../values/data.js';
import { parseJson } from '../values/json.js';
import { parseYaml } from '../values/yaml.js';

const fromJson = parser('json', parseJson);

export const PARSING_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  fromJson,
  json: fromJson,
  fromIon: parser('ion', (text) => readIon(text)),
  yaml: parser('yaml', parseYaml, 'fail'),
};

function parser(
  parameter: string,
  parse: (text: string) => unknown,
  onNull: 'pass' | 'fail' = 'pass',
): FunctionDefinition {
  return {
    parameters: [parameter],
    call: ([text]) => {
      if (text === undefined) {
        throw new Failure(`The argument \`${parameter}\` is missing`);
      }
      if (text === null && onNull === 'pass') {
        return null;
      }
      if (typeof text !== 'string') {
        throw new Failure(`A text is needed, not ${kindOf(text)}`);
      }
      return parse(text);
    },
  };
}
