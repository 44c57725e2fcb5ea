import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { IllegalArgumentError } from '../model/errors.js';
import type { PluginApi } from './api/index.js';
import { PLUGIN_API } from './api/index.js';
import type { PluginClass } from './api/plugin-type.js';
import { pluginTypeOf } from './api/plugin-type.js';
import { registerPlugin } from './registry.js';

/** Keyword by which a package says that it holds plugins. */
const KEYWORD = 'kestra-plugin';

/**
 * Loads the npm packages of a folder that have the keyword `kestra-plugin`: those directly in it, and those that
 * `npm install --prefix <folder>` put into its `node_modules`. A package exports decorated classes, or a function
 * `plugins` that is given the decorators and returns such classes. Gives the names of the registered types. Throws
 * IllegalArgumentError that names the package in which something is wrong.
 */
export async function loadPlugins(folder: string): Promise<string[]> {
  if (!existsSync(folder)) {
    throw new IllegalArgumentError(`The plugin folder ${folder} does not exist`);
  }
  const types: string[] = [];
  for (const directory of await packagesIn(resolve(folder))) {
    for (const target of await classesOf(directory)) {
      registerPlugin(target);
      types.push(pluginTypeOf(target)?.type ?? target.name);
    }
  }
  return types;
}

async function packagesIn(folder: string): Promise<string[]> {
  const modules = join(folder, 'node_modules');
  const found: string[] = [];
  for (const parent of [folder, modules, ...(await scopesOf(modules))]) {
    for (const name of await foldersIn(parent)) {
      if (await isPluginPackage(join(parent, name))) {
        found.push(join(parent, name));
      }
    }
  }
  return found;
}

async function scopesOf(modules: string): Promise<string[]> {
  const names = await foldersIn(modules);
  return names.filter((name) => name.startsWith('@')).map((name) => join(modules, name));
}

/** Links count: that is how npm installs a local folder. */
async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort();
}

interface Manifest {
  readonly main?: string;
  readonly exports?: unknown;
  readonly keywords?: readonly string[];
}

async function isPluginPackage(directory: string): Promise<boolean> {
  if (!existsSync(join(directory, 'package.json'))) {
    return false;
  }
  const { keywords } = await manifestOf(directory);
  return Array.isArray(keywords) && keywords.includes(KEYWORD);
}

async function manifestOf(directory: string): Promise<Manifest> {
  const text = await readFile(join(directory, 'package.json'), 'utf8');
  return withPackage(directory, () => JSON.parse(text) as Manifest);
}

async function classesOf(directory: string): Promise<PluginClass[]> {
  const { main, exports } = await manifestOf(directory);
  const entry = typeof exports === 'string' ? exports : (main ?? 'index.js');
  const url = pathToFileURL(join(directory, entry)).href;
  return withPackage(directory, async () => {
    const exported = (await import(url)) as Readonly<Record<string, unknown>>;
    const { plugins } = exported;
    const made = typeof plugins === 'function' ? (plugins as PluginFactory)(PLUGIN_API) : [];
    const classes = [...Object.values(exported), ...made].filter(isPluginClass);
    if (classes.length === 0) {
      throw new IllegalArgumentError('it exports no plugin class and no function `plugins`');
    }
    return classes;
  });
}

type PluginFactory = (api: PluginApi) => readonly unknown[];

function isPluginClass(candidate: unknown): candidate is PluginClass {
  return typeof candidate === 'function' && pluginTypeOf(candidate) !== undefined;
}

async function withPackage<T>(directory: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new IllegalArgumentError(
      `The plugin package ${directory} cannot be loaded: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
