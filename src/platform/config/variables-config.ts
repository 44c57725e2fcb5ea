import { IsBoolean, IsObject, IsString } from 'class-validator';
import { FromKey } from './property.js';

/** What expressions see of the server (engine.md §20). */
export class VariablesConfig {
  /** Environment variables with this prefix are `envs` in expressions, prefix removed, in lower case. */
  @FromKey('kestra.variables.env-vars-prefix')
  @IsString()
  envVarsPrefix = 'ENV_';

  /** `globals` in expressions. */
  @FromKey('kestra.variables.globals', 'map')
  @IsObject()
  globals: Record<string, unknown> = {};

  /** Renders again until the text stops changing (expressions.md §1). */
  @FromKey('kestra.variables.recursive-rendering', 'boolean')
  @IsBoolean()
  recursiveRendering = false;
}
