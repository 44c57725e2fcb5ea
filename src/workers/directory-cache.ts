import type { AttemptContext, InternalFiles, TemporaryDirectory } from '../run-context/index.js';

export class DirectoryCache {
  constructor(
    private readonly context: AttemptContext,
    private readonly files: InternalFiles,
    private readonly directory: TemporaryDirectory,
  ) {}
  async restore(): Promise<void> {}
  async save(): Promise<void> {}
}
