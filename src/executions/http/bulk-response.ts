import { newExecutionId } from '../execution-id.js';
import type { ExecutionBulkResponse } from './execution.dto.js';

/** The work is done when we answer, so the operation that clients may ask about is over. */
export function bulkResponse(count: number): ExecutionBulkResponse {
  return { count, operationId: newExecutionId(), totalItems: count };
}
