import { createReadStream } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import type { Flow } from '../model/flow.js';
import type { Input } from '../model/input.js';
import { executionUri, RUN_SERVICES, slug } from '../run-context/index.js';
import type { RunServices } from '../run-context/index.js';
import { FlowExpressions } from './flow-expressions.js';
import { resolveInputs } from './inputs.js';
import type { RawInputs, ResolvedInput, UploadedFile } from './inputs.js';
import { storedName } from './inputs/stored-name.js';

/** Inputs of executions to be created or resumed, with the outside they need: expressions, storage, encryption. */
@Injectable()
export class InputResolver {
  constructor(
    private readonly expressions: FlowExpressions,
    @Inject(RUN_SERVICES) private readonly services: RunServices,
  ) {}

  /**
   * Problems are data (`valuesOf` throws them). Files are stored below the execution `executionId`; without one inputs
   * are only looked at.
   */
  async resolve(
    flow: Flow,
    inputs: readonly Input[],
    raw: RawInputs,
    executionId?: string,
  ): Promise<ResolvedInput[]> {
    const { encryption } = this.services.settings;
    return resolveInputs(inputs, raw, {
      renderTyped: (template, values) =>
        this.expressions.renderTyped(template, flow, { inputs: values }),
      storeFile: (input, file) =>
        executionId === undefined
          ? Promise.resolve(file.originalname)
          : this.store(inputUri(flow, executionId, input, file), file),
      ...(encryption.isConfigured && {
        encrypt: (text: string) => encryption.encryptedString(text),
      }),
    });
  }

  /** Takes stored files back when there will be no execution. */
  async discardFiles(
    flow: Flow,
    resolved: readonly ResolvedInput[],
    executionId: string,
  ): Promise<void> {
    if (resolved.some(({ input, value }) => input.type === 'FILE' && typeof value === 'string')) {
      const uri = executionUri({ namespace: flow.namespace, flowId: flow.id }, executionId);
      await this.services.storage.deleteByPrefix(`${uri}/`);
    }
  }

  private async store(uri: string, file: UploadedFile): Promise<string> {
    await this.services.storage.put(uri, createReadStream(file.path));
    return uri;
  }
}

function inputUri(flow: Flow, executionId: string, input: Input, file: UploadedFile): string {
  const folder = executionUri({ namespace: flow.namespace, flowId: flow.id }, executionId);
  return `${folder}/inputs/${slug(input.id)}/${storedName(file, input.id, input['extension'])}`;
}
