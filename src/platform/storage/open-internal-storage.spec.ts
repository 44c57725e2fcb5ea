import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../config/index.js';
import { LocalStorage } from './local-storage.js';
import { openInternalStorage, s3SettingsOf } from './open-internal-storage.js';

const configOf = (KESTRA_CONFIGURATION: string) =>
  loadConfig({ file: '/nonexistent', environment: { KESTRA_CONFIGURATION } });

describe('the storage of a configuration', () => {
  test('is a folder by default', async () => {
    expect(await openInternalStorage(configOf(''))).toBeInstanceOf(LocalStorage);
  });

  test('takes the keys of s3', () => {
    const config = configOf(
      'kestra: {storage: {type: s3, s3: {bucket: b, region: eu-west-1, path: p, access-key: a, secret-key: s}}}',
    );
    expect(s3SettingsOf(config)).toEqual({
      bucket: 'b',
      region: 'eu-west-1',
      endpoint: undefined,
      accessKey: 'a',
      secretKey: 's',
      forcePathStyle: false,
      prefix: 'p',
    });
  });

  test('takes the keys of minio', () => {
    const config = configOf(
      'kestra: {storage: {type: minio, minio: {endpoint: my-minio, port: 9001, secure: true, bucket: b}}}',
    );
    expect(s3SettingsOf(config)).toMatchObject({
      bucket: 'b',
      endpoint: 'https://my-minio:9001',
      forcePathStyle: true,
    });
  });

  test('needs a bucket, and both keys or neither', () => {
    expect(() => s3SettingsOf(configOf('kestra: {storage: {type: s3}}'))).toThrow('s3.bucket');
    expect(() =>
      s3SettingsOf(configOf('kestra: {storage: {s3: {bucket: b, access-key: a}}}')),
    ).toThrow('both or neither');
  });
});
