import { type Command } from 'commander';
import { StartupError } from '../../platform/startup-error.js';
import { command, type GlobalOptions, group } from './options.js';

/** `plugins …` (cli.md §6). */
export function pluginsCommand(): Command {
  return group('plugins', 'Work with plugins', [
    command('list', 'List the plugins').option('--core', 'the built-in ones too').action(list),
    command('doc', 'Write the documentation of the plugins')
      .argument('[output]', 'folder for the files', './docs')
      .option('--core', 'the built-in ones too')
      .option('--icons', 'a picture beside each page')
      .option('--schema', 'the JSON schema beside each page')
      .action(document),
    command('install', 'Explain how to add plugins')
      .argument('<coordinates...>')
      .action((coordinates: string[]) => {
        throw new StartupError(
          `Cannot install ${coordinates.join(', ')}: plugins of the Java server do not run here. ` +
            'Most of their tasks are built in; see "plugins list --core".',
        );
      }),
  ]);
}

const KINDS = [
  ['task', 'Tasks'],
  ['trigger', 'Triggers'],
  ['condition', 'Conditions'],
  ['task-runner', 'Task Runners'],
] as const;

interface DocumentOptions extends GlobalOptions {
  readonly core?: boolean;
  readonly icons?: boolean;
  readonly schema?: boolean;
}

async function document(output: string, options: DocumentOptions): Promise<void> {
  const { loadConfig } = await import('../../platform/config/index.js');
  const { allPlugins, loadPlugins } = await import('../../plugins/index.js');
  const builtIn = new Set(allPlugins());
  const folder = options.plugins ?? loadConfig({ file: options.config }).flow.pluginPath;
  if (folder !== undefined) {
    await loadPlugins(folder);
  }
  const plugins = allPlugins().filter((plugin) => options.core === true || !builtIn.has(plugin));
  const { writeDocumentation } = await import('./plugin-docs.js');
  for (const file of await writeDocumentation(plugins, output, options)) {
    console.log(`Generate doc in: ${file}`);
  }
}

async function list(options: GlobalOptions & { core?: boolean }): Promise<void> {
  const { loadConfig } = await import('../../platform/config/index.js');
  const { flow } = loadConfig({ file: options.config });
  if ((options.plugins ?? flow.pluginPath) === undefined && !options.core) {
    throw new StartupError(
      "Missing required options '--plugins' or environment variable 'KESTRA_PLUGINS_PATH",
      2,
    );
  }
  const { allPlugins, loadPlugins } = await import('../../plugins/index.js');
  const plugins = allPlugins();
  const folder = options.plugins ?? flow.pluginPath;
  if (folder !== undefined) {
    (await loadPlugins(folder)).forEach((type) => console.log(type));
  }
  const parts = KINDS.map(([kind, title]) => {
    const types = plugins.filter((plugin) => plugin.kind === kind).map(({ type }) => type);
    return `[${title}: ${types.join(', ')}]`;
  });
  if (options.core) {
    console.log(`Core plugin: ${parts.join(' ')}`);
  }
}
