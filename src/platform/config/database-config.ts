import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { FromKey } from './property.js';

/** Which PostgreSQL the server uses. */
export class DatabaseConfig {
  /**
   * A PostgreSQL of your own: `jdbc:postgresql://host:port/database` or `postgres://…`. Without it the server starts its
   * own below the data directory.
   */
  @FromKey('datasources.postgres.url')
  @IsOptional()
  @Matches(/^(jdbc:postgresql|postgres(ql)?):\/\/./, {
    message: 'must look like jdbc:postgresql://host:5432/database',
  })
  url?: string;

  /** Wins over a name in the URL. */
  @FromKey('datasources.postgres.username')
  @IsOptional()
  username?: string;

  /** Wins over a password in the URL. */
  @FromKey('datasources.postgres.password', 'text', { secret: true })
  @IsOptional()
  password?: string;

  /** Connections that this process opens at most. */
  @FromKey('datasources.postgres.maximum-pool-size', 'integer')
  @IsInt()
  @Min(2)
  @Max(1000)
  poolSize = 10;

  /** The URL as `pg` reads it. */
  get connectionString(): string | undefined {
    return this.url?.replace(/^jdbc:postgresql:/, 'postgres:');
  }
}
