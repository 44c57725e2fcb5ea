import { mkdir } from 'node:fs/promises';
import { IllegalArgumentError } from '../../../model/errors.js';
import { parseJson, stringifyJson } from '../../../model/json.js';
import { isPlainMap } from '../../api/convert-value.js';
import type { PluginOutputs } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { RunnableTaskError } from '../../api/runnable-task.js';
import { ScriptOutput } from '../../api/script-output.js';
import type { Command } from '../../api/task-runner.js';
import { DOCKER_RUNNER, PROCESS_RUNNER } from '../../api/task-runner.js';
import type { Downloads, NamespaceFilesRequest } from '../../api/task-files.js';
import {
  localizeUris,
  storeOutputFiles,
  writeInputFiles,
  writeNamespaceFiles,
} from '../../api/task-files.js';

/** What a shell says when it does not find a command. */
const PROGRAM_MISSING = 127;

const OUTPUT_DIRECTORY = '.kestra-outputs';

/** tasks.md §12. */
export const SCRIPT_OUTPUTS: PluginOutputs = {
  exitCode: ['integer', 'Exit code of the commands'],
  vars: ['map', 'Values that the commands printed as `::{"outputs": {…}}::`'],
  outputFiles: ['map', 'Kept files: path to URI'],
};

type Texts = Readonly<Record<string, string>>;

/** Where a script task runs, and the texts it has rendered so far. */
export interface ScriptRun {
  readonly ctx: RunContext;
  /** `workingDir`, and `outputDir` when there is one: variables of commands, env and input files. */
  readonly variables: Texts;
  readonly downloads: Downloads;
}

/** What all script tasks have in common (tasks.md §12). */
export abstract class ScriptBase implements RunnableTask {
  @Property('plugin', { description: 'Where the commands run.', plugin: 'task-runner', raw: true })
  taskRunner?: Readonly<Record<string, unknown>>;

  @Property('string', { description: 'Image for runners that use containers.' })
  containerImage?: string;

  @Property('list', { description: 'Run before the others, in the same interpreter.', raw: true })
  beforeCommands?: unknown;

  @Property('map', { description: 'Environment variables.', raw: true })
  env?: unknown;

  @Property('list', {
    description: 'Program and arguments that get the commands as one more argument.',
  })
  interpreter: string[] = ['/bin/sh', '-c'];

  @Property('boolean', { description: 'Stop at the first failing command.' })
  failFast = true;

  @Property('object', {
    description: 'Files of the namespace to copy into the working directory.',
    raw: true,
  })
  namespaceFiles?: NamespaceFilesRequest;

  @Property('map', { description: 'Files to write: name to text or URI.', raw: true })
  inputFiles?: unknown;

  @Property('list', { description: 'Globs of files to keep.' })
  outputFiles: string[] = [];

  @Property('boolean', { description: 'Keep every file of `{{ outputDir }}`.', deprecated: true })
  outputDirectory?: boolean;

  @Property('boolean', {
    description: 'End with a warning when something was written to the standard error.',
    deprecated: true,
  })
  warningOnStdErr = false;

  @Property('string', {
    description: 'Line ends of the commands.',
    values: ['AUTO', 'LINUX', 'WINDOWS'],
  })
  targetOS = 'AUTO';

  @Property('string', {
    description: 'Old form of `taskRunner`.',
    values: ['PROCESS', 'DOCKER'],
    deprecated: true,
  })
  runner?: string;

