import { Body, Controller, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiProduces, apiPath, ApiTags, type PagedResults } from '../../platform/http/index.js';
import { csvCell } from '../../platform/http/csv-cell.js';
import { DEFAULT_TIME_WINDOW } from '../chart.js';
import { Dashboards } from '../dashboards.js';
import { parseChartSource, valueOf } from '../parse-dashboard.js';
import { type ChartRow, ReadChart } from '../read-chart.js';
import { chartRequest } from './chart-request.js';
import { ChartDataRequest, ChartPreviewRequest } from './dashboard.dto.js';

const CSV = 'text/csv; charset=utf-8';
const ATTACHED = 'attachment; filename=chart.csv';

/** What charts show (api.md §14). */
@ApiTags('Dashboards')
@Controller(apiPath('dashboards'))
export class ChartController {
  constructor(
    private readonly dashboards: Dashboards,
    private readonly charts: ReadChart,
  ) {}

  /** The data of a chart that is in no dashboard yet. */
  @Post('charts/preview')
  @HttpCode(200)
  previewChart(
    @Body() { chart, globalFilter }: ChartPreviewRequest,
  ): Promise<PagedResults<ChartRow>> {
    const request = chartRequest(globalFilter ?? {}, Date.now());
    return this.charts.read(valueOf(parseChartSource(chart)), DEFAULT_TIME_WINDOW, request);
  }

  @Post('charts/export/to-csv')
  @HttpCode(200)
  @Header('Content-Type', CSV)
  @Header('Content-Disposition', ATTACHED)
  @ApiProduces('text/csv')
  async exportChartToCsv(@Body() request: ChartPreviewRequest): Promise<string> {
    return csvOf((await this.previewChart(request)).results);
  }

  @Post(':id/charts/:chartId')
  @HttpCode(200)
  async getDashboardChartData(
    @Param('id') id: string,
    @Param('chartId') chartId: string,
    @Body() request: ChartDataRequest,
  ): Promise<PagedResults<ChartRow>> {
    const { dashboard, chart } = await this.dashboards.chart(id, chartId);
    return this.charts.read(chart, dashboard.timeWindow, chartRequest(request, Date.now()));
  }

  @Post(':id/charts/:chartId/export/to-csv')
  @HttpCode(200)
  @Header('Content-Type', CSV)
  @Header('Content-Disposition', ATTACHED)
  @ApiProduces('text/csv')
  async exportDashboardChartDataToCsv(
    @Param('id') id: string,
    @Param('chartId') chartId: string,
    @Body() request: ChartDataRequest,
  ): Promise<string> {
    return csvOf((await this.getDashboardChartData(id, chartId, request)).results);
  }
}

/** A header and a line per row. */
function csvOf(rows: readonly ChartRow[]): string {
  const keys = Object.keys(rows[0] ?? {});
  const lines = [keys, ...rows.map((row) => keys.map((key) => row[key]))];
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}
