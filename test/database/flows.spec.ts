import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Config } from '../../src/platform/config/index.js';
import { FlowDocuments } from '../../src/flows/flow-documents.js';
import { FlowEvents } from '../../src/flows/flow-events.js';
import { TemplateRepository } from '../../src/flows/store/template.repository.js';
import { Templates } from '../../src/flows/templates.js';
import { FindFlow } from '../../src/flows/find-flow.js';
import { LoadFlows } from '../../src/flows/load-flows.js';
import { SaveFlow } from '../../src/flows/save-flow.js';
import { SearchFlows } from '../../src/flows/search-flows.js';
import { FlowRepository } from '../../src/flows/store/flow.repository.js';
import { FlowSearchRepository } from '../../src/flows/store/flow-search.repository.js';
import { WatchFlows } from '../../src/flows/watch-flows.js';
import { testDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { waitFor } from '../support/wait-for.js';

let own: TestDatabase;
let events: FlowEvents;
let flows: FindFlow;
let save: SaveFlow;
let search: SearchFlows;
let load: LoadFlows;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'flows-'));
  own = await testDatabase();
  const { database } = own;
  const repository = new FlowRepository(database);
  const documents = new FlowDocuments();
  events = new FlowEvents(database);
  await events.onModuleInit();
  const templates = new Templates(new TemplateRepository(database), documents, new Config());
  flows = new FindFlow(repository, documents, events, templates);
  flows.onModuleInit();
  save = new SaveFlow(database, repository, documents, events);
  search = new SearchFlows(new FlowSearchRepository(database, new Config()), documents);
  load = new LoadFlows(save);
}, 60_000);

afterAll(async () => {
  events.onApplicationShutdown();
  await own.close();
  rmSync(directory, { recursive: true, force: true });
});

const source = (id: string, message = 'hello', namespace = 'team'): string =>
  `id: ${id}\nnamespace: ${namespace}\ntasks:\n  - id: t\n    type: io.kestra.plugin.core.log.Log\n    message: ${message}\n`;