  @Property('map', {
    description: 'Old form of the Docker task runner.',
    raw: true,
    deprecated: true,
  })
  docker?: Readonly<Record<string, unknown>>;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const script = await this.prepare(ctx);
    const output = new ScriptOutput(ctx);
    const runner = await ctx.taskRunner(this.runnerDeclaration());
    const { exitCode } = await runner.run(ctx, {
      argv: [...this.interpreter, await this.commandText(script)],
      env: await this.environment(script),
      workingDirectory: await ctx.workingDirectory.path(),
      ...this.images(),
      onLine: output.line,
    });
    output.end();
    const outputs = { exitCode, vars: output.vars, outputFiles: await this.collectFiles(script) };
    if (exitCode === PROGRAM_MISSING) {
      ctx.logger.error(
        'A program that the commands need is missing, see above: install it on the worker, or run the task ' +
          'in a container whose image has it (`containerImage`, and a Docker engine that the worker can reach)',
      );
    }
    if (exitCode !== 0) {
      throw new RunnableTaskError(`Command failed with exit code ${exitCode}`, outputs);
    }
    return this.warningOnStdErr && output.hasErrorLines
      ? { outputs, state: 'WARNING' }
      : { outputs };
  }

  /** Variables that the language wants; those of the task win. */
  protected readonly languageEnvironment: Texts = {};

  /** The commands themselves, after `beforeCommands`. */
  protected abstract main(script: ScriptRun): Promise<string[]>;

  /** Commands of the language's own, before all others. */
  protected setUp(_script: ScriptRun): Promise<string[]> {
    return Promise.resolve([]);
  }

  /** Of the language; `containerImage` unless the task says another one. */
  protected readonly usualImage?: string;

  /** Image where neither the task nor its runner names one. */
  protected get defaultImage(): string | undefined {
    return this.usualImage;
  }

  private images(): Pick<Command, 'containerImage' | 'defaultImage'> {
    const { containerImage, usualImage, defaultImage } = this;
    return {
      ...(containerImage !== undefined && containerImage !== usualImage && { containerImage }),
      ...(defaultImage !== undefined && { defaultImage }),
    };
  }

  private get hasOutputDirectory(): boolean {
    return this.outputDirectory ?? this.runner !== undefined;
  }

  private async prepare(ctx: RunContext): Promise<ScriptRun> {
    const workingDir = await ctx.workingDirectory.path();
    const variables: Record<string, string> = { workingDir };
    if (this.hasOutputDirectory) {
      variables['outputDir'] = await ctx.workingDirectory.resolve(OUTPUT_DIRECTORY);
      await mkdir(variables['outputDir'], { recursive: true });
    }
    await writeNamespaceFiles(ctx, this.namespaceFiles);
    await writeInputFiles(ctx, this.inputFiles, variables);
    return { ctx, variables, downloads: new Map() };
  }

  private async commandText(script: ScriptRun): Promise<string> {
    const isShell = this.targetOS !== 'WINDOWS' && !this.interpreter[0]?.startsWith('pwsh');
    const lines = [
      ...(this.failFast && isShell ? ['set -e'] : []),
      ...(await this.setUp(script)),
      ...(await renderedTexts(script, this.beforeCommands)),
    ];
    return [...lines, ...(await this.main(script))].join(
      this.targetOS === 'WINDOWS' ? '\r\n' : '\n',
    );
  }

  private async environment(script: ScriptRun): Promise<Texts> {
    const { workingDir = '', outputDir } = script.variables;
    const env: Record<string, string> = { ...this.languageEnvironment, WORKING_DIR: workingDir };
    if (outputDir !== undefined) {
      env['OUTPUT_DIR'] = outputDir;
    }
    for (const [name, value] of Object.entries(await this.declaredEnvironment(script))) {
      if (value !== null && value !== undefined) {
        env[name] = await localizeUris(script.ctx, String(value), script.downloads);
      }
    }
    return env;
  }

  private async declaredEnvironment({
    ctx,
    variables,
  }: ScriptRun): Promise<Record<string, unknown>> {
    const rendered =
      typeof this.env === 'string'
        ? parseJson((await ctx.render(this.env, variables)) || '{}')
        : await ctx.renderDeep(this.env ?? {}, variables);
    if (!isPlainMap(rendered)) {
      throw new IllegalArgumentError(
        'env must be a map of texts, or an expression giving one as JSON',
      );
    }
    return rendered;
  }

  /** `runner` wins over `docker`, which changes a Docker runner only, which wins over `taskRunner`. */
  private runnerDeclaration(): Readonly<Record<string, unknown>> {
    if (this.runner === 'PROCESS') {
      return { type: PROCESS_RUNNER };
    }
    const declared = this.taskRunner ?? { type: DOCKER_RUNNER };
    const isDocker = this.runner === 'DOCKER' || declared['type'] === DOCKER_RUNNER;
    return isDocker && this.docker !== undefined
      ? { ...this.docker, type: DOCKER_RUNNER }
      : declared;
  }

  private async collectFiles({ ctx, variables }: ScriptRun): Promise<Record<string, string>> {
    const matched = await storeOutputFiles(ctx, this.outputFiles);
    if (variables['outputDir'] === undefined) {
      return matched;
    }
    const all = await storeOutputFiles(ctx, [`./${OUTPUT_DIRECTORY}/**`]);
    const named = Object.entries(all).map(([path, uri]) => [
      path.slice(OUTPUT_DIRECTORY.length + 1),
      uri,
    ]);
    return { ...matched, ...(Object.fromEntries(named) as Record<string, string>) };
  }
}

/** A list of texts or an expression giving one, rendered, with storage URIs replaced by local paths. */
export async function renderedTexts(
  { ctx, variables, downloads }: ScriptRun,
  declared: unknown,
): Promise<string[]> {
  const rendered =
    typeof declared === 'string'
      ? parseJson(await ctx.render(declared, variables))
      : await ctx.renderDeep(declared ?? [], variables);
  if (!Array.isArray(rendered)) {
    throw new IllegalArgumentError(
      'commands must be a list of texts, or an expression giving one as JSON',
    );
  }
  return Promise.all(rendered.map((text) => localizeUris(ctx, commandText(text), downloads)));
}

/** YAML makes a map of a command with `: ` in it. */
function commandText(command: unknown): string {
  if (typeof command === 'object') {
    throw new IllegalArgumentError(
      `commands: must be texts, but received \`${stringifyJson(command)}\`: put a command with a colon into quotes`,
    );
  }
  return String(command);
}
