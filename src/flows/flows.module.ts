import { Module } from '@nestjs/common';
import { Config } from '../platform/config/index.js';
import { FlowDocuments, GLOBAL_PLUGIN_DEFAULTS } from './flow-documents.js';
import { FlowEvents } from './flow-events.js';
import { FindFlow } from './find-flow.js';
import { LoadFlows } from './load-flows.js';
import { SaveFlow } from './save-flow.js';
import { SearchFlows } from './search-flows.js';
import { FlowRepository } from './store/flow.repository.js';
import { FlowSearchRepository } from './store/flow-search.repository.js';

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
    LoadFlows,
    SaveFlow,
    SearchFlows,
  ],
  exports: [FlowDocuments, FlowEvents, FindFlow, LoadFlows, SaveFlow, SearchFlows],
})
export class FlowsModule {}
