import type { NextFunction, Request, Response } from 'express';

const ACTION =
  /^(.*\/executions)\/([^/?]+)\/(restart|replay|replay-with-inputs|state|change-status|resume|pause|labels|unqueue|force-run)(\?.*)?$/;
/** A name in small letters only is a namespace. */
const EXECUTION_ID = /^(?=.*[A-Z0-9])[0-9A-Za-z]{16,22}$/;

/**
 * `POST executions/{namespace}/pause` starts a flow that is called like an action: such flows exist. What does not look
 * like the id of an execution is a namespace; the call goes to the route that says so.
 */
export function flowsNamedLikeActions(
  request: Request,
  _response: Response,
  next: NextFunction,
): void {
  const [, base, first, flowId, query = ''] =
    (request.method === 'POST' && ACTION.exec(request.url)) || [];
  if (first !== undefined && !EXECUTION_ID.test(first)) {
    request.url = `${base}/trigger/${first}/${flowId}${query}`;
  }
  next();
}
