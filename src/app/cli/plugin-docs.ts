import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { documentationOf } from '../../flows/plugin-docs/documentation.js';
import { iconSvg } from '../../flows/plugin-docs/icon.js';
import { groupOf, packageOf } from '../../flows/plugin-docs/plugin-list.js';
import type { PluginDefinition } from '../../plugins/index.js';

export interface DocumentationOptions {
  /** A picture beside each page. */
  readonly icons?: boolean;
  /** The schema beside each page. */
  readonly schema?: boolean;
}

/** Writes a page per type in a folder per group, and an index per group; gives the files in the order written. */
export async function writeDocumentation(
  plugins: readonly PluginDefinition[],
  folder: string,
  options: DocumentationOptions,
): Promise<string[]> {
  const groups = new Map<string, PluginDefinition[]>();
  for (const plugin of plugins) {
    const group = groupOf(plugin);
    groups.set(group, [...(groups.get(group) ?? []), plugin]);
  }
  const files: string[] = [];
  for (const [group, members] of groups) {
    const write = async (name: string, content: string): Promise<void> => {
      const file = join(folder, group, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      files.push(file);
    };
    await write('index.md', indexOf(group, members));
    for (const plugin of members) {
      await writePages(plugin, write, options);
    }
  }
  return files;
}

async function writePages(
  plugin: PluginDefinition,
  write: (name: string, content: string) => Promise<void>,
  { icons, schema }: DocumentationOptions,
): Promise<void> {
  const documentation = documentationOf(plugin, { all: false });
  await write(`${plugin.type}.md`, documentation.markdown);
  if (icons) {
    await write(`${plugin.type}.svg`, iconSvg(plugin.type, packageOf(plugin)));
  }
  if (schema) {
    await write(`${plugin.type}.json`, `${JSON.stringify(documentation.schema, null, 2)}\n`);
  }
}

function indexOf(group: string, members: readonly PluginDefinition[]): string {
  const lines = members.map(({ type, title }) => `* [${type}](${type}.md): ${title}`);
  return `# ${group}\n\n${lines.join('\n')}\n`;
}
