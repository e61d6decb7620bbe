import { createPublicKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { isSignedBy, sha256 } from '../../hub/crypto.ts';
import {
  acknowledgementSchema,
  chainStandSchema,
  enrolledSchema,
  heardSchema,
  PATHS,
  refusalSchema,
} from '../../shared/wire.ts';
import { answerBase, contentDigest, parseAnswerClaim, type Asked } from '../../shared/wire-signature.ts';
import {
  EXCHANGES,
  HUB_KEY,
  readExchanges,
  requests,
  send,
  startRecordedHub,
  withMore,
  type Exchange,
} from './exchanges.ts';
import type { TestHub } from './server.ts';

/**
 * The recording is of the first release with this wire and is never made again: `RECORD=1 npx vitest run --project hub
 * tests/hub/wire-v1.test.ts` wrote it.
 */
const isRecording = process.env['RECORD'] === '1';

async function record(): Promise<void> {
  const server = await startRecordedHub();
  const exchanges: Exchange[] = [];
  for (const [name, post] of requests()) {
    const { path, headers, body } = post;
    const answer = await send(server.url, post);
    exchanges.push({ name, request: { path, headers, body: body.toString('base64') }, answer });
  }
  await server.close();
  writeFileSync(EXCHANGES, `${JSON.stringify(exchanges, null, 2)}\n`);
}

if (isRecording) test('records', record);

const exchanges = isRecording ? [] : readExchanges();

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  [PATHS.enrol]: enrolledSchema,
  [PATHS.entries]: acknowledgementSchema,
  [PATHS.chain]: chainStandSchema,
  [PATHS.heartbeat]: heardSchema,
};

const schemaOf = ({ request, answer }: Exchange): z.ZodType =>
  answer.status === 200 ? (SCHEMAS[request.path] ?? refusalSchema) : refusalSchema;

describe.skipIf(isRecording)('an old kiosk and this hub', () => {
  let server: TestHub;

  beforeAll(async () => {
    server = await startRecordedHub();
  });

  afterAll(async () => {
    await server.close();
  });

  // In the order they were recorded in: each finds the hub as the one before left it.
  test.each(exchanges)('the kiosk $name, and is answered as ever', async ({ request, answer }) => {
    const now = await send(server.url, { ...request, body: Buffer.from(request.body, 'base64') });
    expect(now.status).toBe(answer.status);
    expect(JSON.parse(now.body)).toMatchObject(JSON.parse(answer.body) as object);
  });
});

describe.skipIf(isRecording)('an old hub and this kiosk', () => {
  test.each(exchanges)('the kiosk $name, and reads the answer and its signature', (exchange) => {
    const { request, answer } = exchange;
    const parsed = schemaOf(exchange).parse(JSON.parse(answer.body));
    expect(parsed).toEqual(JSON.parse(answer.body));
    const digest = contentDigest(sha256(answer.body).toString('base64'));
    expect(answer.headers['content-digest']).toBe(digest);
    const asked: Asked = { field: 'signature', value: /:(.*):/u.exec(request.headers['signature'] ?? '')?.[1] ?? '' };
    const claim = parseAnswerClaim(answer.headers['signature-input'], answer.headers['signature'], asked);
    if (!claim.ok) throw new Error(claim.fault);
    expect(claim.value.keyId).toBe(HUB_KEY.keyId);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: HUB_KEY.x }, format: 'jwk' });
    const base = answerBase({ status: answer.status, contentDigest: digest, asked }, HUB_KEY.keyId);
    expect(isSignedBy(key, base, claim.value.signature)).toBe(true);
  });
});

describe.skipIf(isRecording)('one of a later release, with fields that this one does not know', () => {
  test('a hub takes the requests of such a kiosk, and answers as without them', async () => {
    const server = await startRecordedHub();
    for (const [i, [name, post]] of withMore(exchanges, { mood: 'good', later: { deep: [1, null] } }).entries()) {
      const now = await send(server.url, post);
      expect([name, now.status]).toEqual([name, exchanges[i]?.answer.status]);
      // With what releases since have added to it.
      expect(JSON.parse(now.body)).toMatchObject(JSON.parse(exchanges[i]?.answer.body ?? '') as object);
    }
    await server.close();
  });

  test.each(exchanges)('a kiosk that $name drops what it does not know of the answer', (exchange) => {
    const body = JSON.parse(exchange.answer.body) as object;
    expect(schemaOf(exchange).parse({ ...body, mood: 'good', later: { deep: [1, null] } })).toEqual(body);
  });

  test('a kiosk reads a fault that it does not know', () => {
    expect(refusalSchema.parse({ fault: 'fault-of-a-later-release' })).toEqual({ fault: 'fault-of-a-later-release' });
  });
});
