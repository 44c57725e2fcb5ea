import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Tells which paths below a folder were touched, folders that appear later included. Each folder has a watcher of its own:
 * one per file would be lost when an editor puts another file in its place.
 */
export class FolderWatch {
  private readonly watchers = new Map<string, FSWatcher>();
  private closed = false;

  constructor(private readonly touched: (path: string) => void) {}

  /** Resolves when the folder and everything below is watched. A path that is no folder is passed over. */
  async add(folder: string): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
    if (entries === undefined || this.closed || this.watchers.has(folder)) {
      return;
    }
    const watcher = watch(folder, (_, name) => name !== null && this.report(join(folder, name)));
    // The folder itself is gone.
    watcher.on('error', () => this.drop(folder));
    this.watchers.set(folder, watcher);
    await Promise.all(
      entries
        .filter((entry) => entry.isDirectory())
        .map((entry) => this.add(join(folder, entry.name))),
    );
  }

  close(): void {
    this.closed = true;
    [...this.watchers.keys()].forEach((folder) => this.drop(folder));
  }

  private report(path: string): void {
    this.touched(path);
    void readdir(path).then(
      () => this.add(path),
      () => this.drop(path),
    );
  }

  private drop(folder: string): void {
    this.watchers.get(folder)?.close();
    this.watchers.delete(folder);
  }
}
