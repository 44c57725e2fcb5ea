import { IsArray, IsBoolean, IsNotEmpty, IsOptional } from 'class-validator';
import { FromKey } from './property.js';

/** `type`, `values`, and whether they win over the task's own. */
export interface ConfiguredDefault {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly forced?: boolean;
}

/** What flows get from the server, and where flow files are. */
export class FlowConfig {
  /** Properties that tasks take over, more specific than `pluginDefaults` (engine.md §21.2). */
  @FromKey('kestra.tasks.defaults', 'list')
  @IsArray()
  taskDefaults: ConfiguredDefault[] = [];

  /** Properties that tasks and triggers take over: a list of `type` and `values` (engine.md §21.2). */
  @FromKey('kestra.plugins.defaults', 'list')
  @IsArray()
  pluginDefaults: ConfiguredDefault[] = [];

  /** Options of plugins: `type` and `values`. */
  @FromKey('kestra.plugins.configurations', 'list')
  @IsArray()
  pluginConfigurations: ConfiguredDefault[] = [];

  /** Folder with plugins of other people. */
  @FromKey('kestra.plugins.path')
  @IsOptional()
  pluginPath?: string;

  /** Namespace of flows for the upkeep of the server, out of sight of searches with the scope USER. */
  @FromKey('kestra.system-flows.namespace')
  @IsNotEmpty()
  systemNamespace = 'system';

  /** Whether changes of flow files change flows, and the other way round (cli.md §5.2). */
  @FromKey('micronaut.io.watch.enabled', 'boolean')
  @IsBoolean()
  watchEnabled = false;

  /** Folders of flow files that are watched. */
  @FromKey('micronaut.io.watch.paths', 'list')
  @IsArray()
  watchPaths: string[] = [];

  /** File or folder whose flows are loaded at every start (`--flow-path`). */
  @FromKey('kestra.flow-path')
  @IsOptional()
  flowPath?: string;
}
