import type { PluginClass } from '../api/plugin-type.js';
import { EchoTask } from './debug/echo.task.js';
import { ReturnTask } from './debug/return.task.js';
import { FailTask } from './execution/fail.task.js';
import { SleepTask } from './flow/sleep.task.js';
import { LogTask } from './log/log.task.js';
import { OutputValuesTask } from './output/output-values.task.js';

/** Every built-in plugin class, once. */
export const CORE_PLUGINS: readonly PluginClass[] = [
  EchoTask,
  FailTask,
  LogTask,
  OutputValuesTask,
  ReturnTask,
  SleepTask,
];
