import type { CDPSession } from '@playwright/test';
import { z } from 'zod';

/** Of a V8 heap snapshot what is needed here: each node is as many numbers as it has fields, in their order. */
const snapshotSchema = z.object({
  snapshot: z.object({
    meta: z.object({
      node_fields: z.array(z.string()),
      /** Of the field `type` the names, of the others what they are. */
      node_types: z.tuple([z.array(z.string())], z.unknown()),
    }),
  }),
  nodes: z.array(z.number()),
  strings: z.array(z.string()),
});

/**
 * What V8 keeps for itself: byte code, machine code and what it goes by, and its own lists. It grows for as long as
 * functions are found worth compiling, up to the last of them, and shrinks when they are not called.
 */
const ITS_OWN: readonly string[] = ['code', 'hidden'];

/** What Chromium notes of slow frames and tasks, a few hundred at most: the machine's load, and no leak. */
const NOTED = /^(?:Performance(?:LongAnimationFrame|Script|LongTask|Event)|TaskAttribution)Timing$/u;

/**
 * What the page itself holds, by a heap snapshot after garbage was collected: objects, functions, texts and the
 * browser's own (elements, listeners, buffers), in MB of 1,048,576 bytes. Stops the page for as long as it takes.
 */
export async function weighObjects(session: CDPSession): Promise<number> {
  const { snapshot, nodes, strings } = snapshotSchema.parse(JSON.parse(await takeSnapshot(session)));
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name, size] = [fields.indexOf('type'), fields.indexOf('name'), fields.indexOf('self_size')];
  if ([type, name, size].includes(-1)) throw new Error(`a snapshot's node has only ${fields.join(', ')}`);
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += fields.length) {
    const kind = types[0][nodes[node + type] ?? -1] ?? '';
    const isPages = !ITS_OWN.includes(kind) && !NOTED.test(strings[nodes[node + name] ?? -1] ?? '');
    if (isPages) bytes += nodes[node + size] ?? 0;
  }
  return bytes / 1024 ** 2;
}

async function takeSnapshot(session: CDPSession): Promise<string> {
  const chunks: string[] = [];
  const keep = ({ chunk }: { readonly chunk: string }): void => void chunks.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', keep);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot');
  session.off('HeapProfiler.addHeapSnapshotChunk', keep);
  return chunks.join('');
}
