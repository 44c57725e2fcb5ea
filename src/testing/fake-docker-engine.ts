import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { packDirectory } from '../plugins/core/runner/docker/directory-archive.js';
import { ChildProcessLauncher } from '../workers/child-process.js';
import type { Certificate } from './certificate.js';

interface CreateBody {
  readonly Image: string;
  readonly Cmd: readonly string[];
  readonly Env: readonly string[];
  readonly WorkingDir: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly HostConfig: { readonly Binds: readonly string[] };
}

interface FakeContainer {
  readonly spec: CreateBody;
  /** Stands for the file system of the container. */
  readonly root: string;
  readonly killed: AbortController;
  attached?: ServerResponse;
  ended?: Promise<number>;
  start: () => void;
}

export interface FakeEngineTls extends Certificate {
  /** Authority of the clients that it serves. */
  readonly ca: string;
}

/**
 * A Docker engine on a Unix socket, or on a port with TLS, that speaks the documented HTTP API and runs containers as child processes, their
 * file system a folder. A command sees its own copy of the working directory by `cd`, not by its absolute path.
 */
export class FakeDockerEngine {
  readonly calls: string[] = [];
  readonly specs: CreateBody[] = [];
  readonly logins: string[] = [];
  readonly images = new Set<string>();
  readonly unknownImages = new Set<string>();
  private readonly containers = new Map<string, FakeContainer>();
  private readonly processes = new ChildProcessLauncher(8, { PATH: '/usr/bin:/bin' }, 100);

  private constructor(
    private readonly folder: string,
    private readonly server: Server,
  ) {}

