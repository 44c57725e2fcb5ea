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
import { ExitTask } from './execution/exit.task.js';
import { FailTask } from './execution/fail.task.js';
import { LabelsTask } from './execution/labels.task.js';
import { SetVariablesTask } from './execution/set-variables.task.js';
import { UnsetVariablesTask } from './execution/unset-variables.task.js';
import { AllowFailureTask } from './flow/allow-failure.task.js';
import { DagTask } from './flow/dag.task.js';
import { EachParallelTask } from './flow/each-parallel.task.js';
import { EachSequentialTask } from './flow/each-sequential.task.js';
import { ForEachItemTask } from './flow/for-each-item.task.js';
import { ForEachTask } from './flow/for-each.task.js';
import { IfTask } from './flow/if.task.js';
import { LoopUntilTask } from './flow/loop-until.task.js';
import { ParallelTask } from './flow/parallel.task.js';
import { PauseTask } from './flow/pause.task.js';
import { SequentialTask } from './flow/sequential.task.js';
import { SleepTask } from './flow/sleep.task.js';
import { SubflowTask } from './flow/subflow.task.js';
import { SwitchTask } from './flow/switch.task.js';
import { TemplateTask } from './flow/template.task.js';
import { WaitForTask } from './flow/wait-for.task.js';
import { WorkingDirectoryTask } from './flow/working-directory.task.js';
import { LogTask } from './log/log.task.js';
import { OutputValuesTask } from './output/output-values.task.js';
import { DockerTaskRunner } from './runner/docker.task-runner.js';
import { ProcessTaskRunner } from './runner/process.task-runner.js';
import { LANGUAGE_TASKS } from './scripts/language-tasks.js';
import { PythonCommandsTask } from './scripts/python-commands.task.js';
import { PythonScriptTask } from './scripts/python-script.task.js';
import { ShellCommandsTask } from './scripts/shell-commands.task.js';
import { ShellScriptTask } from './scripts/shell-script.task.js';
import { FlowTrigger } from './trigger/flow.trigger.js';
import { ScheduleOnDatesTrigger } from './trigger/schedule-on-dates.trigger.js';
import { ScheduleTrigger } from './trigger/schedule.trigger.js';
import { WebhookTrigger } from './trigger/webhook.trigger.js';

/** Every built-in plugin class, once. */
export const CORE_PLUGINS: readonly PluginClass[] = [
  AllowFailureTask,
  DagTask,
  DateTimeBetweenCondition,
  DayWeekCondition,
  DayWeekInMonthCondition,
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
  FlowCondition,
  FlowNamespaceCondition,
  FlowTrigger,
  ForEachItemTask,
  ForEachTask,
  HasRetryAttemptCondition,
  IfTask,
  LabelsTask,
  LogTask,
  LoopUntilTask,
  MultipleCondition,
  NotCondition,
  OrCondition,
  OutputValuesTask,
  ParallelTask,
  PauseTask,
  ProcessTaskRunner,
  PublicHolidayCondition,
  PythonCommandsTask,
  PythonScriptTask,
  ReturnTask,
  ScheduleOnDatesTrigger,
  ScheduleTrigger,
  SequentialTask,
  SetVariablesTask,
  ShellCommandsTask,
  ShellScriptTask,
  SleepTask,
  SubflowTask,
  SwitchTask,
  TemplateTask,
  TimeBetweenCondition,
  UnsetVariablesTask,
  WaitForTask,
  WebhookTrigger,
  WeekendCondition,
  WorkingDirectoryTask,
  ...LANGUAGE_TASKS,
];
