import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InvalidEntityError, NotFoundError } from '../model/errors.js';
import type { Chart, Dashboard } from './chart.js';
import { parseDashboard, valueOf } from './parse-dashboard.js';
import { DashboardRepository, type StoredDashboard } from './store/dashboard.repository.js';

/** Dashboards are YAML documents; what is stored is their text. */
@Injectable()
export class Dashboards {
  constructor(private readonly stored: DashboardRepository) {}

  /** @throws NotFoundError */
  async get(id: string): Promise<StoredDashboard> {
    const found = await this.stored.find(id);
    if (found === undefined) {
      throw new NotFoundError();
    }
    return found;
  }

  /** Under its own id, or a new one. @throws InvalidEntityError for a broken document and for an id that is taken. */
  async create(source: string): Promise<StoredDashboard> {
    const { id = randomUUID(), title } = valueOf(parseDashboard(source));
    const created = await this.stored.create({ id, title, source });
    if (created === undefined) {
      throw new InvalidEntityError([
        { path: 'dashboard.id', message: 'Dashboard id already exists' },
      ]);
    }
    return created;
  }

  /** @throws NotFoundError; InvalidEntityError for a broken document or another id. */
  async update(id: string, source: string): Promise<StoredDashboard> {
    await this.get(id);
    const { id: declared = id, title } = valueOf(parseDashboard(source));
    if (declared !== id) {
      throw new InvalidEntityError([
        { path: 'dashboard.id', message: 'Illegal dashboard id update' },
      ]);
    }
    const updated = await this.stored.update({ id, title, source });
    if (updated === undefined) {
      throw new NotFoundError();
    }
    return updated;
  }

  /** @throws NotFoundError */
  async delete(id: string): Promise<void> {
    if (!(await this.stored.delete(id))) {
      throw new NotFoundError();
    }
  }

  /** @throws NotFoundError for an unknown dashboard or chart. */
  async chart(id: string, chartId: string): Promise<{ dashboard: Dashboard; chart: Chart }> {
    const dashboard = valueOf(parseDashboard((await this.get(id)).source));
    const chart = dashboard.charts.find((one) => one.id === chartId);
    if (chart === undefined) {
      throw new NotFoundError();
    }
    return { dashboard, chart };
  }
}
