import { Body, Controller, Get, HttpCode, Post, Redirect } from '@nestjs/common';
import { ApiExcludeEndpoint, apiPath, ApiTags } from '../../platform/http/index.js';
import { Access } from '../access.js';
import { Usage } from '../usage.js';
import { Configuration } from '../configuration.js';
import { BasicAuthRequest, ConfigurationResponse } from './misc.dto.js';
import { UsageResponse } from './usage.dto.js';

@ApiTags('Misc')
@Controller()
export class MiscController {
  constructor(
    private readonly configuration: Configuration,
    private readonly usage: Usage,
    private readonly access: Access,
  ) {}

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

  /** Protects the installation: from now on everybody needs this name and password. */
  @Post(apiPath('basicAuth'))
  @HttpCode(204)
  setBasicAuth(@Body() { username, password }: BasicAuthRequest): Promise<void> {
    return this.access.set(username, password);
  }

  /** What the installation is made of and how much it does. Nothing of it is sent anywhere. */
  @Get(apiPath('usages/all'))
  getUsages(): Promise<UsageResponse> {
    return this.usage.read();
  }
}
