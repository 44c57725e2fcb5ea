/**
 * Notes for the OpenAPI document, in the place where @nestjs/swagger looks for them. That package is loaded only to
 * generate the document (openapi/generate): a server would pay 15 MB and 100 ms for it. What the types of a handler say
 * needs no note.
 */
type Annotation = ClassDecorator & MethodDecorator;

const EXTENSIONS = 'swagger/apiExtension';

/** The group of a route, or of every route of a controller. */
export function ApiTags(...tags: string[]): Annotation {
  return annotation('swagger/apiUseTags', tags);
}

/** Media types of the answer where it is not JSON. */
export function ApiProduces(...mediaTypes: string[]): Annotation {
  return extension('x-produces', mediaTypes);
}

/** Media types of the text that a handler takes as its body. */
export function ApiConsumes(...mediaTypes: string[]): Annotation {
  return extension('x-consumes', mediaTypes);
}

/** Name of the one part of the form that the handler takes. */
export function ApiFile(part: string): Annotation {
  return extension('x-file', part);
}

/** Query parameters that the handler reads by name; openapi/generate/parameters.ts describes them. */
export function ApiParameters(...names: string[]): Annotation {
  return extension('x-parameters', names);
}

/** Keeps a route out of the document. */
export function ApiExcludeEndpoint(): Annotation {
  return annotation('swagger/apiExcludeEndpoint', { disable: true });
}

function extension(name: string, value: unknown): Annotation {
  return (target: object, property?: string | symbol, descriptor?: PropertyDescriptor): void => {
    const place = (descriptor?.value as object | undefined) ?? target;
    const others = (Reflect.getMetadata(EXTENSIONS, place) ?? {}) as object;
    annotation(EXTENSIONS, { ...others, [name]: value })(
      target,
      property as string,
      descriptor as PropertyDescriptor,
    );
  };
}

function annotation(key: string, value: unknown): Annotation {
  return (target: object, _name?: string | symbol, descriptor?: PropertyDescriptor): void => {
    Reflect.defineMetadata(key, value, (descriptor?.value as object | undefined) ?? target);
  };
}
