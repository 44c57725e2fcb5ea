import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Flow, PluginDefault } from '../model/flow.js';
import { checkSyntax } from '../expressions/index.js';
import { findPlugin, nearestType } from '../plugins/index.js';
import { TEMPLATE_TYPE } from './expand-templates.js';
import { parseDeclaration, parseFlow, parseFlowValue } from './parse-flow.js';
import type { ParsedFlow, ParseOptions } from './parse-flow.js';
import { parseTemplate } from './parse-template.js';
import type { ParsedTemplate } from './parse-template.js';
import type { FlowRevision } from './store/flow.repository.js';

/** Plugin defaults of the configuration, most specific first. */
export const GLOBAL_PLUGIN_DEFAULTS = Symbol('global plugin defaults');

const CACHED_DOCUMENTS = 1_000;

export interface StoredFlow {
  readonly row: FlowRevision;
  readonly parsed: ParsedFlow;
  /** Absent when the stored text can no longer be read, e.g. because a plugin is gone. */
  readonly flow?: Flow;
  /** There are tasks to be replaced before it runs (engine.md §6.5). */
  readonly usesTemplates: boolean;
}

/** Parses flow documents with the plugins and the configuration of this server; stored revisions only once. */
@Injectable()
export class FlowDocuments {
  private readonly cache = new Map<string, StoredFlow>();
  private readonly options: ParseOptions;

  constructor(@Optional() @Inject(GLOBAL_PLUGIN_DEFAULTS) defaults: readonly PluginDefault[] = []) {
    this.options = { catalog: { findPlugin, nearestType }, expressions: checkSyntax, defaults };
  }

  parse(source: string): ParsedFlow {
    return parseFlow(source, this.options);
  }

  parseValue(value: unknown): ParsedFlow {
    return parseFlowValue(value, this.options);
  }

  parseDeclaration(source: string, kind: 'task' | 'trigger'): ParsedFlow {
    return parseDeclaration(source, kind, this.options);
  }

  /** The plugin defaults of the flow that uses it come before those of the configuration. */
  parseTemplate(source: string, ofFlow: readonly PluginDefault[] = []): ParsedTemplate {
    const { defaults = [] } = this.options;
    return parseTemplate(source, { ...this.options, defaults: [...ofFlow, ...defaults] });
  }

  /** Revisions never change, so neither does what was parsed; the least recently used one makes room. */
  read(row: FlowRevision): StoredFlow {
    const key = `${row.namespace}/${row.id}/${row.revision}`;
    const known = this.cache.get(key);
    this.cache.delete(key);
    const stored = known ?? this.parseRow(row);
    this.cache.set(key, stored);
    if (this.cache.size > CACHED_DOCUMENTS) {
      const [oldest] = this.cache.keys();
      this.cache.delete(oldest ?? key);
    }
    return stored;
  }

  private parseRow(row: FlowRevision): StoredFlow {
    const parsed = this.parse(row.source);
    const { namespace, id, revision, deleted } = row;
    return {
      row,
      parsed,
      usesTemplates: parsed.declarations.some(
        ({ definition }) => definition.type === TEMPLATE_TYPE,
      ),
      ...(parsed.flow && { flow: { ...parsed.flow, namespace, id, revision, deleted } }),
    };
  }
}
