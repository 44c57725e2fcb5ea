import type { IncomingMessage } from 'node:http';
import { request as requestPlain } from 'node:http';
import { request as requestEncrypted } from 'node:https';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { IllegalStateError } from '../../../../model/errors.js';
import type { DockerPlace } from '../../../api/task-runner.js';
import type { EngineAddress } from './engine-address.js';
import { engineAddresses } from './engine-address.js';

const PING_MS = 2_000;

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
  private constructor(private readonly address: EngineAddress) {}

  /** The engine of a place; undefined when none answers, and `unreachable` hears why. */
  static async find(
    place: DockerPlace,
    unreachable?: (reason: string) => void,
  ): Promise<DockerEngine | undefined> {
    for (const address of await engineAddresses(place)) {
      const engine = new DockerEngine(address);
      const failure = await engine.ping();
      if (failure === undefined) {
        return engine;
      }
      unreachable?.(`${address.name}: ${failure}`);
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
    const request = this.address.isEncrypted ? requestEncrypted : requestPlain;
    return new Promise((resolve, reject) => {
      const outgoing = request({
        ...this.address.options,
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

  /** Why it does not answer. */
  private async ping(): Promise<string | undefined> {
    try {
      await text(await this.open('GET', '/_ping', { signal: AbortSignal.timeout(PING_MS) }));
      return undefined;
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      // Trying several addresses of a name fails with a code only.
      return message || code || 'no answer';
    }
  }
}

function messageOf(body: string): string {
  try {
    return String((JSON.parse(body) as { message?: unknown }).message ?? body);
  } catch {
    return body;
  }
}
