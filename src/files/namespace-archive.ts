import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { IllegalArgumentError } from '../model/errors.js';
import { storagePath } from '../platform/storage/storage-path.js';
import { documentText } from '../platform/yaml/index.js';
import { NamespaceFiles } from './namespace-files.js';
import { NamespaceFlows } from './namespace-flows.js';
import { unzip, zipOf } from './zip.js';
import type { ZipContent } from './zip.js';

const FLOWS = '_flows';

/** Takes files into a namespace and out of it; flows travel with them under `/_flows` and are never stored as files. */
@Injectable()
export class NamespaceArchive {
  constructor(
    private readonly files: NamespaceFiles,
    private readonly flows: NamespaceFlows,
  ) {}

  /** Every file, and the flows of the namespace. Empty folders are left out. */
  async export(namespace: string): Promise<Readable> {
    const contents: ZipContent[] = (await this.files.list(namespace)).map((path) => ({
      name: path.slice(1),
      content: () => this.files.get(namespace, path),
    }));
    for (const { id, source } of await this.flows.sources(namespace)) {
      contents.push({ name: `${FLOWS}/${id}.yml`, content: source });
    }
    return zipOf(contents);
  }

  /** Unpacks a local ZIP file from the root of the namespace. */
  async import(namespace: string, archive: string): Promise<void> {
    for await (const { name, content } of unzip(archive)) {
      const stream = await content();
      if (isFlow(name)) {
        await this.flows.save(namespace, await documentText(name, stream));
      } else {
        await this.files.put(namespace, name, stream);
      }
    }
  }

  /** Stores a local file under a path of the namespace. */
  async store(namespace: string, path: string, local: string): Promise<void> {
    if (isFlow(path)) {
      await this.flows.save(namespace, await documentText(path, createReadStream(local)));
    } else {
      await this.files.put(namespace, path, createReadStream(local));
    }
  }
}

/** The path, unless it is one of flows. @throws IllegalArgumentError */
export function notFlows(path: string): string {
  if (isFlow(path)) {
    throw new IllegalArgumentError(`Forbidden path: ${path}`);
  }
  return path;
}

function isFlow(path: string): boolean {
  return storagePath(path).split('/')[1] === FLOWS;
}
