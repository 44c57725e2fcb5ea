import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { UploadedFile } from '../inputs.js';
import { EMPTY_FORM } from './form-inputs.js';
import type { Form } from './form-inputs.js';

/** The parts of a multipart request that UploadInterceptor has read; no parts for any other. */
export const FormBody = createParamDecorator((_data: unknown, context: ExecutionContext): Form => {
  const { headers, body, files } = context
    .switchToHttp()
    .getRequest<Request<unknown, unknown, Form['fields'] | undefined>>();
  return headers['content-type']?.startsWith('multipart/')
    ? {
        fields: body ?? {},
        files: Array.isArray(files) ? (files as UploadedFile[]) : [],
      }
    : EMPTY_FORM;
});
