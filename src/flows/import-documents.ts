import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { unzip } from '../files/index.js';
import { DomainError, IllegalArgumentError } from '../model/errors.js';
import { documentText } from '../platform/yaml/index.js';
import { splitDocuments } from './source-text.js';

export interface UploadedDocuments {
  readonly originalname: string;
  /** Where the upload is. */
  readonly path: string;
}

/**
 * Saves the documents of an uploaded file. Answers what failed: names of ZIP entries, or positions of documents from 0;
 * with `failOnError` the first failure is thrown.
 * @throws IllegalArgumentError unless the name ends in .yaml, .yml or .zip, and for files that are too large.
 */
export async function importDocuments(
  file: UploadedDocuments | undefined,
  failOnError: boolean,
  save: (source: string) => Promise<unknown>,
): Promise<string[]> {
  const failed: string[] = [];
  for await (const { label, source } of documentsOf(file)) {
    try {
      await save(source);
    } catch (error) {
      if (failOnError || !(error instanceof DomainError)) {
        throw error;
      }
      failed.push(label);
    }
  }
  return failed;
}

async function* documentsOf(
  file: UploadedDocuments | undefined,
): AsyncIterable<{ label: string; source: string }> {
  if (file === undefined) {
    const message = 'the file is missing: send it as the part `fileUpload`';
    throw new DomainError('INVALID_ROUTE_PARAMS', message);
  }
  const name = basename(file.originalname);
  if (isYaml(name)) {
    const text = await documentText(name, createReadStream(file.path));
    yield* splitDocuments(text).map((source, index) => ({ label: String(index), source }));
  } else if (/\.zip$/i.test(name)) {
    for await (const entry of unzip(file.path)) {
      if (isYaml(entry.name)) {
        const source = await documentText(entry.name, await entry.content());
        yield { label: entry.name, source };
      }
    }
  } else {
    const extension = name.slice(name.lastIndexOf('.'));
    throw new IllegalArgumentError(
      `Cannot import file of type ${extension}, use .yaml, .yml or .zip`,
    );
  }
}

function isYaml(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}
