import { Inject, Injectable } from '@nestjs/common';
import { render, renderDeep, renderTyped, variablesOf } from '../expressions/index.js';
import type { Rendered, RenderOptions, Variables } from '../expressions/index.js';
import type { Flow } from '../model/flow.js';
import {
  executionVariables,
  expressionHostFor,
  labelTree,
  RUN_SERVICES,
  withExtra,
} from '../run-context/index.js';
import type { RunScope, RunServices } from '../run-context/index.js';

type Roots = Readonly<Record<string, unknown>>;

/** Renders what a trigger declares. Throws ExpressionError. */
export interface TriggerRenderer {
  render(template: string, extra?: Roots): Rendered<string>;
  /** The value itself where the template is one expression. */
  renderTyped(template: string, extra?: Roots): Rendered<unknown>;
  /** Strings inside maps and lists. */
  renderDeep(value: unknown, extra?: Roots): Rendered<unknown>;
}

@Injectable()
export class TriggerRenderers {
  constructor(@Inject(RUN_SERVICES) private readonly services: RunServices) {}

  /** triggers.md §1: `flow`, `labels`, `vars`, `envs`, `globals` and the functions; neither `execution` nor `inputs`. */
  ofFlow(flow: Flow, roots: Roots, onSecret?: (value: string) => void): TriggerRenderer {
    const { envs, globals } = this.services.settings;
    const { id, namespace, revision, labels, variables: vars } = flow;
    const variables = (): Variables =>
      variablesOf({
        flow: { id, namespace, revision, tenantId: 'main' },
        labels: labelTree(labels),
        vars,
        envs,
        globals,
        ...roots,
      });
    return this.rendererOf(variables, { flow }, onSecret);
  }

  /** What the execution sees, for triggers and listeners that look at one that reached a state. */
  ofExecution(scope: RunScope, roots: Roots = {}): TriggerRenderer {
    const { settings } = this.services;
    const { encryption } = settings;
    const decrypt = encryption.isConfigured
      ? (text: string) => encryption.decrypt(text)
      : undefined;
    return this.rendererOf(() => executionVariables(scope, settings, roots, decrypt), scope);
  }

  /** Most triggers render nothing: what rendering needs is made when it is needed. */
  private rendererOf(
    makeVariables: () => Variables,
    scope: Pick<RunScope, 'flow'> & Partial<RunScope>,
    onSecret?: (value: string) => void,
  ): TriggerRenderer {
    let made: RenderOptions | undefined;
    const optionsWith = (extra?: Roots): RenderOptions => {
      made ??= {
        variables: makeVariables(),
        host: expressionHostFor(scope, this.services, onSecret && { onSecret }),
        recursive: this.services.settings.recursiveRendering,
      };
      return extra === undefined ? made : { ...made, variables: withExtra(made.variables, extra) };
    };
    return {
      render: (template, extra) => render(template, optionsWith(extra)),
      renderTyped: (template, extra) => renderTyped(template, optionsWith(extra)),
      renderDeep: (value, extra) => renderDeep(value, optionsWith(extra)),
    };
  }
}
