import type { Violation } from '../../model/errors.js';
import { DEFAULT_TIME_WINDOW } from '../chart.js';
import { type Parsed, parseDashboard } from '../parse-dashboard.js';
import type { StoredDashboard } from '../store/dashboard.repository.js';
import type { DashboardResponse, DashboardValidationResponse } from './dashboard.dto.js';

export function toDashboardResponse(stored: StoredDashboard): DashboardResponse {
  const { value, declared } = parseDashboard(stored.source);
  const { description } = value ?? {};
  const charts = declared['charts'];
  return {
    tenantId: 'main',
    id: stored.id,
    title: stored.title,
    ...(description === undefined ? {} : { description }),
    timeWindow: value?.timeWindow ?? DEFAULT_TIME_WINDOW,
    charts: Array.isArray(charts) ? (charts as Record<string, unknown>[]) : [],
    deleted: false,
    created: stored.createdAt,
    updated: stored.updatedAt,
    sourceCode: stored.source,
  };
}

export function toValidationResponse(parsed: Parsed<unknown>): DashboardValidationResponse {
  const constraints = parsed.violations.map(shown).join('\n');
  return {
    index: 0,
    ...(constraints === '' ? {} : { constraints }),
    outdated: false,
    deprecationPaths: [],
    warnings: [],
    infos: [],
  };
}

function shown({ path, message }: Violation): string {
  return `${path}: ${message}`;
}
