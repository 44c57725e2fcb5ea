import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ApiClient, clientCommand, type ClientOptions } from './api-client.js';
import { joined, readFlowFile, readFlowFiles, withIncludes, withNamespace } from './flow-file.js';
import { validateLocally, validateRemotely } from './flow-validate.js';
import { dot, expand } from './flow-local.js';
import { test } from './flow-test.js';
import { command, group } from './options.js';

const YAML = 'application/x-yaml';

/** `flow …` (cli.md §3). */
export function flowCommand(): Command {
  return group('flow', 'Work with flows', [
    clientCommand('validate', 'Check flows')
      .argument('<path>', 'file or folder')
      .option('--local', 'without a server')
      .action((path: string, options: ClientOptions & { local?: boolean }) =>
        options.local ? validateLocally(path) : validateRemotely(path, options),
      ),
    clientCommand('create', 'Create a flow').argument('<file>').action(create),
    clientCommand('update', 'Update a flow')
      .argument('<file>')
      .argument('<namespace>')
      .argument('<id>')
      .action(update),
    deleting(clientCommand('updates', 'Create or update the flows of a folder'))
      .argument('<directory>')
      .action(updates),
    clientCommand('delete', 'Delete a flow')
      .argument('<namespace>')
      .argument('<id>')
      .action(remove),
    clientCommand('export', 'Save flows as flows.zip')
      .argument('<directory>')
      .option('--namespace <namespace>', 'only this namespace and its children')
      .action(exportFlows),
    command('dot', 'Print the graph of a flow for Graphviz').argument('<file>').action(dot),
    command('test', 'Run a flow on a server of its own')
      .argument('<file>')
      .argument('[inputs...]', 'names and values in turn; files by their absolute paths')
      .action(test),
    command('expand', 'Print a flow with its included files (deprecated)')
      .argument('<file>')
      .action(expand),
    group('namespace', 'Work with the flows of a namespace', [
      deleting(clientCommand('update', 'Create or update the flows of a namespace'))
        .argument('<namespace>')
        .argument('<directory>')
        .option('--override-namespaces', 'rewrite the namespace of every flow', false)
        .option('--no-override-namespaces', 'keep the namespaces')
        .action(updateNamespace),
    ]),
  ]);
}

function deleting(parent: Command): Command {
  return parent
    .option('--delete', 'delete flows that have no file', false)
    .option('--no-delete', 'keep flows that have no file');
}

async function create(file: string, options: ClientOptions): Promise<void> {
  const body = await readFlowFile(file);
  await client(options).send('POST', '/flows', { body, contentType: YAML });
  console.log('Flow successfully created !');
}

async function update(
  file: string,
  namespace: string,
  id: string,
  options: ClientOptions,
): Promise<void> {
  const body = await readFlowFile(file);
  await client(options).send('PUT', flowPath(namespace, id), { body, contentType: YAML });
  console.log('Flow successfully updated !');
}

async function remove(namespace: string, id: string, options: ClientOptions): Promise<void> {
  await client(options).send('DELETE', flowPath(namespace, id));
  console.log('Flow successfully deleted !');
}

interface UpdatesOptions extends ClientOptions {
  readonly delete: boolean;
  readonly overrideNamespaces?: boolean;
}

async function updates(directory: string, options: UpdatesOptions): Promise<void> {
  const body = joined(await flowsOf(directory));
  const flows = await bulk('/flows/bulk', body, options);
  console.log(`${flows.length} flow(s) successfully updated !`);
  printFlows(flows);
}

async function updateNamespace(
  namespace: string,
  directory: string,
  options: UpdatesOptions,
): Promise<void> {
  const files = await flowsOf(directory);
  const renamed = options.overrideNamespaces
    ? files.map((file) => withNamespace(file, namespace))
    : files;
  const flows = await bulk(`/flows/${encodeURIComponent(namespace)}`, joined(renamed), options);
  console.log(`${flows.length} flow(s) for namespace '${namespace}' successfully updated !`);
  printFlows(flows);
}

async function flowsOf(directory: string): Promise<{ path: string; source: string }[]> {
  const files = await Promise.all((await readFlowFiles(directory)).map(withIncludes));
  if (files.length === 0) {
    console.log(`No flow found on ${directory}`);
  }
  return files;
}

interface FlowIdentity {
  readonly id: string;
  readonly namespace: string;
}

async function bulk(path: string, body: string, options: UpdatesOptions): Promise<FlowIdentity[]> {
  const query = { delete: String(options.delete) };
  const response = await client(options).send('POST', path, { body, contentType: YAML, query });
  return (await response.json()) as FlowIdentity[];
}

function printFlows(flows: readonly FlowIdentity[]): void {
  flows.forEach(({ namespace, id }) => console.log(`- ${namespace}.${id}`));
}

async function exportFlows(
  directory: string,
  options: ClientOptions & { namespace?: string },
): Promise<void> {
  const { namespace } = options;
  const response = await client(options).send('GET', '/flows/export/by-query', {
    query: { namespace },
  });
  await writeFile(join(directory, 'flows.zip'), Buffer.from(await response.arrayBuffer()));
  console.log(`Exporting flow(s) for namespace '${namespace ?? 'null'}' successfully done !`);
}

function client(options: ClientOptions): ApiClient {
  return new ApiClient(options, 'flows');
}

function flowPath(namespace: string, id: string): string {
  return `/flows/${encodeURIComponent(namespace)}/${encodeURIComponent(id)}`;
}
