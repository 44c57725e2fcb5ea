import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

export interface SocksProxyOptions {
  /** The only version it speaks. */
  readonly version: 4 | 5;
  /** Version 5: who may use it; absent, everybody. */
  readonly login?: string;
  /** Names that only the proxy can resolve. */
  readonly hosts?: Readonly<Record<string, string>>;
}

/** A SOCKS proxy (RFC 1928 and 1929; versions 4 and 4a) that notes what it was asked to reach. */
export class SocksProxy {
  readonly wanted: string[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly options: SocksProxyOptions,
  ) {}

  static async start(options: SocksProxyOptions): Promise<SocksProxy> {
    const server = createServer((socket) => {
      proxy.sockets.add(socket);
      proxy.serve(socket).catch(() => socket.destroy());
    });
    const proxy = new SocksProxy(server, options);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  stop(): void {
    this.sockets.forEach((socket) => socket.destroy());
    this.server.close();
  }

  private async serve(socket: Socket): Promise<void> {
    const reader = new SocketReader(socket);
    const [version] = await reader.bytes(1);
    if (version !== this.options.version) {
      socket.destroy();
      return;
    }
    if (version === 5) {
      await this.greet(reader, socket);
    }
    const [host, port] = version === 5 ? await askedFor5(reader) : await askedFor4(reader);
    this.wanted.push(`${host}:${port}`);
    const far = connect(port, this.options.hosts?.[host] ?? host);
    this.sockets.add(far);
    far.on('error', () => socket.destroy());
    socket.on('error', () => far.destroy());
    far.once('connect', () => {
      socket.write(
        Buffer.from(version === 5 ? [5, 0, 0, 1, 0, 0, 0, 0, 0, 0] : [0, 90, 0, 0, 0, 0, 0, 0]),
      );
      reader.release();
      socket.pipe(far).pipe(socket);
    });
  }

  private async greet(reader: SocketReader, socket: Socket): Promise<void> {
    const [count = 0] = await reader.bytes(1);
    const offered = await reader.bytes(count);
    const { login } = this.options;
    const method = login === undefined ? 0 : 2;
    socket.write(Buffer.from([5, offered.includes(method) ? method : 0xff]));
    if (login !== undefined) {
      await reader.bytes(1);
      const said = `${await sizedText(reader)}:${await sizedText(reader)}`;
      socket.write(Buffer.from([1, said === login ? 0 : 1]));
      if (said !== login) {
        throw new Error('wrong login');
      }
    }
  }
}

async function askedFor5(reader: SocketReader): Promise<[host: string, port: number]> {
  const [, , , kind] = await reader.bytes(4);
  const host = kind === 3 ? await sizedText(reader) : (await reader.bytes(4)).join('.');
  return [host, (await reader.bytes(2)).readUInt16BE()];
}

async function askedFor4(reader: SocketReader): Promise<[host: string, port: number]> {
  await reader.bytes(1);
  const port = (await reader.bytes(2)).readUInt16BE();
  const address = (await reader.bytes(4)).join('.');
  await reader.terminatedText();
  return [/^0\.0\.0\.[^0]/.test(address) ? await reader.terminatedText() : address, port];
}

async function sizedText(reader: SocketReader): Promise<string> {
  const [length = 0] = await reader.bytes(1);
  return (await reader.bytes(length)).toString();
}

class SocketReader {
  private kept = Buffer.alloc(0);
  private wake: () => void = () => undefined;
  private readonly take = (chunk: Buffer): void => {
    this.kept = Buffer.concat([this.kept, chunk]);
    this.wake();
  };

  constructor(private readonly socket: Socket) {
    socket.on('data', this.take);
  }

  async bytes(count: number): Promise<Buffer> {
    while (this.kept.length < count) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    const taken = this.kept.subarray(0, count);
    this.kept = this.kept.subarray(count);
    return taken;
  }

  async terminatedText(): Promise<string> {
    let text = '';
    for (;;) {
      const [byte = 0] = await this.bytes(1);
      if (byte === 0) {
        return text;
      }
      text += String.fromCharCode(byte);
    }
  }

  release(): void {
    this.socket.off('data', this.take);
    if (this.kept.length > 0) {
      this.socket.unshift(this.kept);
    }
  }
}
