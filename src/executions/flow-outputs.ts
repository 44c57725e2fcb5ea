import { InvalidEntityError } from '../model/errors.js';
import type { Flow } from '../model/flow.js';
import type { FlowOutput, Input } from '../model/input.js';
import { InputMismatch } from './inputs/input-mismatch.js';
import { parseInput } from './inputs/parse-input.js';
import { show } from './inputs/show.js';

/**
 * Rendered flow outputs converted to their declared types like inputs (engine.md §19.5); without a type they stay as
 * rendered. Throws InvalidEntityError.
 */
export function resolveFlowOutputs(
  flow: Pick<Flow, 'outputs'>,
  rendered: Readonly<Record<string, unknown>>,
  encrypt?: (text: string) => unknown,
): Record<string, unknown> {
  const outputs: Record<string, unknown> = {};
  for (const output of flow.outputs) {
    const value = rendered[output.id];
    try {
      outputs[output.id] = typedOutput(output, value, encrypt);
    } catch (error) {
      if (!(error instanceof InputMismatch)) {
        throw error;
      }
      const message = `Invalid output for \`${output.id}\`, ${error.message}, but received \`${show(value)}\``;
      throw new InvalidEntityError([{ path: output.id, message }]);
    }
  }
  return outputs;
}

function typedOutput(
  output: FlowOutput,
  value: unknown,
  encrypt?: (text: string) => unknown,
): unknown {
  if (value === null || value === undefined) {
    return null;
  }
  switch (output.type) {
    case undefined:
      return value;
    case 'SECRET':
      if (!encrypt) {
        throw new InputMismatch(
          'Unable to use a `SECRET` input/output as encryption is not configured',
        );
      }
      return encrypt(show(value));
    default:
      return parseInput(value, { ...output, type: output.type } as Input);
  }
}
