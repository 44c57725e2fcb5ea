import { writeIon } from '../../platform/ion/index.js';
import { textArgument, type FilterDefinition } from '../definition.js';
import { runJq } from '../jq/run-jq.js';
import { parseJson } from '../values/json.js';
import { toPlainData } from '../values/plain.js';
import { toJson } from '../values/print.js';
import { toYaml } from '../values/yaml-writer.js';

const json: FilterDefinition = { parameters: [], acceptsNull: true, apply: toJson };

export const STRUCTURED_FILTERS: Readonly<Record<string, FilterDefinition>> = {
  toJson: json,
  json,
  toIon: {
    parameters: [],
    acceptsNull: true,
    apply: (input, _, { budget }) => writeIon(toPlainData(input, budget)),
  },
  yaml: {
    parameters: [],
    acceptsNull: true,
    apply: (input) => (input === null ? 'null' : toYaml(input)),
  },
  jq: {
    parameters: ['expression'],
    apply: (input, [expression], context) => {
      const program = textArgument(expression, 'expression');
      return runJq(typeof input === 'string' ? validJson(input) : toJson(input), program, context);
    },
  },
};

/** The text itself where jq reads exactly one value from it, so that null entries stay. */
function validJson(text: string): string {
  const value = parseJson(text);
  try {
    JSON.parse(text);
    return text;
  } catch {
    return toJson(value);
  }
}
