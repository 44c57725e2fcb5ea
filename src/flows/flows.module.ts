import { Global, Module } from '@nestjs/common';
import { NamespaceFlows } from '../files/index.js';
import { Config } from '../platform/config/index.js';
import { FlowDocuments, GLOBAL_PLUGIN_DEFAULTS } from './flow-documents.js';
import { DrawFlow } from './draw-flow.js';
import { FlowEvents } from './flow-events.js';
import { FindFlow } from './find-flow.js';
import { FlowsOfNamespace } from './flows-of-namespace.js';
import { ConcurrencyLimitController } from './http/concurrency-limit.controller.js';
import { FlowBulkController } from './http/flow-bulk.controller.js';
import { FlowInsightController } from './http/flow-insight.controller.js';
import { FlowTopologyController } from './http/flow-topology.controller.js';
import { FlowController } from './http/flow.controller.js';
import { FlowValidationController } from './http/flow-validation.controller.js';
import { NamespaceController } from './http/namespace.controller.js';
import { PluginController } from './http/plugin.controller.js';
import { TemplateController } from './http/template.controller.js';
import { LoadFlows } from './load-flows.js';
import { Namespaces } from './namespaces.js';
import { PurgeRevisions } from './purge-revisions.js';
import { SaveFlow } from './save-flow.js';
import { SearchFlows } from './search-flows.js';
import { ToggleFlows } from './toggle-flows.js';
import { UpdateNamespace } from './update-namespace.js';
import { ValidateFlows } from './validate-flows.js';
import { ConcurrencySlots } from './store/concurrency-slots.js';
import { FlowRepository } from './store/flow.repository.js';
import { FlowSearchRepository } from './store/flow-search.repository.js';
import { TemplateRepository } from './store/template.repository.js';
import { Templates } from './templates.js';
import { WatchFlows } from './watch-flows.js';

/** Flow documents. Every role reads them; the routes are in FlowsHttpModule. */
@Module({
  providers: [
    {
      provide: GLOBAL_PLUGIN_DEFAULTS,
      inject: [Config],
      useFactory: ({ flow }: Config) => [...flow.taskDefaults, ...flow.pluginDefaults],
    },
    FlowDocuments,
    FlowEvents,
    FlowRepository,
    FlowSearchRepository,
    FindFlow,
    DrawFlow,
    LoadFlows,
    Namespaces,
    PurgeRevisions,
    SaveFlow,
    SearchFlows,
    TemplateRepository,
    Templates,
    WatchFlows,
  ],
  exports: [
    DrawFlow,
    FlowDocuments,
    FlowEvents,
    FindFlow,
    FlowRepository,
    LoadFlows,
    Namespaces,
    PurgeRevisions,
    SaveFlow,
    SearchFlows,
    TemplateRepository,
    Templates,
    WatchFlows,
  ],
})
export class FlowsModule {}

/** The routes of flows and namespaces, and what those of namespace files need of flows. */
@Global()
@Module({
  imports: [FlowsModule],
  providers: [
    { provide: NamespaceFlows, useClass: FlowsOfNamespace },
    ConcurrencySlots,
    ToggleFlows,
    UpdateNamespace,
    ValidateFlows,
  ],
  // Routes with fixed words come before those with parameters in their place.
  controllers: [
    FlowValidationController,
    FlowTopologyController,
    FlowInsightController,
    FlowBulkController,
    FlowController,
    NamespaceController,
    PluginController,
    ConcurrencyLimitController,
    TemplateController,
  ],
  exports: [NamespaceFlows],
})
export class FlowsHttpModule {}
