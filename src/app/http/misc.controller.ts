import { Controller, Get, Redirect } from '@nestjs/common';
import { ApiExcludeEndpoint, apiPath, ApiTags } from '../../platform/http/index.js';
import { Configuration } from '../configuration.js';
import { ConfigurationResponse } from './misc.dto.js';

@ApiTags('Misc')
@Controller()
export class MiscController {
  constructor(private readonly configuration: Configuration) {}

  @Get()
  @Redirect('/ui/')
  @ApiExcludeEndpoint()
  root(): void {
    // The answer is the redirection.
  }

  /** What a client must know of the server. */
  @Get(apiPath('configs'))
  getConfiguration(): Promise<ConfigurationResponse> {
    return this.configuration.read();
  }
}
