import { Property } from '../../api/property.js';

/** Limits of time. */
export class HttpTimeout {
  @Property('duration', { description: 'To get a connection.' })
  connectTimeout?: number;

  @Property('duration', { description: 'Between two pieces of the answer.' })
  readIdleTimeout?: number;
}

export class HttpProxy {
  @Property('string', { description: 'Kind.', values: ['DIRECT', 'HTTP', 'SOCKS'] })
  type = 'DIRECT';

  @Property('string', { description: 'Host.' })
  address?: string;

  @Property('integer', { description: 'Port.' })
  port?: number;

  @Property('string', { description: 'User.' })
  username?: string;

  @Property('string', { description: 'Password.' })
  password?: string;
}

export class HttpAuth {
  @Property('string', { description: 'Kind.', values: ['BASIC', 'BEARER', 'DIGEST'] })
  type = 'BASIC';

  @Property('string', { description: 'User, for BASIC and DIGEST.' })
  username?: string;

  @Property('string', { description: 'Password, for BASIC and DIGEST.' })
  password?: string;

  @Property('string', { description: 'Token, for BEARER.' })
  token?: string;
}

export class SslOptions {
  @Property('boolean', { description: 'Trust every certificate.' })
  insecureTrustAllCertificates = false;
}

/** How a call is made (tasks.md §5); the names up to 0.21 stand after those of today. */
export class RequestOptions {
  @Property('object', { description: 'Limits of time.', of: HttpTimeout })
  timeout?: HttpTimeout;

  @Property('object', { description: 'Proxy.', of: HttpProxy })
  proxy?: HttpProxy;

  @Property('object', { description: 'Login.', of: HttpAuth })
  auth?: HttpAuth;

  @Property('object', { description: 'Certificates.', of: SslOptions })
  ssl?: SslOptions;

  @Property('boolean', { description: 'Follow redirects.' })
  followRedirects = true;

  @Property('boolean', { description: 'A status of 400 and above is no failure.' })
  allowFailed = false;

  @Property('list', { description: 'The only statuses that are no failure.' })
  allowedResponseCodes?: string[];

  @Property('string', { description: 'Charset of answers that say none.' })
  defaultCharset = 'UTF-8';

  @Property('list', { description: 'Accepted and ignored.' })
  logs?: string[];

  @Property('duration', { description: 'Old form of `timeout`.', deprecated: true })
  connectTimeout?: number;

  @Property('duration', { description: 'Old form of `timeout`.', deprecated: true })
  readTimeout?: number;

  @Property('duration', { description: 'Old form of `timeout`.', deprecated: true })
  readIdleTimeout?: number;

  @Property('duration', { description: 'Accepted and ignored.', deprecated: true })
  connectionPoolIdleTimeout?: number;

  @Property('integer', { description: 'Largest body that Request accepts, in bytes.' })
  maxContentLength = 10 * 1024 * 1024;

  @Property('string', {
    description: 'Old form of `proxy`.',
    values: ['DIRECT', 'HTTP', 'SOCKS'],
    deprecated: true,
  })
  proxyType?: string;

  @Property('string', { description: 'Old form of `proxy`.', deprecated: true })
  proxyAddress?: string;

  @Property('integer', { description: 'Old form of `proxy`.', deprecated: true })
  proxyPort?: number;

  @Property('string', { description: 'Old form of `proxy`.', deprecated: true })
  proxyUsername?: string;

  @Property('string', { description: 'Old form of `proxy`.', deprecated: true })
  proxyPassword?: string;

  @Property('string', { description: 'Old form of `auth`.', deprecated: true })
  basicAuthUser?: string;

  @Property('string', { description: 'Old form of `auth`.', deprecated: true })
  basicAuthPassword?: string;

  @Property('string', { description: 'Accepted and ignored.', deprecated: true })
  logLevel?: string;
}
