import { Inject, Injectable } from '@nestjs/common';
import { render, renderDeep, renderTyped, variablesOf } from '../expressions/index.js';
import type { Rendered, RenderOptions } from '../expressions/index.js';
import type { Flow } from '../model/flow.js';
import { expressionHostFor, RUN_SERVICES } from '../run-context/index.js';
import type { RunServices } from '../run-context/index.js';

type Roots = Readonly<Record<string, unknown>>;

/** Expressions of a flow outside of any execution: defaults and conditions of inputs, checks, webhook keys. */
@Injectable()
export class FlowExpressions {
  constructor(@Inject(RUN_SERVICES) private readonly services: RunServices) {}

  /**
   * Strings inside maps and lists too; the value itself where a template is one expression. `flow`, `vars`, `envs`,
   * `globals` and the functions are there, `roots` come on top. Throws ExpressionError.
   */
  renderTyped(template: unknown, flow: Flow, roots: Roots): Rendered<unknown> {
    const options = this.optionsFor(flow, roots);
    return typeof template === 'string'
      ? renderTyped(template, options)
      : renderDeep(template, options);
  }

  /** As text. */
  render(template: string, flow: Flow, roots: Roots): Rendered<string> {
    return render(template, this.optionsFor(flow, roots));
  }

  private optionsFor(flow: Flow, roots: Roots): RenderOptions {
    const { envs, globals, recursiveRendering: recursive } = this.services.settings;
    return {
      variables: variablesOf({
        flow: flowVariables(flow),
        vars: flow.variables,
        envs,
        globals,
        ...roots,
      }),
      host: expressionHostFor({ flow }, this.services),
      recursive,
    };
  }
}

function flowVariables({ id, namespace, revision }: Flow): Record<string, unknown> {
  return { id, namespace, revision, tenantId: 'main' };
}
