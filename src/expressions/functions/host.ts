import {
  booleanArgument,
  optionalText,
  requiredArgument,
  textArgument,
  type Arguments,
  type FunctionDefinition,
} from '../definition.js';
import { Failure } from '../errors.js';
import type { Context } from '../evaluation/context.js';
import type { ExpressionHost } from '../host.js';
import { isMap, type DataMap } from '../values/data.js';

/** Functions that the host of the rendering answers, at once or later. */
export const HOST_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  secret: host(['key'], 'secret', (secret, [key]) => secret(textArgument(key, 'key'))),
  kv: host(['key', 'namespace', 'errorOnMissing'], 'kv', (kv, [key, namespace, errorOnMissing]) =>
    kv(
      textArgument(key, 'key'),
      optionalText(namespace, 'namespace'),
      booleanArgument(errorOnMissing, 'errorOnMissing', false),
    ),
  ),
  read: host(['path'], 'read', (read, [path]) => read(textArgument(path, 'path'))),
  fileURI: host(['path'], 'fileUri', (fileUri, [path]) => fileUri(textArgument(path, 'path'))),
  fileSize: host(['path'], 'fileSize', (fileSize, [path]) => fileSize(textArgument(path, 'path'))),
  fileExists: host(['path'], 'fileExists', (fileExists, [path]) =>
    fileExists(textArgument(path, 'path')),
  ),
  isFileEmpty: host(['path'], 'isFileEmpty', (isFileEmpty, [path]) =>
    isFileEmpty(textArgument(path, 'path')),
  ),
  errorLogs: host([], 'errorLogs', (errorLogs) => errorLogs()),
  tasksWithState: host(['state'], 'tasksWithState', (tasks, [state]) =>
    tasks(textArgument(state, 'state')),
  ),
  http: host(['uri', 'method', 'query', 'body', 'contentType', 'headers'], 'http', (http, args) => {
    const [uri, method, query, body, contentType, headers] = args;
    return http({
      uri: textArgument(uri, 'uri'),
      method: optionalText(method, 'method') ?? 'GET',
      query: optionalMap(query, 'query'),
      body: body ?? null,
      contentType: optionalText(contentType, 'contentType') ?? 'application/json',
      headers: optionalMap(headers, 'headers'),
    });
  }),
};

function host<Member extends keyof ExpressionHost>(
  parameters: readonly string[],
  member: Member,
  ask: (call: NonNullable<ExpressionHost[Member]>, args: Arguments) => unknown,
): FunctionDefinition {
  return {
    parameters,
    call: (args, context) =>
      context.session.call(() => ask(memberOf(context, member), args)) ?? null,
  };
}

function memberOf<Member extends keyof ExpressionHost>(
  context: Context,
  member: Member,
): NonNullable<ExpressionHost[Member]> {
  const provider = context.options.host;
  const call = provider?.[member];
  if (provider === undefined || call === undefined || call === null) {
    throw new Failure(`This function cannot be used here: only running tasks have \`${member}\``);
  }
  return call.bind(provider) as NonNullable<ExpressionHost[Member]>;
}

function optionalMap(value: unknown, name: string): DataMap {
  if (value === undefined || value === null) {
    return {};
  }
  if (!isMap(requiredArgument(value, name))) {
    throw new Failure(`The argument \`${name}\` must be a map`);
  }
  return isMap(value) ? value : {};
}
