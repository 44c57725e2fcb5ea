import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { allPlugins } from '../plugins/index.js';
import { Config } from '../platform/config/index.js';
import { Database } from '../platform/database/index.js';
import { Access } from './access.js';
import type { ConfigurationResponse } from './http/misc.dto.js';
import { VERSION } from './version.js';

/** The server as clients see it. */
@Injectable()
export class Configuration {
  private uuid: Promise<string> | undefined;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly access: Access,
  ) {}

  async read(): Promise<ConfigurationResponse> {
    const { webserver, flow } = this.config;
    const { environmentName: name, environmentColor: color } = webserver;
    return {
      uuid: await this.installationId(),
      version: VERSION,
      isCustomDashboardsEnabled: true,
      isTaskRunEnabled: false,
      isAnonymousUsageEnabled: false,
      isUiAnonymousUsageEnabled: false,
      isTemplateEnabled: webserver.templatesEnabled,
      ...((name || color) && { environment: { name, color } }),
      url: webserver.url,
      preview: { initial: webserver.previewInitialRows, max: webserver.previewMaxRows },
      isBasicAuthEnabled: this.access.isRestricted,
      isBasicAuthInitialized: this.access.isRestricted,
      systemNamespace: flow.systemNamespace,
      hiddenLabelsPrefixes: webserver.hiddenLabelPrefixes,
      edition: 'OSS',
      chartDefaultDuration: 'P30D',
      isAiEnabled: false,
      isConcurrencyViewEnabled: false,
      pluginsHash: pluginsHash(),
    };
  }

  /** Made once per database. */
  private installationId(): Promise<string> {
    this.uuid ??= this.database.pool
      .query<{ value: string }>(
        // The update changes nothing, but gives the row that a server started at the same moment has just made.
        `insert into settings (key, value) values ('instance.uuid', to_json($1::text))
         on conflict (key) do update set value = settings.value returning value`,
        [randomUUID()],
      )
      .then(({ rows }) => rows[0]?.value ?? '')
      .catch((error: unknown) => {
        this.uuid = undefined;
        throw error;
      });
    return this.uuid;
  }
}

/** A 31-bit number, because generated clients read it as an integer. */
function pluginsHash(): number {
  let hash = 0;
  for (const { type } of allPlugins()) {
    for (let index = 0; index < type.length; index++) {
      hash = (Math.imul(hash, 31) + type.charCodeAt(index)) & 0x7fffffff;
    }
  }
  return hash;
}
