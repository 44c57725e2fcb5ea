import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { apiPath, ApiTags } from '../../platform/http/index.js';
import { RenderExpressions } from '../render-expressions.js';
import { RenderRequest } from './execution.dto.js';
import type { RenderResponse } from './execution.dto.js';

@ApiTags('Expressions')
@Controller(apiPath('expressions'))
export class RenderController {
  constructor(private readonly renderExpressions: RenderExpressions) {}

  /** Renders expressions in the context of an execution, a flow, or nothing. */
  @Post('render')
  @HttpCode(200)
  async renderExpressionsInContext(@Body() request: RenderRequest): Promise<RenderResponse> {
    const rendered: Record<string, string> = {};
    const errors: Record<string, string> = {};
    for (const expression of request.expressions) {
      const { result, error } = await this.renderExpressions.run(expression, request);
      if (result !== undefined) {
        rendered[expression] = result;
      }
      if (error !== undefined) {
        errors[expression] = error;
      }
    }
    return Object.keys(errors).length === 0 ? { rendered } : { rendered, errors };
  }
}