describe('saving a flow', () => {
  test('an unchanged source makes no revision, a deletion makes one and the numbering goes on after it', async () => {
    expect((await save.create(source('a'))).row.revision).toBe(1);
    expect((await save.update('team', 'a', source('a'))).outcome).toBe('unchanged');
    expect((await save.update('team', 'a', `revision: 7\n${source('a')}`)).outcome).toBe(
      'unchanged',
    );
    expect((await save.update('team', 'a', source('a', 'bye'))).row.revision).toBe(2);
    await save.delete('team', 'a');
    expect(await flows.find('team', 'a')).toBeUndefined();
    expect((await flows.find('team', 'a', 2))?.row.source).toContain('bye');
    expect((await save.create(source('a'))).row.revision).toBe(4);
  });

  test('a flow that exists cannot be created, one that does not cannot be updated', async () => {
    await save.create(source('b'));
    await expect(save.create(source('b'))).rejects.toThrow('flow.id: Flow id already exists');
    await expect(save.update('team', 'nope', source('nope'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(save.update('team', 'b', source('c', 'x', 'other'))).rejects.toThrow(
      'flow.id: Illegal flow id update, flow.namespace: Illegal namespace update',
    );
  });

  test('of many saves at once each makes a revision of its own', async () => {
    const saved = await Promise.all(
      Array.from({ length: 20 }, (_, i) => save.createOrUpdate(source('many', `m${i}`))),
    );
    expect(saved.map(({ row }) => row.revision).sort((x, y) => x - y)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    expect((await flows.findExecutable('team', 'many')).revision).toBe(20);
  });

  test('a bulk save writes nothing when one document is broken', async () => {
    await expect(save.saveAll([source('bulk1'), 'id: bulk2'])).rejects.toMatchObject({
      code: 'INVALID_ENTITY',
    });
    expect(await flows.find('team', 'bulk1')).toBeUndefined();
  });
});

describe('finding a flow to run', () => {
  test('an unknown, a deleted and a disabled one are refused', async () => {
    await expect(flows.findExecutable('team', 'unknown')).rejects.toThrow(
      'Requested Flow is not found.',
    );
    await save.create(`${source('off')}disabled: true\n`);
    await expect(flows.findExecutable('team', 'off')).rejects.toThrow(
      'Requested Flow is disabled.',
    );
    await save.delete('team', 'off');
    await expect(flows.findExecutable('team', 'off')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('searching flows', () => {
  test('by namespace prefix, text and labels, with pages', async () => {
    await save.create(`${source('alpha-one', 'x', 'search')}labels:\n  team: "a,b"\n`);
    await save.create(source('beta', 'x', 'search.sub'));
    const prefix = { field: 'namespace', operation: 'PREFIX', value: 'search' } as const;
    expect((await search.search([prefix])).total).toBe(2);
    const ids = async (...filters: Parameters<SearchFlows['search']>[0][]): Promise<string[]> =>
      (await search.search(filters.flat())).results.map(({ row }) => row.id);
    expect(await ids([prefix, { field: 'q', operation: 'EQUALS', value: 'ALPHA one' }])).toEqual([
      'alpha-one',
    ]);
    expect(await ids([{ field: 'labels', operation: 'EQUALS', value: { team: 'a,b' } }])).toEqual([
      'alpha-one',
    ]);
    expect(await ids([{ field: 'namespace', operation: 'EQUALS', value: 'search' }])).toEqual([
      'alpha-one',
    ]);
    const page = await search.search([prefix], {
      page: 2,
      size: 1,
      sort: [{ field: 'id', direction: 'asc' }],
    });
    expect(page.results.map(({ row }) => row.id)).toEqual(['beta']);
    await expect(
      search.search([{ field: 'color', operation: 'EQUALS', value: 1 }]),
    ).rejects.toThrow('`color`');
    expect(await search.namespaces('EARCH')).toEqual(['search', 'search.sub']);
  });
});

describe('loading a folder', () => {
  test('a broken file is reported with its place and the others are loaded', async () => {
    writeFileSync(join(directory, 'good.yml'), source('loaded'));
    writeFileSync(join(directory, 'bad.yaml'), source('bad').replace('message:', 'mesage:'));
    writeFileSync(join(directory, 'note.txt'), 'not a flow');
    const first = await load.load(directory);
    expect(first).toMatchObject({ created: 1, updated: 0, unchanged: 0 });
    expect(first.failures).toMatchObject([
      { violations: [{ line: 4 }, { line: 6, hint: 'did you mean "message"?' }] },
    ]);
    expect(await load.load(directory)).toMatchObject({ created: 0, unchanged: 1 });
    await expect(load.load(join(directory, 'nowhere'))).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe('watching a folder', () => {
  test('files and flows follow each other in both directions', async () => {
    const folder = join(directory, 'watched');
    mkdirSync(folder);
    const config = new Config();
    Object.assign(config.flow, { watchEnabled: true, watchPaths: [folder] });
    const watched = new WatchFlows(config, flows, search, save, events);
    const found = async (id: string): Promise<string | undefined> =>
      (await flows.find('watch', id))?.row.source;
    writeFileSync(join(folder, 'start.yml'), source('start', 'hi', 'watch'));
    await save.create(source('stored', 'hi', 'watch'));
    await watched.start();
    try {
      expect(await found('start')).toBeDefined();
      expect(readFileSync(join(folder, 'watch_stored.yml'), 'utf8')).toBe(
        source('stored', 'hi', 'watch'),
      );

      // As editors save: another file takes the place of the first.
      writeFileSync(join(folder, 'start.yml.swp'), source('start', 'edited', 'watch'));
      renameSync(join(folder, 'start.yml.swp'), join(folder, 'start.yml'));
      await waitFor(async () => (await found('start'))?.includes('edited'));

      writeFileSync(join(folder, 'start.yml'), source('renamed', 'edited', 'watch'));
      await waitFor(
        async () => (await found('renamed')) !== undefined && (await found('start')) === undefined,
      );

      await save.update('watch', 'renamed', source('renamed', 'by api', 'watch'));
      await waitFor(() => readFileSync(join(folder, 'start.yml'), 'utf8').includes('by api'));

      await save.delete('watch', 'stored');
      await waitFor(() => !existsSync(join(folder, 'watch_stored.yml')));

      rmSync(join(folder, 'start.yml'));
      await waitFor(async () => (await found('renamed')) === undefined);
      expect((await flows.revisions('watch', 'renamed')).map(({ row }) => row.revision)).toEqual([
        1, 2, 3,
      ]);
    } finally {
      await watched.stop();
    }
  });
});
