import { IllegalArgumentError } from '../../../../model/errors.js';
import { parseJson } from '../../../../model/json.js';
import { isPlainMap } from '../../../api/convert-value.js';

type Texts = Readonly<Record<string, unknown>>;

/** An image as the engine wants it: `python:3.13-slim` → `python`, `3.13-slim`. */
export function imageParts(image: string): { fromImage: string; tag: string } {
  if (image.includes('@')) {
    const [name = '', digest = ''] = image.split('@');
    return { fromImage: name, tag: digest };
  }
  const colon = image.lastIndexOf(':');
  return colon > image.lastIndexOf('/')
    ? { fromImage: image.slice(0, colon), tag: image.slice(colon + 1) }
    : { fromImage: image, tag: 'latest' };
}

/**
 * Header that logs in at the image's registry: from `credentials`, else from the entry of the registry in a Docker
 * `config.json`, given as map or text.
 */
export function loginHeader(
  image: string,
  credentials: Texts | undefined,
  config: unknown,
): Readonly<Record<string, string>> {
  const login = credentials ?? loginOf(registryOf(image), config);
  if (login === undefined) {
    return {};
  }
  const { registry, username, password, registryToken, identityToken, auth } = login;
  const [authUser, ...authPassword] = decoded(auth);
  const header = {
    serveraddress: registry ?? registryOf(image),
    username: username ?? authUser,
    password: password ?? (authPassword.length > 0 ? authPassword.join(':') : undefined),
    registrytoken: registryToken,
    identitytoken: identityToken,
  };
  return { 'x-registry-auth': Buffer.from(JSON.stringify(header)).toString('base64url') };
}

/** Docker Hub, unless the first part of the name looks like a host. */
function registryOf(image: string): string {
  const [first = ''] = image.split('/');
  return image.includes('/') && /[.:]|^localhost$/.test(first)
    ? first
    : 'https://index.docker.io/v1/';
}

function loginOf(registry: string, config: unknown): Texts | undefined {
  if (config === undefined || config === '') {
    return undefined;
  }
  const parsed = typeof config === 'string' ? parseJson(config) : config;
  if (!isPlainMap(parsed)) {
    throw new IllegalArgumentError('config: must be the content of a Docker config.json');
  }
  const logins = isPlainMap(parsed['auths']) ? parsed['auths'] : {};
  const login = logins[registry] ?? logins[`https://${registry}`];
  return isPlainMap(login) ? login : undefined;
}

function decoded(auth: unknown): string[] {
  return typeof auth === 'string' ? Buffer.from(auth, 'base64').toString('utf8').split(':') : [];
}
