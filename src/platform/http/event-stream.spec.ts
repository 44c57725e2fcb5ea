import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import type { Response } from 'express';
import { EventStream } from './event-stream.js';

/** A client that takes nothing until it is asked to. */
class SlowResponse extends EventEmitter {
  readonly written: string[] = [];
  readonly destroyed = false;
  status = () => this;
  setHeader = () => this;
  flushHeaders = () => undefined;
  end = () => this;
  write = (text: string) => {
    this.written.push(text);
    return false;
  };
}

test('a stream waits for its client each time, and leaves no listener behind', async () => {
  const response = new SlowResponse();
  const stream = new EventStream(response as unknown as Response);
  for (let sent = 0; sent < 20; sent++) {
    let isSent = false;
    const sending = stream.send({ sent }, 'progress').then(() => (isSent = true));
    await Promise.resolve();
    expect(isSent).toBe(false);
    response.emit('drain');
    await sending;
    expect(response.listenerCount('drain')).toBe(0);
    expect(response.listenerCount('close')).toBe(1);
  }
  expect(response.written.at(-1)).toBe('data: {"sent":19}\nid: progress\n\n');
  const last = stream.send({});
  response.emit('close');
  await last;
});

test('an event with a long list is one event', async () => {
  const response = new SlowResponse();
  response.on('newListener', (event) => {
    if (event === 'drain') {
      setImmediate(() => response.emit('drain'));
    }
  });
  const list = Array.from({ length: 2_000 }, (_, n) => n);
  await new EventStream(response as unknown as Response).send({ list }, 'progress');
  response.emit('close');
  expect(response.written.length).toBeGreaterThan(4);
  expect(response.written.join('')).toBe(`data: ${JSON.stringify({ list })}\nid: progress\n\n`);
});
