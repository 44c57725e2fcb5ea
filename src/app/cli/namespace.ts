import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type Command, Option } from 'commander';
import ignore from 'ignore';
import { StartupError } from '../../platform/startup-error.js';
import { ApiClient, clientCommand, type ClientOptions } from './api-client.js';
import { group } from './options.js';

const KV_TYPES = ['STRING', 'NUMBER', 'BOOLEAN', 'DATETIME', 'DATE', 'DURATION', 'JSON'];

/** `namespace …` (cli.md §4). */
export function namespaceCommand(): Command {
  return group('namespace', 'Work with namespaces', [
    group('files', 'Work with the files of a namespace', [
      clientCommand('update', 'Upload a folder')
        .argument('<namespace>')
        .argument('<directory>')
        .argument('[remotePath]', 'where to put the files', '/')
        .option('--delete', 'delete what is there before', false)
        .option('--no-delete', 'keep what is there')
        .action(updateFiles),
    ]),
    group('kv', 'Work with the key-value pairs of a namespace', [
      clientCommand('update', 'Set a value')
        .argument('<namespace>')
        .argument('<key>')
        .argument('[value]')
        .option('-e, --expiration <duration>', 'time to live, as ISO-8601 duration')
        .addOption(
          new Option('-t, --type <type>', 'STRING keeps the text as it is').choices(KV_TYPES),
        )
        .option('-f, --file-value <file>', 'take the value from a file')
        .action(updateKv),
    ]),
  ]);
}

async function updateFiles(
  namespace: string,
  directory: string,
  remotePath: string,
  options: ClientOptions & { delete: boolean },
): Promise<void> {
  const client = new ApiClient(options, 'files');
  const route = `/namespaces/${encodeURIComponent(namespace)}/files`;
  const target = `/${remotePath}/`.replace(/\/+/g, '/');
  if (options.delete) {
    await client.send('DELETE', route, { query: { path: target } });
  }
  for (const path of await filesBelow(directory)) {
    const remote = target + relative(directory, path).split(sep).join('/');
    const form = new FormData();
    form.set('fileContent', new Blob([await readFile(path)]), remote);
    await client.send('POST', route, { query: { path: remote }, body: form });
    console.log(`Successfully uploaded ${path} to ${remote}`);
  }
}

/** Regular files, without those that `.kestraignore` excludes. @throws StartupError when there is no such folder. */
async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => {
    throw new StartupError(`The folder ${directory} cannot be read`);
  });
  const rules = await readFile(join(directory, '.kestraignore'), 'utf8').catch(() => '');
  const excluded = ignore.default().add(rules);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !excluded.ignores(relative(directory, path)))
    .sort();
}

interface KvOptions extends ClientOptions {
  readonly expiration?: string;
  readonly type?: string;
  readonly fileValue?: string;
}

async function updateKv(
  namespace: string,
  key: string,
  value: string | undefined,
  options: KvOptions,
): Promise<void> {
  const text = options.fileValue ? await readFile(options.fileValue.trim(), 'utf8') : value;
  if (text === undefined) {
    throw new StartupError('A value is missing: give it as third argument or with --file-value', 2);
  }
  const path = `/namespaces/${encodeURIComponent(namespace)}/kv/${encodeURIComponent(key)}`;
  await new ApiClient(options, 'value').send('PUT', path, {
    body: await ionOf(text, options.type),
    contentType: 'application/json',
    headers: options.expiration ? { ttl: options.expiration } : {},
  });
}

/** What is no Ion value, and everything of type STRING, becomes a quoted text. */
async function ionOf(text: string, type: string | undefined): Promise<string> {
  if (type !== 'STRING' && (await isIon(text))) {
    return text;
  }
  return `"${text.replaceAll('"', '\\"')}"`;
}

/** A lone word would be a symbol of Ion, but is meant as text. */
async function isIon(text: string): Promise<boolean> {
  const { readIon } = await import('../../platform/ion/index.js');
  try {
    readIon(text);
    return !/^[A-Za-z_$][\w$]*$/.test(text.trim()) || /^(true|false|null)$/.test(text.trim());
  } catch {
    return false;
  }
}
