import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { unzip } from '../files/index.js';
import { DomainError, IllegalArgumentError } from '../model/errors.js';
import { SaveFlow } from './save-flow.js';
import { splitDocuments } from './source-text.js';

/** Takes flows from an uploaded file; existing ones are updated. */
@Injectable()
export class ImportFlows {
  constructor(private readonly saveFlow: SaveFlow) {}

  /**
   * What failed: names of ZIP entries, or positions of documents from 0. `failOnError`: the first failure is thrown.
   * @throws IllegalArgumentError unless the name ends in .yaml, .yml or .zip.
   */
  async run(name: string, path: string, failOnError: boolean): Promise<string[]> {
    if (/\.ya?ml$/i.test(name)) {
      return this.documents(await readFile(path, 'utf8'), failOnError);
    }
    if (/\.zip$/i.test(name)) {
      return this.archive(path, failOnError);
    }
    throw new IllegalArgumentError(
      'Cannot import file of type ' +
        name.slice(name.lastIndexOf('.')) +
        ', use .yaml, .yml or .zip',
    );
  }

  private async documents(text: string, failOnError: boolean): Promise<string[]> {
    const failed: string[] = [];
    for (const [index, source] of splitDocuments(text).entries()) {
      failed.push(...(await this.save(source, String(index), failOnError)));
    }
    return failed;
  }

  private async archive(path: string, failOnError: boolean): Promise<string[]> {
    const failed: string[] = [];
    for await (const { name, content } of unzip(path)) {
      if (/\.ya?ml$/i.test(name)) {
        const chunks = await (await content()).toArray();
        failed.push(
          ...(await this.save(
            Buffer.concat(chunks as Buffer[]).toString('utf8'),
            name,
            failOnError,
          )),
        );
      }
    }
    return failed;
  }

  private async save(source: string, label: string, failOnError: boolean): Promise<string[]> {
    try {
      await this.saveFlow.createOrUpdate(source);
      return [];
    } catch (error) {
      if (failOnError || !(error instanceof DomainError)) {
        throw error;
      }
      return [label];
    }
  }
}
