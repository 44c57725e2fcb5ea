import http from 'node:http';

/**
 * A small open-loop load generator: requests leave at a fixed rate whatever the answers do, so that a slow server shows
 * in the latencies instead of slowing the load down (no coordinated omission).
 */
export async function atRate({ perSecond, seconds, send }) {
  const total = Math.round(perSecond * seconds);
  const latencies = [];
  const failures = new Map();
  const begun = performance.now();
  const open = new Set();
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1000) * perSecond) + 1);
    for (; sent < due; sent++) {
      const intended = begun + (sent / perSecond) * 1000;
      const one = send()
        .then(() => latencies.push(performance.now() - intended))
        .catch((error) =>
          failures.set(String(error.message), (failures.get(String(error.message)) ?? 0) + 1),
        )
        .finally(() => open.delete(one));
      open.add(one);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(open);
  return { latencies, failures, seconds: (performance.now() - begun) / 1000 };
}

/** Sends as fast as `connections` lanes allow. */
export async function atLimit({ connections, seconds, send }) {
  const latencies = [];
  const failures = new Map();
  const begun = performance.now();
  const lane = async () => {
    while (performance.now() - begun < seconds * 1000) {
      const sent = performance.now();
      try {
        await send();
        latencies.push(performance.now() - sent);
      } catch (error) {
        failures.set(String(error.message), (failures.get(String(error.message)) ?? 0) + 1);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  return { latencies, failures, seconds: (performance.now() - begun) / 1000 };
}

export function percentile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] ?? NaN;
}

export const ms = (value) => (Number.isNaN(value) ? '-' : `${value.toFixed(1)} ms`);

/** A client with kept-alive connections; resolves to the parsed body, throws for a status of 400 and more. */
export function client(url, { connections = 64 } = {}) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const base = new URL(url);
  return (method, path, { body, headers } = {}) =>
    new Promise((resolve, reject) => {
      const request = http.request(
        {
          agent,
          host: base.hostname,
          port: base.port,
          method,
          path,
          headers: {
            ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
            ...headers,
          },
        },
        (response) => {
          const parts = [];
          response.on('data', (part) => parts.push(part));
          response.on('end', () => {
            const text = Buffer.concat(parts).toString();
            if ((response.statusCode ?? 500) >= 400) {
              reject(new Error(`${response.statusCode} ${text.slice(0, 200)}`));
            } else {
              resolve(text === '' ? undefined : JSON.parse(text));
            }
          });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
}
