import { ApiClient, type ClientOptions, failure } from './api-client.js';
import { joined, readFlowFiles } from './flow-file.js';

interface Validation {
  readonly index: number;
  readonly namespace?: string;
  readonly flow?: string;
  readonly constraints?: string;
}

/** By the server: one line per flow; exit code 1 when one is invalid (cli.md §3). */
export async function validateRemotely(path: string, options: ClientOptions): Promise<void> {
  const files = await readFlowFiles(path);
  const response = await new ApiClient(options, 'flows').send('POST', '/flows/validate', {
    body: joined(files),
    contentType: 'application/x-yaml',
  });
  for (const validation of (await response.json()) as Validation[]) {
    const { namespace, flow, index, constraints } = validation;
    const known = namespace === undefined ? flow : `${namespace}.${flow ?? ''}`;
    const identity = known ?? files[index]?.path ?? String(index);
    if (constraints === undefined || constraints === null) {
      console.log(`✓ - ${identity}`);
    } else {
      invalid(identity, failure('flow', constraints));
    }
  }
}

/** Without a server, by the plugins of this program. */
export async function validateLocally(path: string): Promise<void> {
  const { FlowDocuments } = await import('../../flows/index.js');
  const documents = new FlowDocuments();
  for (const { path: file, source } of await readFlowFiles(path)) {
    const { flow, violations, deprecationPaths, infos } = documents.parse(source);
    if (flow) {
      console.log(`✓ - ${flow.namespace} / ${flow.id}`);
      deprecationPaths.forEach((place) => console.log(`⚠ - ${place} is deprecated`));
      infos.forEach((info) => console.log(`ℹ - ${info}`));
    } else {
      const lines = violations.map((violation) => `${violation.message} : ${violation.path}`);
      invalid(file, failure('flow', lines.join('\n\t- ')));
    }
  }
}

function invalid(identity: string, block: string): void {
  console.error(`✘ - ${identity}\n${block}`);
  process.exitCode = 1;
}
