import { NotFoundError } from '../../model/errors.js';

/** The service does not answer, or refuses for a reason that the operator must remove. */
export class StorageUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

interface S3Failure extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
}

/** The error in the words of the port; errors that do not come from the service stay as they are. */
export function storageError(error: unknown, where: string, key: string): unknown {
  if (!isS3Failure(error)) {
    return error;
  }
  if (isMissing(error)) {
    return new NotFoundError(`File ${key} does not exist in the internal storage ${where}`);
  }
  const status = error.$metadata.httpStatusCode;
  const reason = `${error.name}${error.message === '' ? '' : `: ${error.message}`}`;
  return new StorageUnavailableError(
    status === undefined || status >= 500
      ? `The internal storage ${where} does not answer (${reason}); ${key} was neither read nor written`
      : `The internal storage ${where} refuses ${key} (${reason}): check bucket, keys and region`,
    { cause: error },
  );
}

export function isMissing(error: unknown): boolean {
  return isS3Failure(error) && (error.name === 'NoSuchKey' || error.name === 'NotFound');
}

/** A range that starts behind the end of the file. */
export function isBehindEnd(error: unknown): boolean {
  return isS3Failure(error) && error.$metadata.httpStatusCode === 416;
}

function isS3Failure(error: unknown): error is S3Failure {
  return error instanceof Error && '$metadata' in error;
}
