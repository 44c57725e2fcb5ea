import { dag } from './dag.js';
import type { Flowable } from './flowable.js';
import { FOR_EACH_ITEM, forEachItem } from './for-each-item.js';
import { eachParallel, eachSequential, forEach } from './for-each.js';
import { ifTask } from './if.js';
import { loop, LOOP_ITERATION, loopIteration } from './loop.js';
import { loopUntil, waitFor } from './loop-until.js';
import { parallel } from './parallel.js';
import { pause } from './pause.js';
import { allowFailure, sequential } from './sequential.js';
import { switchTask } from './switch.js';
import { template } from './template.js';
import { workingDirectory } from './working-directory.js';

const PREFIX = 'io.kestra.plugin.core.flow';

/** By canonical type (engine.md §6). */
const FLOWABLES: ReadonlyMap<string, Flowable> = new Map([
  [`${PREFIX}.Sequential`, sequential],
  [`${PREFIX}.Parallel`, parallel],
  [`${PREFIX}.Dag`, dag],
  [`${PREFIX}.If`, ifTask],
  [`${PREFIX}.Switch`, switchTask],
  [`${PREFIX}.AllowFailure`, allowFailure],
  [`${PREFIX}.ForEach`, forEach],
  [`${PREFIX}.EachSequential`, eachSequential],
  [`${PREFIX}.EachParallel`, eachParallel],
  [`${PREFIX}.Pause`, pause],
  [`${PREFIX}.LoopUntil`, loopUntil],
  [`${PREFIX}.WaitFor`, waitFor],
  [`${PREFIX}.WorkingDirectory`, workingDirectory],
  [`${PREFIX}.Template`, template],
  [`${PREFIX}.Loop`, loop],
  [LOOP_ITERATION, loopIteration],
  [FOR_EACH_ITEM, forEachItem],
]);

export function flowableOf(type: string): Flowable | undefined {
  return FLOWABLES.get(type);
}
