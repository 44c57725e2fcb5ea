import { IllegalStateError } from '../../../../model/errors.js';
import { lineBatches } from '../../../api/byte-lines.js';
import type { DockerEngine } from './engine.js';
import { EngineRefusal } from './engine.js';
import { imageParts } from './registry-login.js';

export type PullPolicy = 'ALWAYS' | 'IF_NOT_PRESENT' | 'NEVER';

export interface ImagePull {
  readonly image: string;
  readonly policy: PullPolicy;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Sees to it that the engine has the image. Throws when the registry refuses it. */
export async function pullImage(engine: DockerEngine, pull: ImagePull): Promise<void> {
  const { image, policy, headers, signal } = pull;
  if (policy !== 'ALWAYS' && (await isPresent(engine, image))) {
    return;
  }
  if (policy === 'NEVER') {
    throw new IllegalStateError(
      `The Docker engine does not have the image ${image}, and the pull policy NEVER forbids to pull it`,
    );
  }
  const refused = (reason: string): IllegalStateError =>
    new IllegalStateError(`The image ${image} could not be pulled: ${reason}`);
  const progress = await engine
    .open('POST', '/images/create', { query: imageParts(image), headers, signal })
    .catch((error: unknown) => {
      throw error instanceof EngineRefusal ? refused(error.reason) : error;
    });
  // The status was sent before the pull began; how it ended stands in the last line.
  for await (const lines of lineBatches(progress)) {
    for (const line of lines.filter((bytes) => bytes.length > 0)) {
      const { error } = JSON.parse(line.toString('utf8')) as { error?: string };
      if (error !== undefined) {
        throw refused(error);
      }
    }
  }
}

async function isPresent(engine: DockerEngine, image: string): Promise<boolean> {
  try {
    await engine.call('GET', `/images/${encodeURI(image)}/json`);
    return true;
  } catch (error) {
    if (error instanceof EngineRefusal && error.status === 404) {
      return false;
    }
    throw error;
  }
}
