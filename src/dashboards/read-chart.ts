import { Injectable } from '@nestjs/common';
import { FindFlow } from '../flows/index.js';
import { bucketUnit } from '../logs/index.js';
import { parseDuration } from '../model/duration.js';
import { IllegalArgumentError, NotFoundError } from '../model/errors.js';
import { instantText, parseInstant } from '../model/instant.js';
import type { Chart, KpiChart, MarkdownChart, TimeWindow } from './chart.js';
import { type ChartScope, kpiQuery, rowsQuery } from './chart-query.js';
import { ChartRepository } from './store/chart.repository.js';

export interface ChartRequest extends Pick<ChartScope, 'filters'> {
  /** Instants; default: the last `timeWindow.default`. */
  readonly startDate?: string;
  readonly endDate?: string;
  /** A page of a table, counted from 1; without it everything up to MAX_ROWS. */
  readonly page?: { readonly number: number; readonly size: number };
}

export interface ChartRow {
  readonly [column: string]: unknown;
}

/** No chart shows more, whatever it asks for. */
const MAX_ROWS = 10_000;

/** What the charts of dashboards show (api.md §14). */
@Injectable()
export class ReadChart {
  constructor(
    private readonly charts: ChartRepository,
    private readonly flows: FindFlow,
  ) {}

  /** @throws IllegalArgumentError for a window that is empty or longer than the dashboard allows. */
  async read(
    chart: Chart,
    window: TimeWindow,
    request: ChartRequest,
  ): Promise<{ results: ChartRow[]; total: number }> {
    if (chart.kind === 'Markdown') {
      return single(await this.markdown(chart));
    }
    const scope = scopeOf(window, request, Date.now());
    if (chart.kind === 'KPI') {
      return single(await this.kpi(chart, scope));
    }
    const { number = 1, size: asked = MAX_ROWS } = request.page ?? {};
    const size = Math.min(asked, MAX_ROWS);
    return this.charts.rows(rowsQuery(chart, scope), {
      limit: size,
      offset: (number - 1) * size,
      isCounted: request.page !== undefined,
    });
  }

  private async markdown({ text, flow }: MarkdownChart): Promise<ChartRow> {
    if (flow === undefined) {
      return { description: text ?? '' };
    }
    const found = await this.flows.find(flow.namespace, flow.flowId);
    if (found === undefined) {
      throw new NotFoundError('Flow not found');
    }
    return { description: found.flow?.description ?? '' };
  }

  /** A share of the whole in percent, where the chart wants that; nothing of nothing is 0. */
  private async kpi(chart: KpiChart, scope: ChartScope): Promise<ChartRow> {
    const { results } = await this.charts.rows(kpiQuery(chart, scope), ONE_ROW);
    const [whole, part] = [results[0]?.['whole'], results[0]?.['part']].map(Number);
    const isShare = chart.chartOptions['numberType'] === 'PERCENTAGE';
    const value = isShare ? (whole ? (100 * (part ?? 0)) / whole : 0) : (part ?? 0);
    return { value };
  }
}

const ONE_ROW = { limit: 1, offset: 0, isCounted: false };

function single(row: ChartRow): { results: ChartRow[]; total: number } {
  return { results: [row], total: 1 };
}

function scopeOf(
  window: TimeWindow,
  { startDate, endDate, filters }: ChartRequest,
  now: number,
): ChartScope {
  const end = endDate === undefined ? now : instant(endDate, 'endDate');
  const start =
    startDate === undefined
      ? end - (parseDuration(window.default) ?? 0)
      : instant(startDate, 'startDate');
  if (end < start) {
    throw new IllegalArgumentError('`endDate` must be after `startDate`.');
  }
  if (end - start > (parseDuration(window.max) ?? 0)) {
    throw new IllegalArgumentError(
      `The queried window is larger than the max allowed one, ${window.max}.`,
    );
  }
  const [from, to] = [instantText(start), instantText(end)];
  return { startDate: from, endDate: to, filters, unit: bucketUnit(from, to) };
}

function instant(text: string, name: string): number {
  const time = parseInstant(text);
  if (time === undefined) {
    throw new IllegalArgumentError(`${name}: \`${text}\` is not an ISO-8601 date`);
  }
  return time;
}
