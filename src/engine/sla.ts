import type { Draft } from './draft.js';
import { breakOff } from './finish.js';
import { isEnded } from './gates.js';
import { mergeLabels } from './labels.js';
import type { ExecutionView } from './view.js';

/** Assertions are evaluated until one SLA was violated: only the first violation acts (engine.md §15.2). */
export function hasAssertions({ flow, execution }: ExecutionView): boolean {
  const isWatched = execution.memo?.['sla'] === undefined && !isEnded(execution);
  return isWatched && flow.sla.some((sla) => sla.type === 'EXECUTION_ASSERTION');
}

export function askAssertions(draft: Draft): void {
  draft.view.flow.sla.forEach((sla, index) => {
    if (sla.type === 'EXECUTION_ASSERTION') {
      draft.ask({ key: `sla:${index}`, expression: sla.assert ?? '' });
    }
  });
}

/** Labels in any case; FAIL and CANCEL break the execution off, without its error tasks. */
export function violate(draft: Draft, index: number): void {
  const { flow, execution } = draft.view;
  const sla = flow.sla[index];
  if (sla === undefined || execution.memo?.['sla'] !== undefined || isEnded(execution)) {
    return;
  }
  draft.change({ kind: 'ExecutionMemoSet', memo: { sla: sla.id } });
  if (sla.labels !== undefined && sla.labels.length > 0) {
    draft.change({ kind: 'LabelsSet', labels: mergeLabels(execution.labels, sla.labels) });
  }
  if (sla.behavior !== 'NONE') {
    const state = sla.behavior === 'FAIL' ? 'FAILED' : 'CANCELLED';
    draft.log('ERROR', `Flow is ${state} because the SLA ${sla.id} is violated`);
    breakOff(draft, state);
  }
}
