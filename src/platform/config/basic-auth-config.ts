import { IsBoolean, IsNotEmpty, IsOptional, ValidateIf } from 'class-validator';
import { FromKey } from './property.js';

/** Basic authentication of the API and the user interface (api.md §15). */
export class BasicAuthConfig {
  /** Whether a name and a password are asked for. */
  @FromKey('kestra.server.basic-auth.enabled', 'boolean')
  @IsBoolean()
  enabled = false;

  /** Needed when it is enabled. */
  @FromKey('kestra.server.basic-auth.username')
  @ValidateIf((config: BasicAuthConfig) => config.enabled)
  @IsNotEmpty({ message: 'must not be empty when basic authentication is enabled' })
  username?: string;

  /** Needed when it is enabled. */
  @FromKey('kestra.server.basic-auth.password', 'text', { secret: true })
  @ValidateIf((config: BasicAuthConfig) => config.enabled)
  @IsNotEmpty({ message: 'must not be empty when basic authentication is enabled' })
  password?: string;

  /** What browsers show when they ask. */
  @FromKey('kestra.server.basic-auth.realm')
  @IsOptional()
  realm = 'Kestra';

  /** Paths that stay open, by prefix. */
  @FromKey('kestra.server.basic-auth.open-urls', 'list')
  openUrls: string[] = [];
}
