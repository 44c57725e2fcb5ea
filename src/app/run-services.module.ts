import { Global, Module } from '@nestjs/common';
import { ChildProcessLauncher, UndiciHttpClient } from '../workers/index.js';
import { ExecutionRepository, ExecutionTools } from '../executions/index.js';
import { FilesModule, NamespaceFiles } from '../files/index.js';
import { FlowsModule, Namespaces, PurgeRevisions, SearchFlows } from '../flows/index.js';
import { KvModule, KvStore } from '../kv/index.js';
import { LogRepository, LogsModule, MetricRepository } from '../logs/index.js';
import type { FlowConfig } from '../platform/config/flow-config.js';
import type { WorkerConfig } from '../platform/config/worker-config.js';
import { processEnvironment } from '../platform/config/environment.js';
import { Config } from '../platform/config/index.js';
import { Encryption } from '../platform/encryption/encryption.js';
import { processName } from '../platform/process-folder.js';
import { InternalStorage } from '../platform/storage/internal-storage.js';
import type { DockerPlace } from '../plugins/api/task-runner.js';
import { RUN_SERVICES, type RunServices, type RunSettings } from '../run-context/index.js';
import { TriggerTools } from './run-services/trigger-tools.js';
import { flowsPort, kvPort, logsPort, namespaceFilesPort } from './run-services/ports.js';

/** Binds what tasks and expressions may reach to the features that provide it. */
@Global()
@Module({
  imports: [FlowsModule, KvModule, LogsModule, FilesModule],
  providers: [
    ExecutionRepository,
    ExecutionTools,
    TriggerTools,
    {
      provide: RUN_SERVICES,
      inject: [
        Config,
        InternalStorage,
        Encryption,
        KvStore,
        NamespaceFiles,
        LogRepository,
        MetricRepository,
        ExecutionTools,
        TriggerTools,
        Namespaces,
        SearchFlows,
        PurgeRevisions,
      ],
      useFactory: (
        config: Config,
        storage: InternalStorage,
        encryption: Encryption,
        kv: KvStore,
        files: NamespaceFiles,
        logs: LogRepository,
        metrics: MetricRepository,
        executions: ExecutionTools,
        triggers: TriggerTools,
        namespaces: Namespaces,
        search: SearchFlows,
        revisions: PurgeRevisions,
      ): RunServices => ({
        settings: settingsOf(config, encryption),
        storage,
        http: new UndiciHttpClient(),
        processes: new ChildProcessLauncher(config.worker.threads, processEnvironment()),
        executions,
        relatives: (id, others) => executions.relatives(id, others),
        triggers,
        flows: flowsPort(search, revisions),
        logs: logsPort(logs, metrics),
        kv: (namespace) => kvPort(kv, namespace),
        namespaceFiles: (namespace) => namespaceFilesPort(files, namespace),
        namespaceExists: (namespace) => namespaces.exists(namespace),
      }),
    },
  ],
  exports: [RUN_SERVICES, ExecutionTools, FlowsModule, KvModule, LogsModule, FilesModule],
})
export class RunServicesModule {}

function settingsOf(config: Config, encryption: Encryption): RunSettings {
  return {
    envs: config.envs,
    globals: config.variables.globals,
    recursiveRendering: config.variables.recursiveRendering,
    secrets: config.secrets,
    encryption,
    temporaryDirectory: config.worker.temporaryDirectory,
    taskRunners: {
      mode: config.worker.defaultTaskRunner,
      processName: processName(),
      docker: dockerPlace(config.worker),
    },
    pluginConfigurations: configurationsOf(config.flow),
  };
}

function dockerPlace({ dockerHost, dockerTlsVerify, dockerCertPath }: WorkerConfig): DockerPlace {
  const verify = !['', '0', 'false'].includes(dockerTlsVerify ?? '');
  const isEncrypted = verify || dockerCertPath !== undefined;
  return {
    ...(dockerHost !== undefined && { host: dockerHost }),
    ...(isEncrypted && {
      tls: { verify, ...(dockerCertPath !== undefined && { certPath: dockerCertPath }) },
    }),
  };
}

function configurationsOf({
  pluginConfigurations,
}: FlowConfig): RunSettings['pluginConfigurations'] {
  return Object.fromEntries(pluginConfigurations.map(({ type, values }) => [type, values]));
}
