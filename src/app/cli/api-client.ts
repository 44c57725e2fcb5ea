import { type Command } from 'commander';
import { StartupError } from '../../platform/startup-error.js';
import { command, type GlobalOptions } from './options.js';

/** On every command that talks to a running server (cli.md §1). */
export interface ClientOptions extends GlobalOptions {
  readonly server: string;
  readonly headers: readonly string[];
  readonly user?: string;
  readonly tenant?: string;
  readonly apiToken?: string;
}

export interface ApiRequest {
  readonly body?: string | FormData;
  readonly contentType?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 180_000;

/** A command with the options of a client. */
export function clientCommand(name: string, description: string): Command {
  const repeated = (value: string, before: readonly string[]): string[] => [...before, value];
  return command(name, description)
    .option('--server <url>', 'address of the server', 'http://localhost:8080')
    .option('--headers <name=value>', 'header for every request, repeatable', repeated, [])
    .option('--user <user:password>', 'Basic authentication')
    .option('--tenant <tenant>', 'tenant to put into the paths')
    .option('--api-token <token>', 'Bearer authentication; wins over --user');
}

/** The API as the command line sees it. */
export class ApiClient {
  /** @param noun what the command is about, for error messages: `flows`. */
  constructor(
    private readonly options: ClientOptions,
    private readonly noun: string,
  ) {}

  /** @throws StartupError with the message of the server for an error status, or when there is no answer. */
  async send(method: string, path: string, request: ApiRequest = {}): Promise<Response> {
    const url = this.url(path, request.query);
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        body: request.body,
        headers: this.headers(request),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      const { cause, message } = error as Error & { cause?: { code?: string } };
      throw new StartupError(
        `Unable to reach the server at ${url.origin}: ${cause?.code ?? message}`,
      );
    }
    if (!response.ok) {
      throw new StartupError(failure(this.noun, await messageOf(response)));
    }
    return response;
  }

  private url(path: string, query: ApiRequest['query'] = {}): URL {
    const tenant = this.options.tenant === undefined ? '' : `/${this.options.tenant}`;
    const url = new URL(`${this.options.server.replace(/\/$/, '')}/api/v1${tenant}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) {
        url.searchParams.set(name, value);
      }
    }
    return url;
  }

  private headers(request: ApiRequest): Record<string, string> {
    const { user, apiToken, headers } = this.options;
    const authorization = apiToken
      ? `Bearer ${apiToken}`
      : user && `Basic ${Buffer.from(user).toString('base64')}`;
    return {
      ...(request.contentType && { 'Content-Type': request.contentType }),
      ...(authorization && { Authorization: authorization }),
      ...Object.fromEntries(headers.map(pair)),
      ...request.headers,
    };
  }
}

/** The block that every failed request prints (cli.md §1). */
export function failure(noun: string, message: string): string {
  return `\t Unable to parse ${noun} due to the following error:\n\t- ${message}`;
}

async function messageOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text || `${response.status} ${response.statusText}`;
  }
}

function pair(header: string): [string, string] {
  const cut = header.indexOf('=');
  if (cut < 1) {
    throw new StartupError(`Invalid header "${header}": it must look like name=value`, 2);
  }
  return [header.slice(0, cut), header.slice(cut + 1)];
}
