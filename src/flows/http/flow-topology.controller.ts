import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { IllegalStateError, InvalidEntityError, NotFoundError } from '../../model/errors.js';
import { ApiConsumes, apiPath, ApiTags } from '../../platform/http/index.js';
import { DrawFlow } from '../draw-flow.js';
import { FindFlow } from '../find-flow.js';
import { FlowDocuments } from '../flow-documents.js';
import { SearchFlows } from '../search-flows.js';
import { around, topologyOf, uidOf } from '../topology/dependencies.js';
import type { FlowTopology } from '../topology/dependencies.js';
import type { FlowGraph } from '../topology/flow-graph.js';
import { SubflowQuery } from './flow.dto.js';

/** Flows as graphs (api.md §4.8, §4.9). */
@ApiTags('Flows')
@Controller(apiPath())
export class FlowTopologyController {
  constructor(
    private readonly flows: FindFlow,
    private readonly documents: FlowDocuments,
    private readonly search: SearchFlows,
    private readonly drawFlow: DrawFlow,
  ) {}

  @Post('flows/graph')
  @HttpCode(200)
  @ApiConsumes('application/x-yaml')
  async generateFlowGraphFromSource(
    @Body() body: string,
    @Query() { subflows }: SubflowQuery,
  ): Promise<FlowGraph> {
    const parsed = this.documents.parse(body ?? '');
    if (parsed.flow === undefined) {
      throw new InvalidEntityError(parsed.violations);
    }
    return this.drawFlow.run({ parsed }, subflows);
  }

  @Get('flows/:namespace/:id/graph')
  async generateFlowGraph(
    @Param('namespace') namespace: string,
    @Param('id') id: string,
    @Query() { subflows, revision }: SubflowQuery,
  ): Promise<FlowGraph> {
    const flow = await this.flows.find(namespace, id, revision);
    if (flow === undefined) {
      throw new NotFoundError(`Unable to find flow ${namespace}_${id}`);
    }
    if (flow.flow === undefined) {
      throw new IllegalStateError(
        'Unable to generate the flow graph: the stored flow can no longer be read',
      );
    }
    return this.drawFlow.run(flow, subflows);
  }

  @Get('flows/:namespace/:id/dependencies')
  async getFlowDependencies(
    @Param('namespace') namespace: string,
    @Param('id') id: string,
    @Query('destinationOnly') destinationOnly?: string,
    @Query('expandAll') expandAll?: string,
  ): Promise<FlowTopology> {
    if ((await this.flows.find(namespace, id)) === undefined) {
      throw new NotFoundError(`Unable to find flow ${namespace}_${id}`);
    }
    const options = {
      destinationOnly: destinationOnly === 'true',
      expandAll: expandAll === 'true',
    };
    return around(topologyOf(await this.search.all()), uidOf(namespace, id), options);
  }

  /** The flows of a namespace, and those of others that they are linked with. */
  @Get('namespaces/:namespace/dependencies')
  async getFlowDependenciesFromNamespace(
    @Param('namespace') namespace: string,
  ): Promise<FlowTopology> {
    const { nodes, edges } = topologyOf(await this.search.all());
    const own = new Set(nodes.filter((node) => node.namespace === namespace).map(({ uid }) => uid));
    const linked = edges.filter(({ source, target }) => own.has(source) || own.has(target));
    const shown = new Set([...own, ...linked.flatMap(({ source, target }) => [source, target])]);
    return { nodes: nodes.filter(({ uid }) => shown.has(uid)), edges: linked };
  }
}
