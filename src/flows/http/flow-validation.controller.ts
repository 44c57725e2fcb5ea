import {
  Body,
  Controller,
  HttpCode,
  Post,
  Query,
  UploadedFiles,
  UseInterceptors,
} from '@nestjs/common';
import { createReadStream } from 'node:fs';
import { ApiConsumes, apiPath, ApiTags, UploadInterceptor } from '../../platform/http/index.js';
import { documentText } from '../../platform/yaml/index.js';
import { ValidateFlows } from '../validate-flows.js';
import type { Validation } from '../validate-flows.js';

/** What is wrong with a document is data here: the status is always 200. */
@ApiTags('Flows')
@Controller(apiPath('flows/validate'))
export class FlowValidationController {
  constructor(private readonly validate: ValidateFlows) {}

  /** One text of several documents, or several files. */
  @Post()
  @HttpCode(200)
  @UseInterceptors(UploadInterceptor)
  @ApiConsumes('application/x-yaml')
  async validateFlows(
    @Body() body: string,
    @UploadedFiles() files: Express.Multer.File[] | undefined,
  ): Promise<object[]> {
    if (files === undefined || files.length === 0) {
      return this.validate.flowsOf(typeof body === 'string' ? body : '');
    }
    const validations: object[] = [];
    for (const { path, originalname } of files) {
      const text = await documentText(originalname, createReadStream(path));
      for (const validation of await this.validate.flowsOf(text)) {
        validations.push({ ...validation, index: validations.length, filename: originalname });
      }
    }
    return validations;
  }

  @Post('task')
  @HttpCode(200)
  @ApiConsumes('application/x-yaml', 'application/json')
  validateTask(@Body() body: string, @Query('section') section?: string): Validation {
    const isTrigger = section?.toUpperCase() === 'TRIGGERS';
    return this.validate.declaration(body ?? '', isTrigger ? 'trigger' : 'task');
  }

  @Post('trigger')
  @HttpCode(200)
  @ApiConsumes('application/json', 'application/x-yaml')
  validateTrigger(@Body() body: string): Validation {
    return this.validate.declaration(body ?? '', 'trigger');
  }
}
