/**
 * Notes for the OpenAPI document, in the place where @nestjs/swagger looks for them. That package is loaded only to
 * generate the document: a server would pay 15 MB and 100 ms for it.
 */
type Annotation = ClassDecorator & MethodDecorator;

/** The group of a route, or of every route of a controller. */
export function ApiTags(...tags: string[]): Annotation {
  return annotation('swagger/apiUseTags', tags);
}

/** Media types of the answer where it is not JSON. */
export function ApiProduces(...mediaTypes: string[]): Annotation {
  return annotation('swagger/apiProduces', mediaTypes);
}

/** Keeps a route out of the document. */
export function ApiExcludeEndpoint(): Annotation {
  return annotation('swagger/apiExcludeEndpoint', { disable: true });
}

function annotation(key: string, value: unknown): Annotation {
  return (target: object, _name?: string | symbol, descriptor?: PropertyDescriptor): void => {
    Reflect.defineMetadata(key, value, (descriptor?.value as object | undefined) ?? target);
  };
}
