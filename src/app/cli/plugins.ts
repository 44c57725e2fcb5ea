import { type Command } from 'commander';
import { StartupError } from '../../platform/startup-error.js';
import { command, type GlobalOptions, group } from './options.js';

/** `plugins …` (cli.md §6). */
export function pluginsCommand(): Command {
  return group('plugins', 'Work with plugins', [
    command('list', 'List the plugins').option('--core', 'the built-in ones too').action(list),
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
