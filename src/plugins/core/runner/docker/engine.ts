import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { IllegalArgumentError, IllegalStateError } from '../../../../model/errors.js';

const PING_MS = 2_000;

/** Where an engine listens when nothing says otherwise. */
const USUAL_SOCKETS = ['/var/run/docker.sock', '/dind/docker.sock'];

type Address = { readonly socketPath: string } | { readonly host: string; readonly port: number };

export interface EngineCall {
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body?: Readable;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The engine answered with an error; the message is the engine's own. */
export class EngineRefusal extends IllegalStateError {
  constructor(
    readonly status: number,
    readonly reason: string,
  ) {
    super(`The Docker engine says: ${reason}`);
  }
}

/** The HTTP API of a Docker engine, in the newest version that the engine speaks. */
export class DockerEngine {
  private constructor(private readonly address: Address) {}

  /** The engine at `host` (`unix:///…`, `tcp://host:port`), else at a usual place; undefined when none answers. */
  static async find(host: string | undefined): Promise<DockerEngine | undefined> {
    const addresses: Address[] =
      host === undefined ? USUAL_SOCKETS.map((socketPath) => ({ socketPath })) : [addressOf(host)];
    for (const engine of addresses.map((address) => new DockerEngine(address))) {
      if (await engine.answers()) {
        return engine;
      }
    }
    return undefined;
  }

  /** The parsed answer; undefined for an empty one. Throws EngineRefusal for a status of 400 and above. */
  async call(method: string, path: string, call: EngineCall = {}): Promise<unknown> {
    const answer = await text(await this.open(method, path, call));
    return answer.trim() === '' ? undefined : (JSON.parse(answer) as unknown);
  }

  /** The answer as it comes. */
  async open(method: string, path: string, call: EngineCall = {}): Promise<IncomingMessage> {
    const answer = await this.send(method, path, call);
    const status = answer.statusCode ?? 0;
    if (status >= 400) {
      throw new EngineRefusal(status, messageOf(await text(answer)) || `status ${status}`);
    }
    return answer;
  }

  private send(method: string, path: string, call: EngineCall): Promise<IncomingMessage> {
    const { query = {}, json, body, headers, signal } = call;
    const search = new URLSearchParams(query).toString();
    return new Promise((resolve, reject) => {
      const outgoing = request({
        ...this.address,
        method,
        path: search === '' ? path : `${path}?${search}`,
        headers: {
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        // A call may last as long as its container: connections are not shared.
        agent: false,
        ...(signal === undefined ? {} : { signal }),
      });
      outgoing.once('response', resolve);
      outgoing.once('error', reject);
      if (body === undefined) {
        outgoing.end(json === undefined ? undefined : JSON.stringify(json));
      } else {
        pipeline(body, outgoing).catch(reject);
      }
    });
  }

  private async answers(): Promise<boolean> {
    try {
      await text(await this.open('GET', '/_ping', { signal: AbortSignal.timeout(PING_MS) }));
      return true;
    } catch {
      return false;
    }
  }
}

function addressOf(host: string): Address {
  if (host.startsWith('unix://') || host.startsWith('/')) {
    return { socketPath: host.replace(/^unix:\/\//, '') };
  }
  const url = URL.canParse(host) ? new URL(host) : undefined;
  if (url === undefined || !/^(tcp|http):$/.test(url.protocol) || url.hostname === '') {
    throw new IllegalArgumentError(
      `host: \`${host}\` is no address of a Docker engine, use unix:///path or tcp://host:port`,
    );
  }
  return { host: url.hostname, port: Number(url.port || 2375) };
}

function messageOf(body: string): string {
  try {
    return String((JSON.parse(body) as { message?: unknown }).message ?? body);
  } catch {
    return body;
  }
}
