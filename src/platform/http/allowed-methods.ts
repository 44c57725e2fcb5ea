import type { Request } from 'express';

/** What we use of Express's router. */
interface Layer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** Methods, in upper case, that routes offer for the path of a request which found no handler. */
export function allowedMethods(request: Request): string[] {
  const { stack } = (request.app as unknown as { router: { stack: readonly Layer[] } }).router;
  const methods = stack
    .filter(
      (layer) => layer.route && !isMiddleware(layer.route.methods) && layer.match(request.path),
    )
    .flatMap((layer) => Object.keys(layer.route?.methods ?? {}));
  return [...new Set(methods)].map((method) => method.toUpperCase()).sort();
}

/** Nest registers middleware of a path for every method there is; no handler answers TRACE. */
function isMiddleware(methods: Readonly<Record<string, boolean>>): boolean {
  return methods['_all'] === true || methods['trace'] === true;
}
