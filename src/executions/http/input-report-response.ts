import type { FailedCheck } from '../checks.js';
import type { InputReport } from '../validate-inputs.js';
import { masked } from './masked.js';

export class InputErrorResponse {
  message!: string;
}

export class ResolvedInputResponse {
  /** As declared in the flow. */
  input!: object;
  value?: unknown;
  /** False when `dependsOn` switches the input off. */
  enabled!: boolean;
  isDefault!: boolean;
  errors!: InputErrorResponse[];
}

export class InputReportResponse {
  id!: string;
  namespace!: string;
  inputs!: ResolvedInputResponse[];
  checks!: readonly FailedCheck[];
}

export function toInputReport(report: InputReport): InputReportResponse {
  return {
    id: report.flowId,
    namespace: report.namespace,
    inputs: report.inputs.map(({ input, value, enabled, isDefault, error }) => ({
      input,
      value: value === null ? undefined : masked(value),
      enabled,
      isDefault,
      errors: error === undefined ? [] : [{ message: error }],
    })),
    checks: report.checks,
  };
}
