import type { StoredFile } from './internal-storage.js';

export function byPath(a: StoredFile, b: StoredFile): number {
  return a.path < b.path ? -1 : 1;
}

/** Files with the directories that lead to them below `root`, by path; a directory is as new as its newest file. */
export function withDirectories(files: readonly StoredFile[], root: string): StoredFile[] {
  const found = new Map<string, StoredFile>();
  const base = root === '/' ? root : `${root}/`;
  for (const file of files) {
    found.set(file.path, file);
    for (
      let slash = file.path.indexOf('/', base.length);
      slash !== -1;
      slash = file.path.indexOf('/', slash + 1)
    ) {
      const path = file.path.slice(0, slash + 1);
      const known = found.get(path);
      const modifiedAt = Math.max(known?.modifiedAt ?? 0, file.modifiedAt);
      found.set(path, { path, size: 0, modifiedAt, createdAt: known?.createdAt ?? file.createdAt });
    }
  }
  return [...found.values()].sort(byPath);
}
