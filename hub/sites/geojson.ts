import { z } from 'zod';
import type { Columns, Table, TableFault, TableRow } from '../../shared/table.ts';

const point = z.object({
  type: z.literal('Feature'),
  id: z.union([z.string(), z.number()]).optional(),
  geometry: z.object({ type: z.literal('Point'), coordinates: z.tuple([z.number(), z.number()]).rest(z.number()) }),
  properties: z.record(z.string(), z.unknown()).nullable(),
});
const collection = z.object({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) });

/**
 * Reads a collection of points, whose properties are the other columns. Longitude comes first.
 *
 * @see RFC 7946 §3.1.2, §3.3
 */
export function readGeoJson(text: string, { known }: Columns): Table {
  const file = collection.safeParse(parseJson(text));
  if (!file.success) return { rows: [], faults: [{ row: null, column: null, fault: 'no FeatureCollection' }] };
  const rows: TableRow[] = [];
  const faults: TableFault[] = [];
  for (const [i, one] of file.data.features.entries()) {
    const row = i + 1;
    const feature = point.safeParse(one);
    if (!feature.success) {
      const [issue] = feature.error.issues;
      faults.push({ row, column: issue?.path.join('.') ?? null, fault: `no point: ${issue?.message ?? ''}` });
      continue;
    }
    const { id, geometry, properties } = feature.data;
    const [longitude, latitude] = geometry.coordinates;
    const given = Object.entries(properties ?? {}).filter(([, value]) => value !== null && value !== '');
    const unknown = given.filter(([column]) => !known.includes(column));
    faults.push(
      ...unknown.map(([column]) => ({ row, column, fault: `no such column; there are: ${known.join(', ')}` })),
    );
    rows.push({
      row,
      fields: { ...(id === undefined ? {} : { id: String(id) }), ...Object.fromEntries(given), longitude, latitude },
    });
  }
  return { rows, faults };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told as what is no collection.
    return undefined;
  }
}
