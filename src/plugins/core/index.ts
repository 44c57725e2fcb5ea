import type { PluginClass } from '../api/plugin-type.js';
import { DateTimeBetweenCondition } from './condition/date-time-between.condition.js';
import { DayWeekInMonthCondition } from './condition/day-week-in-month.condition.js';
import { DayWeekCondition } from './condition/day-week.condition.js';
import { ExecutionFlowCondition } from './condition/execution-flow.condition.js';
import { ExecutionLabelsCondition } from './condition/execution-labels.condition.js';
import { ExecutionNamespaceCondition } from './condition/execution-namespace.condition.js';
import { ExecutionOutputsCondition } from './condition/execution-outputs.condition.js';
import { ExecutionStatusCondition } from './condition/execution-status.condition.js';
import { ExpressionCondition } from './condition/expression.condition.js';
import { FlowNamespaceCondition } from './condition/flow-namespace.condition.js';
import { FlowCondition } from './condition/flow.condition.js';
import { HasRetryAttemptCondition } from './condition/has-retry-attempt.condition.js';
import { MultipleCondition } from './condition/multiple.condition.js';
import { NotCondition } from './condition/not.condition.js';
import { OrCondition } from './condition/or.condition.js';
import { PublicHolidayCondition } from './condition/public-holiday.condition.js';
import { TimeBetweenCondition } from './condition/time-between.condition.js';
import { WeekendCondition } from './condition/weekend.condition.js';
import { EchoTask } from './debug/echo.task.js';
import { ReturnTask } from './debug/return.task.js';
import { AssertTask } from './execution/assert.task.js';
import { CountExecutionsTask } from './execution/count-executions.task.js';
import { CountTask } from './execution/count.task.js';
import { ExitTask } from './execution/exit.task.js';
import { FailTask } from './execution/fail.task.js';
import { LabelsTask } from './execution/labels.task.js';
import { PurgeExecutionsTask } from './execution/purge-executions.task.js';
import { ResumeTask } from './execution/resume.task.js';
import { SetVariablesTask } from './execution/set-variables.task.js';
import { UnsetVariablesTask } from './execution/unset-variables.task.js';
import { AllowFailureTask } from './flow/allow-failure.task.js';
import { DagTask } from './flow/dag.task.js';
import { EachParallelTask } from './flow/each-parallel.task.js';
import { EachSequentialTask } from './flow/each-sequential.task.js';
import { ForEachItemMergeTask } from './flow/for-each-item-merge.task.js';
import { ForEachItemSplitTask } from './flow/for-each-item-split.task.js';
import { ForEachItemTask } from './flow/for-each-item.task.js';
import { ForEachTask } from './flow/for-each.task.js';
import { IfTask } from './flow/if.task.js';
import { LoopTask } from './flow/loop.task.js';
import { LoopUntilTask } from './flow/loop-until.task.js';
import { ParallelTask } from './flow/parallel.task.js';
import { PauseTask } from './flow/pause.task.js';
import { PurgeFlowsTask } from './flow/purge-flows.task.js';
import { SequentialTask } from './flow/sequential.task.js';
import { SleepTask } from './flow/sleep.task.js';
import { SubflowTask } from './flow/subflow.task.js';
import { SwitchTask } from './flow/switch.task.js';
import { TemplateTask } from './flow/template.task.js';
import { WaitForTask } from './flow/wait-for.task.js';
import { WorkingDirectoryTask } from './flow/working-directory.task.js';
import { HttpDownloadTask } from './http/download.task.js';
import { HttpTrigger } from './http/http.trigger.js';
import { HttpRequestTask } from './http/request.task.js';
import { SseRequestTask } from './http/sse-request.task.js';
import { KvDeleteTask } from './kv/delete.task.js';
import { KvGetKeysTask } from './kv/get-keys.task.js';
import { KvGetTask } from './kv/get.task.js';
import { PurgeKvTask } from './kv/purge-kv.task.js';
import { KvSetTask } from './kv/set.task.js';
import { LogFetchTask } from './log/fetch.task.js';
import { LogTask } from './log/log.task.js';
import { PurgeLogsTask } from './log/purge-logs.task.js';
import { MetricPublishTask } from './metric/publish.task.js';
import { PurgeMetricsTask } from './metric/purge-metrics.task.js';
import { NamespaceDeleteFilesTask } from './namespace/delete-files.task.js';
import { NamespaceDownloadFilesTask } from './namespace/download-files.task.js';
import { NamespacePurgeFilesTask } from './namespace/purge-files.task.js';
import { NamespaceUploadFilesTask } from './namespace/upload-files.task.js';
import { OutputValuesTask } from './output/output-values.task.js';
import { DockerTaskRunner } from './runner/docker/docker.task-runner.js';
import { ProcessTaskRunner } from './runner/process.task-runner.js';
import { LANGUAGE_TASKS } from './scripts/language-tasks.js';
import { PythonCommandsTask } from './scripts/python-commands.task.js';
import { PythonScriptTask } from './scripts/python-script.task.js';
import { ShellCommandsTask } from './scripts/shell-commands.task.js';
import { ShellScriptTask } from './scripts/shell-script.task.js';
import { StateDeleteTask } from './state/delete.task.js';
import { StateGetTask } from './state/get.task.js';
import { StateSetTask } from './state/set.task.js';
import { ConcatTask } from './storage/concat.task.js';
import { DeduplicateItemsTask } from './storage/deduplicate-items.task.js';
import { StorageDeleteTask } from './storage/delete.task.js';
import { FilterItemsTask } from './storage/filter-items.task.js';
import { LocalFilesTask } from './storage/local-files.task.js';
import { PurgeCurrentExecutionFilesTask } from './storage/purge-current-execution-files.task.js';
import { ReverseTask } from './storage/reverse.task.js';
import { SizeTask } from './storage/size.task.js';
import { SplitTask } from './storage/split.task.js';
import { WriteTask } from './storage/write.task.js';
import { TemplatedTask } from './templating/templated-task.task.js';
import { FlowTrigger } from './trigger/flow.trigger.js';
import { ScheduleOnDatesTrigger } from './trigger/schedule-on-dates.trigger.js';
import { ScheduleTrigger } from './trigger/schedule.trigger.js';
import { ToggleTask } from './trigger/toggle.task.js';
import { WebhookTrigger } from './trigger/webhook.trigger.js';

