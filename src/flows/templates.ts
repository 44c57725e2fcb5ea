import { Injectable } from '@nestjs/common';
import { InvalidEntityError, NotFoundError } from '../model/errors.js';
import type { Flow } from '../model/flow.js';
import { Config } from '../platform/config/index.js';
import { expandTemplates } from './expand-templates.js';
import { FlowDocuments } from './flow-documents.js';
import type { StoredFlow } from './flow-documents.js';
import type { ParsedTemplate } from './parse-template.js';
import { TemplateRepository } from './store/template.repository.js';
import type { TemplateRow } from './store/template.repository.js';

/** Writes templates, and puts their tasks into flows (engine.md §6.5). */
@Injectable()
export class Templates {
  constructor(
    private readonly repository: TemplateRepository,
    private readonly documents: FlowDocuments,
    private readonly config: Config,
  ) {}

  /** The flow as it runs. While templates are switched off its Template tasks stay empty and fail. */
  async expand({ flow, parsed, usesTemplates }: StoredFlow): Promise<Flow | undefined> {
    if (flow === undefined || !usesTemplates || !this.config.webserver.templatesEnabled) {
      return flow;
    }
    const taskIds = parsed.declarations
      .filter(({ kind }) => kind === 'task')
      .map(({ value }) => String(value.id));
    return expandTemplates(flow, taskIds, async (namespace, id) => {
      const row = await this.repository.find(namespace, id);
      return row && this.documents.parseTemplate(row.source, flow.pluginDefaults);
    });
  }

  /** @throws InvalidEntityError for a broken document and for a template that exists already. */
  async create(source: string): Promise<ParsedTemplate> {
    const { row, parsed } = this.read(source);
    if (!(await this.repository.insert(row))) {
      throw new InvalidEntityError([
        { path: 'template.id', message: 'Template id already exists' },
      ]);
    }
    return parsed;
  }

  /** @throws InvalidEntityError for a broken document or another identity; NotFoundError without the template. */
  async update(namespace: string, id: string, source: string): Promise<ParsedTemplate> {
    if ((await this.repository.find(namespace, id)) === undefined) {
      throw new NotFoundError();
    }
    const { row, parsed } = this.read(source);
    const moved = [
      ...(row.id === id ? [] : [{ path: 'template.id', message: 'Illegal template id update' }]),
      ...(row.namespace === namespace
        ? []
        : [{ path: 'template.namespace', message: 'Illegal namespace update' }]),
    ];
    if (moved.length > 0) {
      throw new InvalidEntityError(moved);
    }
    if (!(await this.repository.update(row))) {
      throw new NotFoundError();
    }
    return parsed;
  }

  async createOrUpdate(source: string): Promise<void> {
    await this.repository.replace([this.read(source).row]);
  }

  /** Several documents of one namespace, all or none; `remove`: others of the namespace go. */
  async updateNamespace(
    namespace: string,
    sources: readonly string[],
    remove: boolean,
  ): Promise<ParsedTemplate[]> {
    const documents = sources.map((source) => this.read(source));
    const strange = documents.find(({ row }) => row.namespace !== namespace);
    if (strange !== undefined) {
      const message = `Invalid namespace '${strange.row.namespace}', expected '${namespace}'`;
      throw new InvalidEntityError([{ path: 'template.namespace', message }]);
    }
    await this.repository.replace(
      documents.map(({ row }) => row),
      remove ? namespace : undefined,
    );
    return documents.map(({ parsed }) => parsed);
  }

  private read(source: string): { row: TemplateRow; parsed: ParsedTemplate } {
    const parsed = this.documents.parseTemplate(source);
    const { template, violations } = parsed;
    if (template === undefined) {
      throw new InvalidEntityError(violations);
    }
    return { row: { namespace: template.namespace, id: template.id, source }, parsed };
  }
}
