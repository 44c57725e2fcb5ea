/** Variables of the environment by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process: read here and nowhere else. */
export function processEnvironment(): Environment {
  return process.env;
}

/** `envs` of expressions: the variables with the prefix, prefix removed, names in lower case. */
export function prefixedVariables(
  environment: Environment,
  prefix: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment)
      .filter(([name, value]) => name.startsWith(prefix) && value !== undefined)
      .map(([name, value = '']) => [name.slice(prefix.length).toLowerCase(), value]),
  );
}

const SECRET_PREFIX = 'SECRET_';

/** Secrets: the variables `SECRET_<NAME>`, base64 (line breaks allowed) decoded, by name in upper case. */
export function secretVariables(environment: Environment): ReadonlyMap<string, string> {
  const secrets = new Map<string, string>();
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith(SECRET_PREFIX) && value !== undefined) {
      const key = name.slice(SECRET_PREFIX.length).toUpperCase();
      secrets.set(key, Buffer.from(value, 'base64').toString('utf8'));
    }
  }
  return secrets;
}
