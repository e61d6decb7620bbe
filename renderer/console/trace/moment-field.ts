import { isMoment } from '../../../shared/console/moment.ts';

/** A field of type `datetime-local`, by the zone of the window. @returns `null`: it is no moment */
export function momentOfField(field: string): number | null {
  const epochMs = FIELD.test(field) ? new Date(field).getTime() : NaN;
  return isMoment(epochMs) ? epochMs : null;
}

/** With its seconds or without. */
const FIELD = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/u;
