import type { LogEntry, MetricEntry } from '../model/log-entry.js';
import { runTask } from './fake-run-context.js';
import { MemoryFiles } from './memory-files.js';

export interface Converted {
  readonly bytes: Buffer;
  readonly text: string;
  /** Lines without the last line end. */
  readonly lines: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly logs: readonly LogEntry[];
  readonly metrics: readonly MetricEntry[];
}

const FROM = 'kestra:///company/team/_files/source/file';

/** Runs a task of `io.kestra.plugin.serdes` on a file and reads what it stored. */
export async function convertFile(
  type: string,
  content: string | Uint8Array,
  properties: Readonly<Record<string, unknown>> = {},
): Promise<Converted> {
  const storage = new MemoryFiles();
  await storage.put(FROM, Buffer.from(content));
  const { output, logs, metrics } = await runTask({
    task: { type: `io.kestra.plugin.serdes.${type}`, from: FROM, ...properties },
    services: { storage },
  });
  const outputs = output.outputs ?? {};
  const bytes = storage.contents.get(String(outputs['uri'])) ?? Buffer.alloc(0);
  const text = bytes.toString();
  return { bytes, text, lines: text.replace(/\n$/, '').split('\n'), outputs, logs, metrics };
}
