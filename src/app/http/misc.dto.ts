import { IsEmail, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';

/** Name and colour of the installation, shown beside the logo. */
export class EnvironmentResponse {
  name?: string;
  color?: string;
}

/** Rows of a file preview. */
export class PreviewResponse {
  initial!: number;
  max!: number;
}

/** What a client must know of the server (api.md §15). */
export class ConfigurationResponse {
  /** Identity of the installation. */
  uuid!: string;
  version!: string;
  commitId?: string;
  commitDate?: string;
  isCustomDashboardsEnabled!: boolean;
  isTaskRunEnabled!: boolean;
  isAnonymousUsageEnabled!: boolean;
  isUiAnonymousUsageEnabled!: boolean;
  isTemplateEnabled!: boolean;
  environment?: EnvironmentResponse;
  url?: string;
  preview!: PreviewResponse;
  isBasicAuthEnabled!: boolean;
  isBasicAuthInitialized!: boolean;
  systemNamespace!: string;
  hiddenLabelsPrefixes!: string[];
  edition!: 'OSS';
  /** ISO-8601 duration. */
  chartDefaultDuration!: string;
  isAiEnabled!: boolean;
  isConcurrencyViewEnabled!: boolean;
  /** Changes with the set of plugins. */
  pluginsHash!: number;
}

export class BasicAuthRequest {
  /** Of the installation; not used. */
  @IsOptional()
  @IsString()
  uid?: string;

  @IsEmail()
  username!: string;

  @IsString()
  @MinLength(8)
  @MaxLength(256)
  password!: string;
}
