import { ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { readHostConfig } from './host-config.js';

function refusal(env: Record<string, string>): ProoflineError {
  try {
    readHostConfig(env, '/srv');
  } catch (error) {
    if (error instanceof ProoflineError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('the configuration of the host', () => {
  it('reads how S3 is reached, and keeps its keys out of messages', () => {
    const env = {
      ARTIFACTS_URL: 's3://models/here',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: 'http://one:9000',
      AWS_ENDPOINT_URL_S3: 'http://minio:9000',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
    };
    expect(readHostConfig(env).s3).toEqual({
      region: 'eu-central-1',
      endpoint: 'http://minio:9000',
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    });
    expect(() => readHostConfig({ AWS_ENDPOINT_URL_S3: 'minio:9000' })).toThrow(
      "AWS_ENDPOINT_URL_S3 takes a URL that starts with http:// or https://; it is 'minio:9000'.",
    );
  });

  it('takes the address and the model of an endpoint for rewording together, and keeps its key out of messages', () => {
    const env = { PROOFLINE_REWRITE_URL: 'http://llm:8000/v1', PROOFLINE_REWRITE_MODEL: 'small' };
    expect(readHostConfig({ ...env, PROOFLINE_REWRITE_KEY: 'key' }).rewriting).toEqual({
      url: 'http://llm:8000/v1',
      model: 'small',
      key: 'key',
    });
    expect(refusal({ PROOFLINE_REWRITE_URL: env.PROOFLINE_REWRITE_URL }).message).toContain(
      'PROOFLINE_REWRITE_MODEL and PROOFLINE_REWRITE_URL are set together or not at all',
    );
  });

  it('reads limits and origins, and refuses what is none', () => {
    const env = { PROOFLINE_RATE_LIMIT: 'off', PROOFLINE_CORS_ORIGINS: 'https://a.example, http://localhost:5173' };
    expect(readHostConfig(env).rateLimit).toBeUndefined();
    expect(readHostConfig(env).corsOrigins).toEqual(['https://a.example', 'http://localhost:5173']);
    const { message } = refusal({ PROOFLINE_RATE_LIMIT: 'many', PROOFLINE_CORS_ORIGINS: 'https://a.example/desk' });
    expect(message).toContain("PROOFLINE_RATE_LIMIT takes a number of requests a minute, 1 to 999999999, or 'off'");
    expect(message).toContain('PROOFLINE_CORS_ORIGINS takes origins such as https://desk.example.com');
  });

  it('works on a bare machine, where nothing is set', () => {
    expect(readHostConfig({}, '/srv')).toEqual({
      host: '127.0.0.1',
      port: 3000,
      home: '/srv/.proofline',
      queueLockSeconds: 15,
      rateLimit: 60_000,
      corsOrigins: [],
      personalData: 'encrypt',
      spoolBytes: 1024e6,
      s3: { region: 'us-east-1' },
      cacheBytes: 10_240_000_000,
      demo: true,
      logLevel: 'info',
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(readHostConfig({ PORT: '', DATABASE_URL: '' }, '/srv')).toEqual(readHostConfig({}, '/srv'));
  });

  it('reads what is set', () => {
    const config = readHostConfig(
      {
        PORT: '0',
        PROOFLINE_HOME: 'data',
        DATABASE_URL: 'postgres://u:p@db/proofline',
        REDIS_URL: 'valkey://cache:6379',
        ARTIFACTS_URL: 's3://models/proofline',
        PROOFLINE_VERTICALS: 'credit-risk, supply-chain,',
        PROOFLINE_DEMO: 'off',
        PROOFLINE_RETENTION_DAYS: '730',
        PROOFLINE_SPOOL_MB: '5',
        PROOFLINE_PERSONAL_DATA: 'drop',
      },
      '/srv',
    );
    expect(config).toMatchObject({
      port: 0,
      home: '/srv/data',
      databaseUrl: 'postgres://u:p@db/proofline',
      redisUrl: 'redis://cache:6379',
      artifactsUrl: 's3://models/proofline',
      verticals: ['credit-risk', 'supply-chain'],
      demo: false,
      retentionDays: 730,
      spoolBytes: 5e6,
      personalData: 'drop',
    });
  });

  it('names every problem at once, and no secret', () => {
    const { problems, message } = refusal({
      PORT: '70000',
      DATABASE_URL: 'mysql://root:hunter2@db',
      PROOFLINE_ADMIN_KEY: 'short',
      PROOFLINE_DEMO: 'no',
    });
    expect(problems.map(({ where }) => where?.path).sort()).toEqual([
      'DATABASE_URL',
      'PORT',
      'PROOFLINE_ADMIN_KEY',
      'PROOFLINE_DEMO',
    ]);
    expect(message).toContain("PORT takes a port, 0 to 65535; it is '70000'.");
    expect(message).toContain('DATABASE_URL takes a URL that starts with postgres:// or postgresql://.');
    expect(message).not.toContain('hunter2');
    expect(message).not.toContain('short');
  });
});
