import { isSystemLabel } from '../../model/label.js';
import { isEnded } from '../gates.js';
import { mergeLabels } from '../labels.js';
import { type Handler, illegalArgument } from './handler.js';

/** engine.md §17.5: only when terminated; system labels may come again unchanged. */
export const onLabelsSet: Handler<'LabelsSet'> = (draft, event) => {
  const { execution } = draft.view;
  if (!isEnded(execution)) {
    return illegalArgument('The execution is not terminated');
  }
  const isKnown = (key: string, value: string): boolean =>
    execution.labels.some((label) => label.key === key && label.value === value);
  const odd = event.labels.find(
    ({ key, value }) => isSystemLabel({ key, value }) && !isKnown(key, value),
  );
  if (odd !== undefined) {
    return illegalArgument(
      `System labels can only be set by the system itself, offending label: ${odd.key}=${odd.value}`,
    );
  }
  draft.change({ kind: 'LabelsSet', labels: mergeLabels(execution.labels, event.labels) });
  return undefined;
};
