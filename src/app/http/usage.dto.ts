export class HardwareUsage {
  logicalProcessorCount!: number;
  processor!: string;
  knownArch!: string;
  /** Bytes. */
  memory!: number;
}

export class OsUsage {
  family!: string;
  version!: string;
}

export class RuntimeUsage {
  name!: string;
  version!: string;
}

export class HostUsage {
  /** Stands for the machine without naming it. */
  uuid!: string;
  hardware!: HardwareUsage;
  os!: OsUsage;
  runtime!: RuntimeUsage;
}

export class ConfigurationUsage {
  repositoryType!: string;
  queueType!: string;
  storageType!: string;
  secretType!: string;
}

export class PluginUsage {
  count!: number;
  byKind!: Record<string, number>;
}

export class FlowUsage {
  count!: number;
  namespacesCount!: number;
  /** How often flows declare each type. */
  taskTypeCount!: Record<string, number>;
  triggerTypeCount!: Record<string, number>;
  taskRunnerTypeCount!: Record<string, number>;
}

export class DailyExecutionUsage {
  /** Beginning of the day in UTC. */
  date!: string;
  count!: number;
  /** By state; every state is there. */
  executionCounts!: Record<string, number>;
  averageDurationMs!: number;
}

export class ExecutionUsage {
  dailyExecutionsCount!: DailyExecutionUsage[];
}

/** A report on the installation (api.md §15). */
export class UsageResponse {
  /** Identity of the installation. */
  uuid!: string;
  version!: string;
  serverType!: string;
  /** When the answering process started. */
  startTime!: string;
  environments!: string[];
  host!: HostUsage;
  configurations!: ConfigurationUsage;
  plugins!: PluginUsage;
  flows!: FlowUsage;
  executions!: ExecutionUsage;
}
