import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiConsumes,
  apiPath,
  ApiTags,
  type PagedResults,
  parseSort,
} from '../../platform/http/index.js';
import { Dashboards } from '../dashboards.js';
import { parseChartSource, parseDashboard } from '../parse-dashboard.js';
import { DASHBOARD_SORTS, DashboardRepository } from '../store/dashboard.repository.js';
import { DashboardQuery, DashboardResponse, DashboardValidationResponse } from './dashboard.dto.js';
import { toDashboardResponse, toValidationResponse } from './dashboard-response.js';

/** Custom dashboards (api.md §14). */
@ApiTags('Dashboards')
@Controller(apiPath('dashboards'))
export class DashboardController {
  constructor(
    private readonly dashboards: Dashboards,
    private readonly stored: DashboardRepository,
  ) {}

  @Get()
  async searchDashboards(
    @Query() { q, page, size, sort }: DashboardQuery,
  ): Promise<PagedResults<DashboardResponse>> {
    const order = parseSort(sort, DASHBOARD_SORTS);
    const { results, total } = await this.stored.search(q, { page, size, sort: order });
    return { results: results.map(toDashboardResponse), total };
  }

  @Post()
  @HttpCode(200)
  @ApiConsumes('application/x-yaml')
  async createDashboard(@Body() source: string): Promise<DashboardResponse> {
    return toDashboardResponse(await this.dashboards.create(source ?? ''));
  }

  /** Says what is wrong with a dashboard, without storing anything. */
  @Post('validate')
  @HttpCode(200)
  @ApiConsumes('application/x-yaml')
  validateDashboard(@Body() source: string): DashboardValidationResponse {
    return toValidationResponse(parseDashboard(source ?? ''));
  }

  /** Says what is wrong with a single chart. */
  @Post('validate/chart')
  @HttpCode(200)
  @ApiConsumes('application/x-yaml')
  validateChart(@Body() source: string): DashboardValidationResponse {
    return toValidationResponse(parseChartSource(source ?? ''));
  }

  @Get(':id')
  async getDashboard(@Param('id') id: string): Promise<DashboardResponse> {
    return toDashboardResponse(await this.dashboards.get(id));
  }

  /** The id cannot be changed. */
  @Put(':id')
  @ApiConsumes('application/x-yaml')
  async updateDashboard(
    @Param('id') id: string,
    @Body() source: string,
  ): Promise<DashboardResponse> {
    return toDashboardResponse(await this.dashboards.update(id, source ?? ''));
  }

  @Delete(':id')
  @HttpCode(204)
  deleteDashboard(@Param('id') id: string): Promise<void> {
    return this.dashboards.delete(id);
  }
}
