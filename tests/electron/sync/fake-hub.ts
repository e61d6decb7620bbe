import { createHash, createPublicKey, randomUUID, sign, verify, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { codeIdOf, codeProofOf } from '../../../electron/crypto.ts';
import { hubKeyOf } from '../../../electron/sync/answer.ts';
import { successionStatement } from '../../../shared/statement.ts';
import { encodeTicket } from '../../../shared/ticket.ts';
import { enrolmentSchema, PATHS, type TicketAnswer } from '../../../shared/wire.ts';
import { answerBase, answerFields, contentDigest, parseClaim, type Asked } from '../../../shared/wire-signature.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';

/** The part of a hub that enrolment sees, on a real socket, signing what it answers. */
export interface FakeHub {
  readonly url: string;
  readonly hubKey: string;
  readonly venueKey: Buffer;
  readonly root: Buffer;
  /** Public keys it has taken, newest last, each with whose place it took. */
  readonly taken: { publicKey: string; kiosk: string; predecessor: string | null }[];
  /** Bodies that it was sent, oldest first, as they came. */
  readonly heard: { readonly path: string; readonly body: string }[];
  /** How it is to differ from a good one. */
  twist: {
    venueKnows?: (keyId: string) => boolean;
    refuses?: string;
    /** Enrols, and breaks the connection off before its answer. */
    losesAnswer?: boolean;
    root?: Buffer;
    /** Which gate its codes are of. */
    gate?: string;
    signsWith?: KeyObject;
    saysHtml?: boolean;
    /** What it says of a code that is typed, in place of its own word; `status` with it. */
    learns?: (honest: TicketAnswer) => { status?: number; body: unknown };
    /** Of its clock, against the machine's. */
    aheadMs?: number;
  };
  ticket(change?: { hub?: string; hubKey?: Uint8Array; policyRoot?: Uint8Array }): string;
}

/** The one that it knows. */
export const CODE = 'ABCD-EFGH-JKMN-PQRS';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

export async function startFakeHub(): Promise<FakeHub> {
  const { privateKey, publicKey } = newKeyPair('ed25519');
  const x = publicKey.export({ format: 'jwk' }).x ?? '';
  const server = createServer((request, response) => {
    void serve(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const hub: FakeHub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hubKey: x,
    venueKey: sha256(Buffer.from(randomUUID())),
    root: Buffer.from('{"signed":{"_type":"root"}}'),
    taken: [],
    heard: [],
    twist: {},
    ticket: (change = {}) =>
      encodeTicket({
        hub: hub.url,
        code: CODE,
        hubKey: Buffer.from(hubKeyOf(x).id, 'base64url'),
        policyRoot: sha256(hub.root),
        ...change,
      }),
  };

  const answerTo = (path: string, body: Buffer): { status: number; body: Buffer } | null => {
    const json = (status: number, value: unknown): { status: number; body: Buffer } => ({
      status,
      body: Buffer.from(JSON.stringify(value)),
    });
    if (path === PATHS.challenge) {
      const hubTimeMs = Date.now() + (hub.twist.aheadMs ?? 0);
      return json(200, { challenge: 'c', hubTimeMs, lifeSeconds: 900, hubKey: x });
    }
    if (path.split('?')[0] === PATHS.policyRoot) return { status: 200, body: hub.twist.root ?? hub.root };
    if (path === PATHS.ticket) {
      const codeHash = sha256(Buffer.from(CODE));
      const named = { hubKey: Buffer.from(hubKeyOf(x).id, 'base64url'), policyRoot: sha256(hub.root) };
      const honest = {
        hubKeyId: hubKeyOf(x).id,
        policyRoot: named.policyRoot.toString('base64'),
        proof: codeProofOf(codeHash, named).toString('base64'),
      };
      if (hub.twist.learns !== undefined) {
        const said = hub.twist.learns(honest);
        return json(said.status ?? 200, said.body);
      }
      const { codeId } = JSON.parse(body.toString()) as { codeId: string };
      const isKnown = codeId === codeIdOf(codeHash).toString('base64');
      return isKnown ? json(200, honest) : json(403, { fault: 'code-unknown' });
    }
    if (path !== PATHS.enrol) return json(404, { fault: 'not-found' });
    if (hub.twist.refuses !== undefined) return json(403, { fault: hub.twist.refuses });
    const { code, publicKey: given, predecessor } = enrolmentSchema.parse(JSON.parse(gunzipSync(body).toString()));
    const old = hub.taken.find((one) => hubKeyOf(one.publicKey).id === predecessor?.keyId);
    if (predecessor !== undefined && !isSuccession(old?.publicKey, given, code, predecessor.signature, hub))
      return json(403, { fault: 'predecessor-wrong', ...(old === undefined && { predecessor: 'unknown' }) });
    hub.taken.push({ publicKey: given, kiosk: randomUUID(), predecessor: old?.kiosk ?? null });
    if (hub.twist.losesAnswer === true) return null;
    return json(200, {
      kiosk: hub.taken.at(-1)?.kiosk,
      venue: '人民广场商场',
      gate: hub.twist.gate ?? 'north',
      epoch: randomUUID(),
      venueKey: hub.venueKey.toString('base64'),
    });
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (hub.twist.saysHtml === true) {
      response.end('<html>Please log in</html>');
      return;
    }
    const [path, sent] = [(request.url ?? '').replace(/\?.*/u, ''), await buffer(request)];
    hub.heard.push({ path, body: sent.toString('latin1') });
    const answer = answerTo(path, sent);
    if (answer === null) {
      request.socket.destroy();
      return;
    }
    const { status, body } = answer;
    const asked = askedOf(request);
    const signed = { status, contentDigest: contentDigest(sha256(body).toString('base64')), asked };
    const { id } = hubKeyOf(x);
    const signature = sign(null, Buffer.from(answerBase(signed, id)), hub.twist.signsWith ?? privateKey);
    response.writeHead(status, answerFields(signed, id, signature.toString('base64'))).end(body);
  };
  return hub;
}

function askedOf({ headers }: IncomingMessage): Asked {
  const claim = parseClaim(
    headers['signature-input'] as string | undefined,
    headers['signature'] as string | undefined,
  );
  if (claim.ok) return { field: 'signature', value: claim.value.signature };
  return { field: 'sentinel-nonce', value: String(headers['sentinel-nonce']) };
}

function isSuccession(old: string | undefined, next: string, code: string, signature: string, hub: FakeHub): boolean {
  if (old === undefined || hub.twist.venueKnows?.(hubKeyOf(old).id) === false) return false;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: old }, format: 'jwk' });
  return verify(null, successionStatement(hubKeyOf(next).id, code), key, Buffer.from(signature, 'base64'));
}
