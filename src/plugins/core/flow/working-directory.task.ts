import { DirectoryCache } from './directory-cache.js';
import { NamespaceFiles } from './namespace-files.js';
import type { Task } from '../../../model/task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { FlowableBase } from './flowable-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.WorkingDirectory',
  aliases: ['io.kestra.core.tasks.flows.WorkingDirectory', 'io.kestra.core.tasks.flows.Worker'],
  title: 'Run tasks one after another in one directory.',
  heavy: true,
  outputs: {
    outputFiles: ['map', 'Kept files: path to URI'],
  },
})
export class WorkingDirectoryTask extends FlowableBase {
  @Property('tasks', { description: 'The tasks.', tasks: 'list', required: true })
  tasks?: readonly Task[];

  @Property('object', { description: 'Files to keep for the next execution.', of: DirectoryCache })
  cache?: DirectoryCache;

  @Property('object', { description: 'Files of the namespace to copy.', of: NamespaceFiles })
  namespaceFiles?: NamespaceFiles;

  @Property('map', { description: 'Files to write: name to text or URI.', raw: true })
  inputFiles?: unknown;

  @Property('list', { description: 'Globs of files to keep.' })
  outputFiles?: string[];
}