/** Every built-in plugin class, once. */
export const CORE_PLUGINS: readonly PluginClass[] = [
  AllowFailureTask,
  AssertTask,
  ConcatTask,
  CountExecutionsTask,
  CountTask,
  DagTask,
  DateTimeBetweenCondition,
  DayWeekCondition,
  DayWeekInMonthCondition,
  DeduplicateItemsTask,
  DockerTaskRunner,
  EachParallelTask,
  EachSequentialTask,
  EchoTask,
  ExecutionFlowCondition,
  ExecutionLabelsCondition,
  ExecutionNamespaceCondition,
  ExecutionOutputsCondition,
  ExecutionStatusCondition,
  ExitTask,
  ExpressionCondition,
  FailTask,
  FilterItemsTask,
  FlowCondition,
  FlowNamespaceCondition,
  FlowTrigger,
  ForEachItemMergeTask,
  ForEachItemSplitTask,
  ForEachItemTask,
  ForEachTask,
  HasRetryAttemptCondition,
  HttpDownloadTask,
  HttpRequestTask,
  SseRequestTask,
  HttpTrigger,
  IfTask,
  KvDeleteTask,
  KvGetKeysTask,
  KvGetTask,
  KvSetTask,
  LabelsTask,
  LocalFilesTask,
  LogFetchTask,
  LogTask,
  LoopTask,
  LoopUntilTask,
  MetricPublishTask,
  MultipleCondition,
  NamespaceDeleteFilesTask,
  NamespaceDownloadFilesTask,
  NamespacePurgeFilesTask,
  NamespaceUploadFilesTask,
  NotCondition,
  OrCondition,
  OutputValuesTask,
  ParallelTask,
  PauseTask,
  ProcessTaskRunner,
  PublicHolidayCondition,
  PurgeCurrentExecutionFilesTask,
  PurgeExecutionsTask,
  PurgeFlowsTask,
  PurgeKvTask,
  PurgeLogsTask,
  PurgeMetricsTask,
  PythonCommandsTask,
  PythonScriptTask,
  ResumeTask,
  ReturnTask,
  ReverseTask,
  ScheduleOnDatesTrigger,
  ScheduleTrigger,
  SequentialTask,
  SetVariablesTask,
  ShellCommandsTask,
  ShellScriptTask,
  SizeTask,
  SleepTask,
  SplitTask,
  StateDeleteTask,
  StateGetTask,
  StateSetTask,
  StorageDeleteTask,
  SubflowTask,
  SwitchTask,
  TemplateTask,
  TemplatedTask,
  TimeBetweenCondition,
  ToggleTask,
  UnsetVariablesTask,
  WaitForTask,
  WebhookTrigger,
  WeekendCondition,
  WorkingDirectoryTask,
  WriteTask,
  ...LANGUAGE_TASKS,
];
