import { IsBoolean, IsInt, IsOptional, IsUrl, Max, Min } from 'class-validator';
import { FromKey } from './property.js';

/** The HTTP side of the server. */
export class WebserverConfig {
  /** Port of the API and the user interface; 0 takes any free one. */
  @FromKey('micronaut.server.port', 'integer')
  @IsInt()
  @Min(0)
  @Max(65535)
  port = 8080;

  /** Address to listen on; default every address of the machine. */
  @FromKey('micronaut.server.host')
  @IsOptional()
  host?: string;

  /** Largest body of a request other than an upload. */
  @FromKey('micronaut.server.max-request-size', 'bytes')
  @IsInt()
  @Min(1024)
  maxRequestBytes = 100 * 1024 * 1024;

  /** Largest uploaded file. */
  @FromKey('micronaut.server.multipart.max-file-size', 'bytes')
  @IsInt()
  @Min(1024)
  maxFileBytes = 10 * 1024 * 1024 * 1024;

  /** The server's address as users see it, for links. */
  @FromKey('kestra.url')
  @IsOptional()
  @IsUrl(
    { require_tld: false, require_protocol: true },
    { message: 'must be an http or https URL' },
  )
  url?: string;

  /** Rows of a file preview when the client names none. */
  @FromKey('kestra.server.preview.initial-rows', 'integer')
  @IsInt()
  @Min(1)
  previewInitialRows = 100;

  /** Rows of a file preview at most. */
  @FromKey('kestra.server.preview.max-rows', 'integer')
  @IsInt()
  @Min(1)
  previewMaxRows = 5000;

  /** Name shown beside the logo, e.g. `production`. */
  @FromKey('kestra.environment.name')
  @IsOptional()
  environmentName?: string;

  /** Its CSS colour. */
  @FromKey('kestra.environment.color')
  @IsOptional()
  environmentColor?: string;

  /** Whether deprecated templates are offered. */
  @FromKey('kestra.templates.enabled', 'boolean')
  @IsBoolean()
  templatesEnabled = false;

  /** Whether an empty server offers the tutorial flows. */
  @FromKey('kestra.tutorial-flows.enabled', 'boolean')
  @IsBoolean()
  tutorialFlowsEnabled = true;

  /** Labels that the user interface hides. */
  @FromKey('kestra.hidden-labels.prefixes', 'list')
  hiddenLabelPrefixes: string[] = ['system.', 'internal.'];
}