  static async start(tls?: FakeEngineTls): Promise<FakeDockerEngine> {
    const folder = await mkdtemp(join(tmpdir(), 'fake-docker-'));
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      engine.handle(request, response).catch((error: unknown) => {
        response.writeHead(500).end(JSON.stringify({ message: String(error) }));
      });
    };
    const server =
      tls === undefined
        ? createServer(listener)
        : createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: true }, listener);
    const engine = new FakeDockerEngine(folder, server);
    await new Promise<void>((resolve) => {
      if (tls === undefined) {
        server.listen(engine.socketPath, resolve);
      } else {
        server.listen(0, '127.0.0.1', resolve);
      }
    });
    return engine;
  }

  /** `unix:///…`, or `tcp://…` with TLS. */
  get host(): string {
    const address = this.server.address() as AddressInfo | string;
    return typeof address === 'string' ? `unix://${address}` : `tcp://127.0.0.1:${address.port}`;
  }

  get running(): number {
    return this.containers.size;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await rm(this.folder, { recursive: true, force: true });
  }

  private get socketPath(): string {
    return join(this.folder, 'docker.sock');
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://engine');
    this.calls.push(`${request.method} ${url.pathname.replace(/[0-9a-f-]{36}/, 'ID')}`);
    const [, kind, id = '', action = ''] = url.pathname.split('/');
    if (url.pathname === '/_ping') {
      response.end('OK');
    } else if (kind === 'images') {
      this.image(url, request, response);
    } else if (id === 'json') {
      this.list(url, response);
    } else if (id === 'create') {
      const made = await this.create((await json(request)) as CreateBody);
      response.writeHead(201).end(JSON.stringify({ Id: made, Warnings: [] }));
    } else {
      const container = this.containers.get(id);
      if (container === undefined) {
        response.writeHead(404).end(JSON.stringify({ message: `No such container: ${id}` }));
        return;
      }
      await this.act(`${request.method} ${action}`, { id, container, request, response });
    }
  }

  private image(url: URL, request: IncomingMessage, response: ServerResponse): void {
    if (request.method === 'GET') {
      const name = url.pathname.replace(/^\/images\/|\/json$/g, '');
      response.writeHead(this.images.has(name) ? 200 : 404).end('{"message": "No such image"}');
      return;
    }
    const name = `${url.searchParams.get('fromImage')}:${url.searchParams.get('tag')}`;
    this.logins.push(String(request.headers['x-registry-auth'] ?? ''));
    response.write('{"status": "Pulling"}\r\n');
    response.end(
      this.unknownImages.has(name)
        ? '{"errorDetail": {}, "error": "manifest unknown"}\r\n'
        : '{"status": "Done"}\r\n',
    );
    this.images.add(name);
  }

  private list(url: URL, response: ServerResponse): void {
    const { label } = JSON.parse(url.searchParams.get('filters') ?? '{}') as { label: string[] };
    const [name = '', value] = label[0]?.split('=') ?? [];
    const found = [...this.containers].filter(
      ([, { spec }]) => name in spec.Labels && spec.Labels[name] === (value ?? spec.Labels[name]),
    );
    response.end(JSON.stringify(found.map(([Id, { spec }]) => ({ Id, Labels: spec.Labels }))));
  }

  private async create(spec: CreateBody): Promise<string> {
    const id = randomUUID();
    const root = join(this.folder, id);
    await mkdir(join(root, spec.WorkingDir), { recursive: true });
    this.specs.push(spec);
    const container: FakeContainer = {
      spec,
      root,
      killed: new AbortController(),
      start: () => undefined,
    };
    container.ended = new Promise<void>((resolve) => (container.start = resolve)).then(() =>
      this.execute(container),
    );
    this.containers.set(id, container);
    return id;
  }

  private async act(
    action: string,
    call: {
      id: string;
      container: FakeContainer;
      request: IncomingMessage;
      response: ServerResponse;
    },
  ): Promise<void> {
    const { id, container, request, response } = call;
    const inside = join(container.root, container.spec.WorkingDir);
    switch (action) {
      case 'PUT archive':
        // Paths in the archive begin at the root of the container.
        await unpack(request, container.root);
        response.end();
        return;
      case 'GET archive': {
        const packed = await packDirectory(inside, basename(inside));
        response.writeHead(200, { 'content-type': 'application/x-tar' });
        packed.pipe(response);
        return;
      }
      case 'POST attach':
        container.attached = response;
        response.writeHead(200, { 'content-type': 'application/vnd.docker.raw-stream' });
        response.flushHeaders();
        return;
      case 'POST start':
        container.start();
        response.writeHead(204).end();
        return;
      case 'POST wait':
        response.end(JSON.stringify({ StatusCode: await container.ended }));
        return;
      case 'POST kill':
      case 'POST stop':
        container.killed.abort();
        response.writeHead(204).end();
        return;
      default:
        container.killed.abort();
        this.containers.delete(id);
        response.writeHead(204).end();
    }
  }

  private async execute({ spec, root, killed, attached }: FakeContainer): Promise<number> {
    const isMounted = spec.HostConfig.Binds.some((bind) => bind.endsWith(`:${spec.WorkingDir}`));
    const environment = spec.Env.map((pair) => pair.split(/=(.*)/s).slice(0, 2));
    try {
      const { exitCode } = await this.processes.run(
        {
          argv: spec.Cmd,
          env: Object.fromEntries(environment) as Record<string, string>,
          workingDirectory: isMounted ? spec.WorkingDir : join(root, spec.WorkingDir),
          onLine: (line, stream) => void attached?.write(frame(stream === 'stdout' ? 1 : 2, line)),
        },
        killed.signal,
      );
      return exitCode;
    } catch {
      return 137;
    } finally {
      attached?.end();
    }
  }
}

async function unpack(archive: IncomingMessage, root: string): Promise<void> {
  const entries = extract();
  const feeding = pipeline(archive, entries);
  for await (const entry of entries) {
    const path = join(root, entry.header.name);
    if (entry.header.type === 'file') {
      await mkdir(dirname(path), { recursive: true });
      await pipeline(entry, createWriteStream(path));
    } else {
      entry.resume();
    }
  }
  await feeding;
}

function frame(stream: number, line: string): Buffer {
  const payload = Buffer.from(`${line}\n`);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}
