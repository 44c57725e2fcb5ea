import { parseDuration } from '../model/duration.js';
import { IllegalArgumentError, InvalidEntityError } from '../model/errors.js';
import type { Violation } from '../model/errors.js';
import { parseYaml } from '../platform/yaml/index.js';
import type { Chart, Dashboard, TimeWindow } from './chart.js';
import { DEFAULT_TIME_WINDOW } from './chart.js';
import { DocumentReader, type Tree } from './document-reader.js';
import { parseChart } from './parse-chart.js';

export interface Parsed<T> {
  /** Present only without violations. */
  readonly value?: T;
  /** The document as declared. */
  readonly declared: Tree;
  readonly violations: readonly Violation[];
}

const ID = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,149}$/;
const MAX_CHARTS = 200;

/** Text in, dashboard or violations out; never throws. */
export function parseDashboard(source: string): Parsed<Dashboard> {
  return parsed(source, (tree, reader) => {
    const id = reader.text(tree['id'], 'id');
    if (id !== undefined && !ID.test(id)) {
      reader.fail('id', `must match "${ID.source}"`);
    }
    const description = reader.text(tree['description'], 'description');
    return {
      ...(id === undefined ? {} : { id }),
      title: reader.required(tree['title'], 'title'),
      ...(description === undefined ? {} : { description }),
      timeWindow: timeWindowOf(tree['timeWindow'], reader),
      charts: chartsOf(tree['charts'], reader),
    };
  });
}

/** The same for one chart. */
export function parseChartSource(source: string): Parsed<Chart> {
  return parsed(source, (tree, reader) => parseChart(tree, '', reader));
}

/** @throws InvalidEntityError */
export function valueOf<T>({ value, violations }: Parsed<T>): T {
  if (value === undefined) {
    throw new InvalidEntityError(violations);
  }
  return value;
}

function parsed<T>(
  source: string,
  read: (tree: Tree, reader: DocumentReader) => T | undefined,
): Parsed<T> {
  const reader = new DocumentReader();
  const tree = treeOf(source, reader);
  const value = tree && read(tree, reader);
  const { violations } = reader;
  const isGood = value !== undefined && violations.length === 0;
  return { ...(isGood && { value }), declared: tree ?? {}, violations };
}

function treeOf(source: string, reader: DocumentReader): Tree | undefined {
  try {
    return reader.map(parseYaml(source), 'document');
  } catch (error) {
    if (!(error instanceof IllegalArgumentError)) {
      throw error;
    }
    reader.fail('document', `Illegal source: ${error.message}`);
    return undefined;
  }
}

function timeWindowOf(value: unknown, reader: DocumentReader): TimeWindow {
  const map = reader.map(value ?? {}, 'timeWindow') ?? {};
  const read = (name: keyof TimeWindow): string => {
    const text = reader.text(map[name], `timeWindow.${name}`) ?? DEFAULT_TIME_WINDOW[name];
    const length = parseDuration(text);
    if (length === undefined || length <= 0) {
      reader.fail(`timeWindow.${name}`, `\`${text}\` is not an ISO-8601 duration such as P30D`);
    }
    return text;
  };
  return { default: read('default'), max: read('max') };
}

function chartsOf(value: unknown, reader: DocumentReader): Chart[] {
  const declared = reader.list(value, 'charts');
  if (declared.length > MAX_CHARTS) {
    reader.fail('charts', `must not hold more than ${MAX_CHARTS} charts`);
    return [];
  }
  const charts = declared.flatMap(
    (one, index) => parseChart(one, `charts[${index}]`, reader) ?? [],
  );
  const ids = new Set<string>();
  charts.forEach(({ id }, index) => {
    if (ids.has(id)) {
      reader.fail(`charts[${index}].id`, `Duplicate chart id with name [${id}]`);
    }
    ids.add(id);
  });
  return charts;
}
