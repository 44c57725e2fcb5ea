import { writeIon } from '../../platform/ion/index.js';
import { textArgument, type FilterDefinition } from '../definition.js';
import { runJq } from '../tools/jq.js';
import { parseJson } from '../values/json.js';
import { toPlainData } from '../evaluation/output.js';
import { toJson } from '../values/print.js';
import { toYaml } from '../values/yaml.js';

const json: FilterDefinition = { parameters: [], acceptsNull: true, apply: toJson };

export const STRUCTURED_FILTERS: Readonly<Record<string, FilterDefinition>> = {
  toJson: json,
  json,
  toIon: { parameters: [], acceptsNull: true, apply: (input) => writeIon(toPlainData(input)) },
  yaml: { parameters: [], acceptsNull: true, apply: (input) => (input === null ? 'null' : toYaml(input)) },
  jq: {
    parameters: ['expression'],
    apply: (input, [expression], context) => {
      const program = textArgument(expression, 'expression');
      return runJq(toJson(typeof input === 'string' ? parseJson(input) : input), program, context.session);
    },
  },
};
